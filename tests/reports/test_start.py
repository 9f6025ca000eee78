"""The window opens without waiting for what only printing needs."""

import subprocess
import sys


def test_importing_reports_loads_no_printing_library() -> None:
    program = (
        "import sys, reports.document, reports.label, reports.ruler, reports.verify, reports.zpl\n"
        "print(*sorted({'PIL', 'pypdfium2', 'reportlab', 'zxingcpp'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == []
