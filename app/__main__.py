"""Where Umbra starts: the window when nothing else is asked, the commands otherwise."""

import os
import sys
from io import TextIOWrapper


def main(arguments: list[str] | None = None) -> int:
    """Run Umbra with these arguments and return its exit code."""
    words = sys.argv[1:] if arguments is None else arguments
    # The desktop starts "umbra open" with what was opened, mostly nothing: then nothing is in the
    # window's way either.
    if not words or words == ["open"] or (len(words) == 2 and words[0] == "--data"):
        from app.start import open_window

        return open_window(words[1] if len(words) == 2 else None)
    # What the terminal or the file has no sign for is spelled out, as on standard error.
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    # A pipe that closed early, as in `umbra plan | head`, is no fault worth a traceback.
    try:
        from app.cli import run

        code = run(words)
        # Windows gives a program without a console no output at all.
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code


if __name__ == "__main__":
    sys.exit(main())
