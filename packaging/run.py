"""Set Umbra up where it is not, then start it: `python3 packaging/run.py [ARGS]`.

Needs nothing but Python 3.11 or newer. The first start makes a virtual environment in `.venv`,
installs the pinned packages and, on Debian and Ubuntu, the system libraries that Qt needs; each
later start goes straight to the program. ARGS are those of `umbra`.
"""

import sys

import python_floor

python_floor.demand()

import environment  # noqa: E402


def main() -> None:
    """Make this checkout's environment ready and become `umbra ARGS`.

    Ends with exit code 2 and a sentence on standard error where that cannot be done.
    """
    umbra = environment.Environment(environment.CHECKOUT)
    environment.make_ready(umbra)
    # -P: a folder named `app` where the person happens to stand is not ours.
    umbra.become("-P", "-m", "app", *sys.argv[1:])


if __name__ == "__main__":
    main()
