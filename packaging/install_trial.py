"""A trial of the Debian package in an empty Debian 12, from the first install to the purge.

    sudo python3 packaging/install_trial.py [--root DIR] [--deb FILE] [--pictures DIR]

Takes the package that `packaging/build.py` left in `dist`, and makes an empty Debian 12 with
debootstrap where DIR is not one yet. In it: the package is installed as an earlier version, works
for an account without rights, gets the logs that earlier releases wrote, opens its window on a
virtual screen, refuses to be pulled away from under it, is upgraded, opens every log for work,
and is removed and purged: the data stays. Prints a line for each thing seen; the first that is
not as it should be ends the trial with exit code 1. Needs root, a package mirror, 10 minutes.
"""

import argparse
import json
import lzma
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
RELEASES = CHECKOUT / "tests" / "logs" / "releases"
SAMPLES = CHECKOUT / "resources" / "samples"
EARLIER = "0.1.0"
PERSON, HOME = "hood", Path("/home/hood")
DATA = HOME / ".local" / "share" / "umbra"
LOG = "umbra.log.sqlite"
SCREEN = ("Xvfb", ":7", "-screen", "0", "1366x768x24", "-nolisten", "tcp")
TOOLS = (
    "appstream",
    "desktop-file-utils",
    "imagemagick",
    "libglib2.0-bin",
    "man-db",
    "openbox",
    "shared-mime-info",
    "xdotool",
    "xvfb",
)


class Wrong(Exception):
    """Something was seen that should not be."""


class Root:
    """A Debian in a folder, and commands run within it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.display = ""

    def path(self, inside: Path | str) -> Path:
        """Return where a path of that Debian lies in this one."""
        return self.folder / str(inside).lstrip("/")

    def command(self, words: Sequence[str], person: str = "") -> list[str]:
        """Return the whole command that runs `words` in there, as root or as a person."""
        account = ["runuser", "-u", person, "--"] if person else []
        home = str(HOME) if person else "/root"
        kept = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": home, "LANG": "C.UTF-8"}
        for name, value in os.environ.items():
            if name.lower().endswith("_proxy"):
                kept[name] = value
        kept["DEBIAN_FRONTEND"] = "noninteractive"
        if person and self.display:
            kept["DISPLAY"] = self.display
        settings = [f"{name}={value}" for name, value in kept.items()]
        return ["chroot", str(self.folder), "env", "-i", *settings, *account, *words]

    def run(self, *words: str, person: str = "", fails: bool = False) -> str:
        """Run a command and return what it printed; raises Wrong where its end is another."""
        done = subprocess.run(
            self.command(words, person),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        if (done.returncode != 0) is not fails:
            raise Wrong(f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-2000:]}")
        return done.stdout

    def apt(self, *words: str, fails: bool = False) -> str:
        """Run apt-get without asking, bringing nothing that is only recommended."""
        return self.run("apt-get", "-y", "--no-install-recommends", *words, fails=fails)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """Lend this Debian the devices and processes of the machine, and take them back."""
        with ExitStack() as undo:
            for kind, place in (("proc", "proc"), ("devtmpfs", "dev")):
                target = self.path(place)
                how = ["-t", kind, kind] if kind == "proc" else ["--bind", "/dev"]
                subprocess.run(["mount", *how, str(target)], check=True)
                undo.callback(subprocess.run, ["umount", "--lazy", str(target)], check=True)
            yield


def main() -> None:
    """Run the trial."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--root", type=Path, default=CHECKOUT / "build" / "bare-debian")
    parser.add_argument("--deb", type=Path, default=None)
    parser.add_argument("--pictures", type=Path, default=CHECKOUT / "build" / "pictures")
    chosen = parser.parse_args()
    if os.geteuid() != 0:
        sys.exit("The trial installs into a Debian of its own with chroot: start it as root.")
    deb = chosen.deb or newest((CHECKOUT / "dist").glob("umbra_*.deb"))
    if deb is None:
        sys.exit("There is no package in dist: run packaging/build.py first.")
    chosen.pictures.mkdir(parents=True, exist_ok=True)
    root = made(chosen.root)
    try:
        with root.mounted():
            trial(root, deb, chosen.pictures)
    except Wrong as wrong:
        sys.exit(f"NOT AS IT SHOULD BE: {wrong}")
    told("all as it should be")


