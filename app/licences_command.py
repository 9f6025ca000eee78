"""`umbra licences`: which licences are inside, or the text of those that are asked for."""

import argparse
from typing import TextIO

from app import __version__
from app.core.refused import Refused
from app.licences import licence, licence_names

_HEAD = (
    f"Umbra {__version__}, under the Apache License 2.0. It is shipped with works of others.\n"
    "“umbra licences NAME…” prints the texts of these, “umbra licences all” all of them:\n"
)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what the command takes."""
    parser.add_argument("names", nargs="*", metavar="NAME", help="such as qt-third-party, or all")


def run(names: list[str], out: TextIO) -> int:
    """Print the list, or the texts; raises Refused for a name that is none."""
    known = licence_names()
    if not names:
        print(_HEAD, file=out)
        for name in known:
            print(f"  {name}", file=out)
        return 0
    for name in names:
        if name != "all" and name not in known:
            raise Refused(f"There is no licence “{name}”; “umbra licences” lists those inside.")
    for name in known if "all" in names else names:
        print(f"===== {name}\n\n{licence(name)}", file=out)
    return 0
