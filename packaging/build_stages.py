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
# All is made here, beside what an earlier build left in DIST, and takes its place once it is whole.
MADE = BUILD / "made"
FOLDER = MADE / bundle.NAME
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
    moment = commit_time()
    os.environ["SOURCE_DATE_EPOCH"] = str(moment)
    named = (
        f"{bundle.NAME}-{bundle.version()}-{_SYSTEMS[sys.platform]}-{platform.machine().lower()}"
    )
    empty(MADE)
    with stage("freezing the program"):
        freeze()
    with stage("looking for paths of this machine in it"):
        import bundle_paths  # it needs PyInstaller, which only the building environment has

        bundle_paths.refuse_own_paths(FOLDER, CHECKOUT)
    with stage("writing the bill of materials"):
        bill = sbom.write(sbom.bill_of(FOLDER, moment), MADE / f"{named}.cdx.json")
        shutil.copyfile(bill, FOLDER / "sbom.cdx.json")
    with stage("trying it: umbra self-check"):
        run([str(program()), "self-check"])
    made = [bill]
    with stage("packing the folder"):
        made.append(packed(named, moment))
    if sys.platform == "linux":
        with stage("making the Debian package"):
            made.append(debian_package.make(FOLDER, BUILD / "debian", MADE, moment, run))
    with stage("adding up"):
        write_sums(made)
    put_out()
    for file in sorted(DIST / each.name for each in made):
        print(f"{file.relative_to(CHECKOUT)}  {file.stat().st_size / 1e6:.1f} MB")


def empty(folder: Path) -> None:
    """Take a folder away where there is one; raises SetUpRefused where something holds it."""
    try:
        shutil.rmtree(folder)
    except FileNotFoundError:
        return
    except OSError as error:
        raise progress.SetUpRefused(
            f"Umbra: {folder} cannot be emptied ({error.strerror}). Close what uses it, then build "
            "again."
        ) from error


def put_out() -> None:
    """Put what was made in the place of what an earlier build left.

    Raises SetUpRefused where that is held, as by a program that runs from it; then it stays.
    """
    before = BUILD / "before"
    empty(before)
    try:
        if DIST.exists():
            DIST.rename(before)
        MADE.rename(DIST)
    except OSError as error:
        raise progress.SetUpRefused(
            f"Umbra: {DIST} cannot be replaced ({error.strerror}). Close what uses it, then build "
            f"again. What was built lies in {MADE}."
        ) from error
    shutil.rmtree(before, ignore_errors=True)


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
    places = ("--distpath", str(MADE), "--workpath", str(BUILD / "pyinstaller"))
    spec = str(CHECKOUT / "packaging" / "umbra.spec")
    run([sys.executable, "-m", "PyInstaller", *options, *places, spec])


def program() -> Path:
    """Return the program that was made."""
    return FOLDER / (f"{bundle.NAME}.exe" if sys.platform == "win32" else bundle.NAME)


def packed(named: str, moment: int) -> Path:
    """Pack the folder; equal content gives equal bytes."""
    if sys.platform == "win32":
        return _zipped(MADE / f"{named}.zip", named, moment)
    target = MADE / f"{named}.tar.gz"
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
    (MADE / "SHA256SUMS").write_text("".join(sorted(lines, key=lambda line: line[66:])))


if __name__ == "__main__":
    main()