def newest(packages: Iterable[Path]) -> Path | None:
    """Return the package of the highest version, None where there is none."""

    def version(package: Path) -> list[int]:
        return [int(part) for part in re.findall(r"\d+", package.name.split("_")[1])]

    return max(packages, key=version, default=None)


def told(line: str) -> None:
    """Print a line of the report at once."""
    print(f"{time.strftime('%H:%M:%S')}  {line}", flush=True)


def require(holds: bool, otherwise: str) -> None:
    """Raise Wrong with this sentence unless something holds."""
    if not holds:
        raise Wrong(otherwise)


def made(folder: Path) -> Root:
    """Return an empty Debian 12 in a folder, made where there is none."""
    if not (folder / "etc" / "debian_version").exists():
        subprocess.run(["debootstrap", "--variant=minbase", "bookworm", str(folder)], check=True)
    shutil.copyfile("/etc/resolv.conf", folder / "etc" / "resolv.conf")
    return Root(folder)


def trial(root: Root, deb: Path, pictures: Path) -> None:
    """Go through everything, in the order of a program's life."""
    version = field(deb, "Version")
    begun(root)
    lower = root.path(f"/tmp/umbra_{EARLIER}.deb")
    relabel(deb, lower, EARLIER)
    shutil.copyfile(deb, root.path(f"/tmp/{deb.name}"))
    installed(root, f"/tmp/{lower.name}", EARLIER)
    works(root)
    root.apt("install", *TOOLS)
    told(f"beside it, to look: {', '.join(TOOLS)}")
    known_to_desktops(root)
    streams = logs_brought(root)
    shown(root, pictures)
    installed(root, f"/tmp/{deb.name}", version)
    opened_for_work(root, streams)
    kept(root, "remove", root.apt("remove", "umbra"))
    kept(root, "purge", root.apt("purge", "umbra"))
    installed(root, f"/tmp/{deb.name}", version)
    verified(root, DATA)


def field(deb: Path, name: str) -> str:
    """Return a field of a package."""
    said = subprocess.run(["dpkg-deb", "-f", str(deb), name], capture_output=True, check=True)
    return said.stdout.decode().strip()


