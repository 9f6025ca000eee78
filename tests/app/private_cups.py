"""A CUPS of the tests' own: a scheduler in a folder, whose printers keep what they are sent.

Everything is real but the paper: `lp`, the scheduler, and a backend, which is a program that
CUPS starts for each job. Folders of the tests are not used, for nobody but their owner may go
into them and CUPS changes its user.
"""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

_FILES = """
ServerRoot {place}/root
ServerBin {place}/bin
RequestRoot {place}/spool
CacheDir {place}/cache
StateDir {place}/state
TempDir {place}/tmp
AccessLog {place}/log/access
ErrorLog {place}/log/error
PageLog {place}/log/page
SystemGroup {group}
Sandboxing relaxed
"""
_SCHEDULER = """
Listen {place}/sock
DefaultPaperSize None
Browsing Off
WebInterface No
DefaultAuthType None
LogLevel warn
MaxLogSize 0
<Location />
Order allow,deny
Allow all
</Location>
<Policy default>
<Limit All>
Order allow,deny
Allow all
</Limit>
</Policy>
"""
# What CUPS starts for each job: it keeps the file, and does what the files beside it say.
_BACKEND = """#!/bin/sh
[ $# = 0 ] && exit 0
place=${DEVICE_URI#kept:}
echo "$@" > $place/asked
[ -e $place/reports ] && echo "STATE: +$(cat $place/reports)" >&2
while [ -e $place/busy ]; do sleep 0.05; done
[ -e $place/fails ] && exit 1
if [ $# -ge 6 ]; then cat "$6"; else cat; fi > $place/part
mv $place/part $place/$1.out
"""
_SIZES = {"4x3in": "w288h216 288 216", "letter": "Letter 612 792", "A4": "A4 595 842"}
_DRIVER = """*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "KEPT.PPD"
*Manufacturer: "Umbra"
*Product: "(Kept)"
*ModelName: "Kept"
*ShortNickName: "Kept"
*NickName: "Kept"
*PSVersion: "(3010.000) 0"
*LanguageLevel: "3"
*ColorDevice: False
*DefaultColorSpace: Gray
*FileSystem: False
*Throughput: "1"
*cupsFilter2: "application/pdf application/pdf 0 -"
{options}*DefaultImageableArea: {default}
*DefaultPaperDimension: {default}
{areas}*HWMargins: 0 0 0 0
*DefaultFont: Courier
"""
_CUSTOM = """*MaxMediaWidth: "612"
*MaxMediaHeight: "792"
*CustomPageSize True: "pop pop pop <</PageSize[5 -2 roll]>>setpagedevice"
*ParamCustomPageSize Width: 1 points 36 612
*ParamCustomPageSize Height: 2 points 36 792
*ParamCustomPageSize WidthOffset: 3 points 0 0
*ParamCustomPageSize HeightOffset: 4 points 0 0
*ParamCustomPageSize Orientation: 5 int 0 3
"""


def driver(*stocks: str, custom: bool = False) -> str:
    """Return a driver that knows these stocks, of which the first is its default."""
    sizes = [_SIZES[each].split() for each in stocks]
    options = ""
    for option in ("PageSize", "PageRegion"):
        options += f"*OpenUI *{option}/Media Size: PickOne\n*Default{option}: {sizes[0][0]}\n"
        for name, width, height in sizes:
            invoked = f'"<</PageSize[{width} {height}]>>setpagedevice"'
            options += f"*{option} {name}/{name}: {invoked}\n"
        options += f"*CloseUI: *{option}\n"
    areas = "".join(
        f'*ImageableArea {name}: "0 0 {width} {height}"\n'
        f'*PaperDimension {name}: "{width} {height}"\n'
        for name, width, height in sizes
    )
    filled = _DRIVER.format(options=options, default=sizes[0][0], areas=areas)
    return filled + (_CUSTOM if custom else "")


def run(*command: str) -> str:
    """Run a program of CUPS and return what it said."""
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.01)


class Queue:
    """One queue, and the printer behind it: what came out, and what holds it up."""

    def __init__(self, name: str, place: Path) -> None:
        self.name, self.folder = name, place

    @property
    def pages(self) -> list[bytes]:
        """Return what came out, in order."""
        files = sorted(self.folder.glob("*.out"), key=lambda each: int(each.stem))
        return [each.read_bytes() for each in files]

    @property
    def asked(self) -> str:
        """What the printer was asked for last: the job, its title, and every option."""
        return (self.folder / "asked").read_text()

    def hold(self, name: str) -> None:
        """Let the printer be "busy", or its next job fail ("fails")."""
        (self.folder / name).touch()

    def let_go(self, name: str) -> None:
        """Take that back."""
        (self.folder / name).unlink()

    def reports(self, reason: str) -> None:
        """Let the printer report something such as "media-empty-error", as it tells its queue."""
        (self.folder / "reports").write_text(reason)
        job = run("lp", "-d", self.name, __file__).split()[3]
        until(lambda: job not in run("lpstat", "-W", "not-completed", "-o"))
        self.let_go("reports")
        for file in self.folder.glob("*.out"):
            file.unlink()


class PrivateCups:
    """The scheduler; `server` is what CUPS_SERVER must say."""

    def __init__(self, place: Path) -> None:
        self.place, self.server = place, str(place / "sock")
        for name in ("root", "bin/backend", "spool", "cache", "state", "tmp", "log", "queues"):
            (place / name).mkdir(parents=True)
        for name in ("filter", "daemon", "notifier"):
            (place / "bin" / name).symlink_to(f"/usr/lib/cups/{name}")
        backend = place / "bin" / "backend" / "kept"
        backend.write_text(_BACKEND)
        backend.chmod(0o700)  # so CUPS starts it as the user that it has itself
        group = "root" if os.geteuid() == 0 else str(os.getegid())
        (place / "files.conf").write_text(_FILES.format(place=place, group=group))
        (place / "cupsd.conf").write_text(_SCHEDULER.format(place=place))
        self._begin()

    def _begin(self) -> None:
        found = shutil.which("cupsd", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
        assert found, "These tests need CUPS: install cups-daemon and cups-client."
        files = ("-c", str(self.place / "cupsd.conf"), "-s", str(self.place / "files.conf"))
        self._scheduler = subprocess.Popen(
            [found, "-f", *files], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        until(Path(self.server).exists)

    def end(self) -> None:
        """Stop the scheduler."""
        self._scheduler.terminate()
        self._scheduler.wait(20)

    def queue(self, name: str = "", driver: str = "") -> Queue:
        """Add a queue; without a driver it hands on what it is sent."""
        name = name or f"queue-{len(list((self.place / 'queues').iterdir())) + 1}"
        place = self.place / "queues" / name
        place.mkdir()
        how: tuple[str, ...] = ()
        if driver:
            file = self.place / f"{name}.ppd"
            file.write_text(driver)
            how = ("-P", str(file))
        run("lpadmin", "-p", name, "-E", "-v", f"kept:{place}", *how)
        return Queue(name, place)


@contextmanager
def private_cups() -> Iterator[PrivateCups]:
    """Run a scheduler for as long as it is used; CUPS_SERVER leads to it."""
    place = Path(tempfile.mkdtemp(prefix="cups-"))
    place.chmod(0o755)
    before = os.environ.get("CUPS_SERVER")
    os.environ["CUPS_SERVER"] = str(place / "sock")
    cups = None
    try:
        cups = PrivateCups(place)
        yield cups
    finally:
        if cups is not None:
            cups.end()
        if before is None:
            del os.environ["CUPS_SERVER"]
        else:
            os.environ["CUPS_SERVER"] = before
        shutil.rmtree(place)
