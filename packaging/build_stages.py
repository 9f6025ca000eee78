"""The stages of a build, each with a line of progress; `build.py` starts it in its environment."""

import argparse
import gzip
import hashlib
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import bundle
import debian_package
import progress
import sbom

CHECKOUT = Path(bundle.CHECKOUT)
BUILD, DIST = CHECKOUT / "build", CHECKOUT / "dist"
FOLDER = DIST / bundle.NAME
LOG = BUILD / "build.log"
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}


def main() -> None:
    """Run every stage; end with exit code 2 and a sentence where one cannot be done."""
    argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    ).parse_args()
    BUILD.mkdir(exist_ok=True)
    LOG.write_text("")
    try:
        build()
    except progress.SetUpRefused as refused:
        progress.say(f"{refused.sentence}\n")
        raise SystemExit(2) from None


def build() -> None:
    """Freeze the program, look at it, and pack it."""
    import bundle_paths  # it needs PyInstaller, which only the building environment has

    moment = commit_time()
    os.environ["SOURCE_DATE_EPOCH"] = str(moment)
    named = (
        f"{bundle.NAME}-{bundle.version()}-{_SYSTEMS[sys.platform]}-{platform.machine().lower()}"
    )
    shutil.rmtree(DIST, ignore_errors=True)
    with stage("freezing the program"):
        freeze()
    with stage("looking for paths of this machine in it"):
        bundle_paths.refuse_own_paths(FOLDER, CHECKOUT)
    with stage("writing the bill of materials"):
        bill = sbom.write(sbom.bill_of(FOLDER, moment), DIST / f"{named}.cdx.json")
        shutil.copyfile(bill, FOLDER / "sbom.cdx.json")
    with stage("trying it: umbra self-check"):
        run([str(program()), "self-check"])
    made = [bill]
    with stage("packing the folder"):
        made.append(packed(named, moment))
    if sys.platform == "linux":
        with stage("making the Debian package"):
            made.append(debian_package.make(FOLDER, BUILD / "debian", DIST, moment, run))
    with stage("adding up"):
        write_sums(made)
    for file in sorted(made):
        print(f"{file.relative_to(CHECKOUT)}  {file.stat().st_size / 1e6:.1f} MB")


@contextmanager
def stage(what: str) -> Iterator[None]:
    """Say what is done and how long it took."""
    with progress.action(what):
        yield


def run(command: list[str], within: Path = CHECKOUT) -> str:
    """Run a command and return what it printed; raises SetUpRefused with the end of it."""
    started = subprocess.run(
        command,
        cwd=within,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    with LOG.open("a", encoding="utf-8") as log:
        log.write(f"$ {' '.join(command)}\n{started.stdout}")
    if started.returncode != 0:
        tail = progress.Outcome(started.returncode, started.stdout.splitlines()).tail()
        raise progress.SetUpRefused(
            f"Umbra: {Path(command[0]).name} failed. It said (the rest is in {LOG}):\n{tail}"
        )
    return started.stdout


def commit_time() -> int:
    """Return when the newest commit was made, in seconds since 1970.

    Where there is no repository, as in a source archive, that is SOURCE_DATE_EPOCH, or now.
    """
    try:
        return int(run(["git", "log", "-1", "--format=%ct"]).strip())
    except (progress.SetUpRefused, FileNotFoundError, ValueError):
        return int(os.environ.get("SOURCE_DATE_EPOCH") or time.time())  # noqa: TID251


def freeze() -> None:
    """Make the folder with PyInstaller."""
    os.environ["PYTHONHASHSEED"] = "0"  # the order of what is packed depends on it
    options = ("--noconfirm", "--clean", "--log-level=WARN")
    places = ("--distpath", str(DIST), "--workpath", str(BUILD / "pyinstaller"))
    spec = str(CHECKOUT / "packaging" / "umbra.spec")
    run([sys.executable, "-m", "PyInstaller", *options, *places, spec])


def program() -> Path:
    """Return the program that was made."""
    return FOLDER / (f"{bundle.NAME}.exe" if sys.platform == "win32" else bundle.NAME)


def packed(named: str, moment: int) -> Path:
    """Pack the folder; equal content gives equal bytes."""
    if sys.platform == "win32":
        return _zipped(DIST / f"{named}.zip", named, moment)
    target = DIST / f"{named}.tar.gz"
    with (
        target.open("wb") as raw,
        gzip.GzipFile("", "wb", 9, raw, mtime=moment) as pressed,
        tarfile.open(fileobj=pressed, mode="w", format=tarfile.PAX_FORMAT) as archive,
    ):
        for path in (FOLDER, *sorted(FOLDER.rglob("*"))):
            inside = f"{named}/{path.relative_to(FOLDER)}".removesuffix("/.")
            archive.add(path, inside, recursive=False, filter=_plain(moment))
    return target


def _plain(moment: int) -> Callable[[tarfile.TarInfo], tarfile.TarInfo]:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    return plain


def _zipped(target: Path, named: str, moment: int) -> Path:
    at = time.gmtime(moment)[:6]
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in sorted(each for each in FOLDER.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"{named}/{path.relative_to(FOLDER).as_posix()}", at)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    return target


def write_sums(files: list[Path]) -> None:
    """Write the SHA-256 of each file, as sha256sum reads it."""
    lines = [f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in files]
    (DIST / "SHA256SUMS").write_text("".join(sorted(lines, key=lambda line: line[66:])))


if __name__ == "__main__":
    main()
