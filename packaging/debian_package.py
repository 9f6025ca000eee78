"""The Debian package: the frozen folder, its place among desktops, and what it depends on."""

import gzip
import os
import re
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import bundle

HERE = Path(__file__).parent / "debian"
ICONS = Path(bundle.CHECKOUT) / "resources" / "icons"
CHANGES = Path(bundle.CHECKOUT) / "CHANGELOG.md"
SCRIPTS = ("prerm", "postrm")
Run = Callable[..., str]


def make(folder: Path, work: Path, target: Path, moment: int, run: Run) -> Path:
    """Build the package of the program in `folder` and return it, a file in the folder `target`.

    `work` is a folder that may be emptied; `moment` is what its files are dated, in seconds since
    1970; `run` runs a command and returns what it printed.
    """
    shutil.rmtree(work, ignore_errors=True)
    root = work / "root"
    architecture = run(["dpkg", "--print-architecture"]).strip()
    place_program(root, folder)
    place_papers(root, bundle.version(), moment)
    for path in root.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or os.access(path, os.X_OK) else 0o644)
    place_control(root, architecture, depends(root, work, run))
    for path in (root, *root.rglob("*")):
        os.utime(path, (moment, moment), follow_symlinks=False)
    package = target / f"umbra_{bundle.version()}_{architecture}.deb"
    # As one owner and at one time, so that equal content gives equal bytes.
    run(["dpkg-deb", "--root-owner-group", "-Zxz", "--build", str(root), str(package)])
    return package


def place_program(root: Path, folder: Path) -> None:
    """Put the program and what leads to it below `root`."""
    shutil.copytree(folder, root / "usr" / "lib" / "umbra", symlinks=True)
    for library in (root / "usr" / "lib" / "umbra" / "_internal").rglob("*.so*"):
        if library.is_file() and not library.is_symlink():
            library.chmod(0o644)
    commands = root / "usr" / "bin"
    commands.mkdir(parents=True)
    (commands / "umbra").symlink_to("../lib/umbra/umbra")
    share = root / "usr" / "share"
    for source, place in (
        ("umbra.desktop", "applications/umbra.desktop"),
        ("umbra-mime.xml", "mime/packages/umbra.xml"),
    ):
        _copy(HERE / source, share / place)
    icons = share / "icons" / "hicolor"
    for picture in ICONS.glob("umbra-*.png"):
        size = picture.stem.removeprefix("umbra-")
        _copy(picture, icons / f"{size}x{size}" / "apps" / "umbra.png")
    _copy(HERE.parent / "icon" / "umbra.svg", icons / "scalable" / "apps" / "umbra.svg")


def place_papers(root: Path, version: str, moment: int) -> None:
    """Put what is read about the program below `root`: manual, licence, changes, AppStream."""
    at = datetime.fromtimestamp(moment, UTC)
    share = root / "usr" / "share"
    words = {"VERSION": version, "DATE": f"{at:%Y-%m-%d}"}
    metainfo = share / "metainfo" / f"{bundle.IDENTIFIER}.metainfo.xml"
    _write(metainfo, filled("umbra.metainfo.xml", words))
    _press(share / "man" / "man1" / "umbra.1.gz", filled("umbra.1", words))
    about = share / "doc" / "umbra"
    _copy(HERE / "copyright", about / "copyright")
    _press(about / "NEWS.gz", CHANGES.read_text(encoding="utf-8"))
    _press(about / "changelog.gz", changelog(version, at))
    _write(share / "lintian" / "overrides" / "umbra", (HERE / "lintian-overrides").read_text())


def changelog(version: str, at: datetime) -> str:
    """Return the changes of the package; those of the program are in NEWS.gz beside it."""
    return (
        f"umbra ({version}) stable; urgency=medium\n\n"
        f"  * Umbra {version}; NEWS.gz says what is new.\n\n"
        f" -- The Umbra project <umbra@localhost>  {at:%a, %d %b %Y %H:%M:%S} +0000\n"
    )


def place_control(root: Path, architecture: str, needed: str) -> None:
    """Put below `root` what dpkg reads: fields and scripts."""
    control = root / "DEBIAN"
    control.mkdir(exist_ok=True)
    files = [each for each in root.rglob("*") if each.is_file() and not each.is_symlink()]
    words = {
        "VERSION": bundle.version(),
        "ARCHITECTURE": architecture,
        "SIZE": str(sum(each.stat().st_size for each in files) // 1024),
        "DEPENDS": needed,
    }
    (control / "control").write_text(filled("control", words), encoding="utf-8")
    for script in SCRIPTS:
        _copy(HERE / script, control / script)
        (control / script).chmod(0o755)


def depends(root: Path, work: Path, run: Run) -> str:
    """Return the packages, with versions, that hold the libraries which the program asks for."""
    stub = work / "debian"
    stub.mkdir()
    (stub / "control").write_text("Source: umbra\n\nPackage: umbra\nArchitecture: any\n")
    (root / "DEBIAN").mkdir(exist_ok=True)
    programs = [path for path in sorted((root / "usr" / "lib").rglob("*")) if is_native(path)]
    inside = sorted({path.parent for path in programs})
    command = ["dpkg-shlibdeps", "-O", "--warnings=0"]
    command += [f"-l{place}" for place in inside]
    command += [str(path) for path in programs]
    found = re.search(r"^shlibs:Depends=(.+)$", run(command, work), re.MULTILINE)
    if found is None:
        raise ValueError("dpkg-shlibdeps named no package")
    return found[1]


def is_native(path: Path) -> bool:
    """Tell whether a file is a program or a library for this machine."""
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        return file.read(4) == b"\x7fELF"


def filled(name: str, words: dict[str, str]) -> str:
    """Return a file of packaging/debian with each @WORD@ filled in; KeyError for an unknown one."""
    text = (HERE / name).read_text(encoding="utf-8")
    return re.sub(r"@([A-Z]+)@", lambda found: words[found[1]], text)


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def _write(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(text, encoding="utf-8")


def _press(target: Path, text: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as pressed:
        pressed.write(text.encode())