def relabel(deb: Path, target: Path, version: str) -> None:
    """Make the same package with an earlier version's number."""
    work = target.with_suffix("")
    shutil.rmtree(work, ignore_errors=True)
    subprocess.run(["dpkg-deb", "-R", str(deb), str(work)], check=True)
    control = work / "DEBIAN" / "control"
    text = control.read_text().replace(f"Version: {field(deb, 'Version')}", f"Version: {version}")
    control.write_text(text)
    quick = ["dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "-b", str(work), str(target)]
    subprocess.run(quick, check=True, capture_output=True)
    shutil.rmtree(work)


def begun(root: Root) -> None:
    """Say how bare the Debian is, and make an account without rights."""
    if root.path("/usr/lib/umbra").exists():
        raise Wrong(f"{root.folder} is not empty: Umbra is in it. Name another folder with --root.")
    root.apt("update")
    count = len(root.run("dpkg-query", "-f", "${Package}\n", "-W").split())
    release = root.path("/etc/debian_version").read_text().strip()
    has_python = root.path("/usr/bin/python3").exists()
    told(f"Debian {release}, {count} packages, {'with' if has_python else 'without'} a Python")
    if not root.path(HOME).exists():
        root.run("useradd", "--create-home", "--shell", "/bin/sh", PERSON)


def installed(root: Root, deb: str, version: str) -> None:
    """Install or upgrade, and say what came with it."""
    before = len(root.run("dpkg-query", "-f", "${Package}\n", "-W").split())
    at = time.monotonic()
    root.apt("install", deb)
    took = time.monotonic() - at
    now = root.run("dpkg-query", "-f", "${Status} ${Version}", "-W", "umbra")
    require(now == f"install ok installed {version}", f"dpkg says: {now}")
    after = len(root.run("dpkg-query", "-f", "${Package}\n", "-W").split())
    told(f"apt install {Path(deb).name}: {now}; {after - before} packages came, {took:.0f} s")


def works(root: Root) -> None:
    """Let an account without rights use the commands."""
    told(f"umbra --version: {root.run('umbra', '--version', person=PERSON).strip()}")
    for line in root.run("umbra", "self-check", person=PERSON).splitlines():
        told(f"  self-check: {line}")
    plan = ("--height", "170 cm", "--weight", "70 kg", "--cycle", "1", "--day", "1", "--json")
    dose = json.loads(root.run("umbra", "plan", *plan, person=PERSON))["dose"]
    require(dose == {"value": "1.456", "unit": "mg"}, f"umbra plan gives a dose of {dose}")
    told("umbra plan: 1.456 mg for 170 cm and 70 kg")
    out = root.run("umbra", "demo", "--out", f"{HOME}/demo", person=PERSON)
    told(f"umbra demo: {len(out.splitlines())} papers and pictures, without a display")
    verified(root, HOME / "demo" / "data")
    licences = root.run("umbra", "licences", "all", person=PERSON)
    told(f"umbra licences all: {len(licences):,} letters")
    refused = root.run("umbra", person=PERSON, fails=True).strip()
    told(f"umbra without a display: {refused}")


def verified(root: Root, data: Path) -> None:
    """Let umbra verify a log."""
    said = root.run("umbra", "verify", f"{data}/{LOG}", person=PERSON).strip()
    told(f"umbra verify: {said}")


def known_to_desktops(root: Root) -> None:
    """Look at what the desktop is told: its entry, icon, kinds of files, manual."""
    files = root.run("dpkg", "-L", "umbra").split()
    for line in files:
        if not line.startswith("/usr/lib/umbra/_internal") and root.path(line).is_file():
            told(f"  dpkg -L: {line}")
    root.run("desktop-file-validate", "/usr/share/applications/umbra.desktop")
    told("desktop-file-validate: nothing to say")
    metainfo = next(line for line in files if line.endswith(".metainfo.xml"))
    validated = root.run("appstreamcli", "validate", "--no-net", metainfo)
    told(f"appstreamcli validate: {validated.splitlines()[-1].strip()}")
    place(root, SAMPLES / "order-hl7.txt", HOME / "order.hl7")
    place(root, SAMPLES / "order-fhir.json", HOME / "order.fhir.json")
    for name, expected in (
        ("order.hl7", "application/x-hl7-v2"),
        ("order.fhir.json", "application/fhir+json"),
    ):
        ask = ("gio", "info", "-a", "standard::content-type", f"{HOME}/{name}")
        kind = root.run(*ask, person=PERSON).split()[-1]
        program = root.run("gio", "mime", kind, person=PERSON).splitlines()[0].split()[-1]
        require((kind, program) == (expected, "umbra.desktop"), f"{name}: {kind}, {program}")
        told(f"{name} is {kind}, opened with {program}")
    told(f"man umbra: {root.run('man', '-w', 'umbra').strip()}")


def place(root: Root, source: Path | bytes, target: Path) -> None:
    """Put a file into the Debian, belonging to its person."""
    data = source if isinstance(source, bytes) else source.read_bytes()
    root.run("install", "-d", "-o", PERSON, "-g", PERSON, "-m", "700", str(target.parent))
    root.path(target).write_bytes(data)
    root.run("chown", f"{PERSON}:{PERSON}", str(target))


def logs_brought(root: Root) -> list[Path]:
    """Bring the logs of every earlier release; one of the first lies where a person's lies."""
    folders = []
    for file in sorted(RELEASES.iterdir()):
        name = file.name.removesuffix(".sqlite.xz")
        folder = DATA if name == "first-preparation-at-work" else HOME / "releases" / name
        place(root, lzma.decompress(file.read_bytes()), folder / LOG)
        folders.append(folder)
    told(f"{len(folders)} logs of earlier releases, one of them at {DATA}")
    return folders


def shown(root: Root, pictures: Path) -> None:
    """Open the window on a screen of its own, hand it a file, and close it as people do."""
    with ExitStack() as undo:
        root.display = SCREEN[1]
        undo.callback(setattr, root, "display", "")
        beside(root, SCREEN, undo)
        wait_for(lambda: root.path("/tmp/.X11-unix/X7").exists(), "no virtual screen")
        beside(root, ("openbox",), undo)
        window = beside(root, ("umbra",), undo)
        wait_for(lambda: is_shown(root), "no window within the time")
        time.sleep(5)  # the folder is opened behind the first page
        picture(root, pictures / "window.png")
        handed = root.run("umbra", "open", f"{HOME}/order.hl7", person=PERSON).strip()
        told(f"umbra open, while the window runs: {handed}")
        time.sleep(3)
        picture(root, pictures / "handed.png")
        said = root.apt("remove", "umbra", fails=True)
        require("Umbra is open" in said, f"removed from under the window: {said}")
        line = next(each for each in said.splitlines() if "Umbra is open" in each)
        told(f"apt remove, while the window runs: refused: {line}")
        root.run("xdotool", "key", "alt+F4", person=PERSON)
        code = window.wait(timeout=30)
        require(code == 0, f"the window ended with {code}")
        told("the window closed with exit code 0")


def beside(root: Root, words: Sequence[str], undo: ExitStack) -> "subprocess.Popen[bytes]":
    """Start a program that runs beside, and end it at the latest when the trial goes on."""
    started = subprocess.Popen(
        root.command(words, PERSON), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    undo.callback(started.wait)
    undo.callback(started.terminate)
    return started


def is_shown(root: Root) -> bool:
    """Tell whether Umbra's window is on the screen."""
    search = root.command(("xdotool", "search", "--onlyvisible", "--name", "^Umbra"), PERSON)
    return subprocess.run(search, capture_output=True, check=False).returncode == 0


def wait_for(holds: Callable[[], bool], otherwise: str, seconds: float = 60) -> None:
    """Wait until something holds; raises Wrong where it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        require(time.monotonic() < end, otherwise)
        time.sleep(0.2)


def picture(root: Root, target: Path) -> None:
    """Take a picture of the screen."""
    root.run("import", "-window", "root", "/tmp/screen.png", person=PERSON)
    shutil.copyfile(root.path("/tmp/screen.png"), target)
    told(f"the window, in {target.name}")


def opened_for_work(root: Root, folders: list[Path]) -> None:
    """Open every log for work by importing an order, and verify and draw what was there."""
    for folder in folders:
        data = ("--data", str(folder))
        root.run("umbra", "import", *data, f"{HOME}/order.hl7", person=PERSON)
        paper = f"{HOME}/record.pdf"
        root.run("umbra", "record", *data, "2611-0001", "--out", paper, person=PERSON)
        kept_log = root.path(folder / "umbra.log.version-1.sqlite").exists()
        was = ", kept as it was" if kept_log else ""
        told(f"{folder.name}: opened for work{was}, an order imported, its record drawn")
        verified(root, folder)


def kept(root: Root, how: str, said: str) -> None:
    """Look at what stays after the program went, and at what was said of it."""
    require(not root.path("/usr/lib/umbra").exists(), "the program is still there")
    require(root.path(DATA / LOG).exists(), "the data is gone")
    require(f"Kept: {DATA}" in said or how == "purge", f"apt did not say where: {said}")
    lines = [line for line in said.splitlines() if "Umbra" in line or "Kept" in line]
    told(f"apt {how}: the program is gone, {DATA} is there")
    for line in lines:
        told(f"  apt {how}: {line}")


if __name__ == "__main__":
    main()
