"""Pin what pyproject.toml asks for: `python3 packaging/lock.py`, for maintainers.

Writes requirements.txt, requirements-test.txt and requirements-build.txt anew, with the newest
versions that pyproject.toml allows, for every system and Python that Umbra runs on, and with the
SHA-256 of every file that the index lists for each. The files name no index, so they hold wherever
pip is pointed.
"""

import os
import subprocess
import sys
import tempfile
import venv

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--no-python-downloads",
    "--generate-hashes",
    "--upgrade",
    "--no-header",
    "--no-annotate",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--quiet",
)


def main() -> None:
    """Write the requirement files, the others bound to the versions of the first."""
    shipped = "packaging/requirements.txt"
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        programs = os.path.join(folder, "Scripts" if sys.platform == "win32" else "bin")
        python = os.path.join(programs, "python")
        subprocess.run([python, "-m", "pip", "install", "--quiet", "uv"], check=True)
        pin = (python, "-m", "uv", "pip", "compile", *OPTIONS)
        subprocess.run([*pin, "-o", shipped, "pyproject.toml"], cwd=CHECKOUT, check=True)
        for group in ("test", "build"):
            wanted = ("-o", f"packaging/requirements-{group}.txt", "-c", shipped, "--group", group)
            subprocess.run([*pin, *wanted], cwd=CHECKOUT, check=True)


if __name__ == "__main__":
    main()
