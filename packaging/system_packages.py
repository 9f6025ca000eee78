"""What the system must hold before Umbra can be set up: from Debian's and Ubuntu's packages.

Qt's wheels leave some libraries to the system; those lists were measured on an empty Debian 12 by
adding a package at a time until Qt loaded. Debian also splits `ensurepip` from its Python.
"""

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence

import progress

# Library or program -> the package that holds it. What those packages depend on comes with them.
LIBRARIES = {
    "offscreen": {
        "libglib-2.0.so.0": "libglib2.0-0",
        "libEGL.so.1": "libegl1",
        "libGL.so.1": "libgl1",
        "libxkbcommon.so.0": "libxkbcommon0",
        "libdbus-1.so.3": "libdbus-1-3",
        "libfontconfig.so.1": "libfontconfig1",
    },
    "xcb": {
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libcups.so.2": "libcups2",
    },
    "wayland": {
        "libwayland-cursor.so.0": "libwayland-cursor0",
        "libwayland-egl.so.1": "libwayland-egl1",
        "libcups.so.2": "libcups2",
    },
    # What the tests print with: a scheduler of their own, and Qt’s way to it; and read paper with.
    "printing": {
        "cupsd": "cups-daemon",
        "lp": "cups-client",
        "pdftotext": "poppler-utils",
        "libcups.so.2": "libcups2",
    },
    # A screen of its own for the walk by scanner alone, who presses its keys, and its pictures.
    "hood": {
        "Xvfb": "xvfb",
        "openbox": "openbox",
        "xdotool": "xdotool",
        "import": "imagemagick",
    },
    # What a program is frozen and packed with. Debian splits Python's library from its Python.
    "freezing": {
        "objdump": "binutils",
        "dpkg-deb": "dpkg",
        "dpkg-shlibdeps": "dpkg-dev",
        f"libpython{sys.version_info[0]}.{sys.version_info[1]}.so.1.0": (
            f"libpython{sys.version_info[0]}.{sys.version_info[1]}"
        ),
    },
}
_OF_FREEZING = ("dpkg-deb", "dpkg-shlibdeps", "objdump")
PROGRAMS = frozenset({"cupsd", "lp", "pdftotext", *LIBRARIES["hood"], *_OF_FREEZING})


def provide(groups: Sequence[str], log: str) -> None:
    """Install what is missing for these groups of LIBRARIES; raise SetUpRefused if it cannot."""
    wanted = {"ensurepip": f"python{sys.version_info[0]}.{sys.version_info[1]}-venv"}
    for group in groups:
        wanted |= LIBRARIES[group]
    lacking = missing(wanted)
    if not lacking:
        return
    packages = sorted({wanted[name] for name in lacking})
    install(packages, f"Umbra needs {', '.join(lacking)}", administrator(), log)
    still = missing(lacking)
    if still:
        raise progress.SetUpRefused(
            f"Umbra needs {', '.join(still)}, still not found although apt-get installed "
            f"{' '.join(packages)}: what it said is in {log}."
        )


def missing(wanted: Iterable[str]) -> list[str]:
    """Return those libraries, programs and Python modules that are not here."""
    importlib.invalidate_caches()
    return [name for name in wanted if not is_here(name)]


def is_here(name: str) -> bool:
    """Return whether a shared library can be loaded, or a program or Python module found."""
    if name in PROGRAMS:
        # Debian keeps what only an administrator starts out of other people's PATH.
        return shutil.which(name, path=f"{os.environ.get('PATH', '')}:/usr/sbin:/sbin") is not None
    if ".so." not in name:
        return importlib.util.find_spec(name) is not None
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def administrator() -> tuple[str, ...] | None:
    """Return what to put before apt-get so that it may install; None where it may not."""
    if shutil.which("apt-get") is None:
        return None
    quietly = ("env", "DEBIAN_FRONTEND=noninteractive")
    if os.geteuid() == 0:
        return quietly
    if shutil.which("sudo") is None:
        return None
    asked = subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False)
    return ("sudo", "-n", *quietly) if asked.returncode == 0 else None


def install(packages: Sequence[str], reason: str, rights: tuple[str, ...] | None, log: str) -> None:
    """Install Debian packages with these rights; raise SetUpRefused where that fails.

    `reason` begins the sentence a person reads: what is needed, such as "Umbra needs libGL.so.1".
    """
    by_hand = f"apt-get install --no-install-recommends {' '.join(packages)}"
    if rights is None:
        raise progress.SetUpRefused(
            f"{reason}, and this start may not install system packages: on Debian or Ubuntu have "
            f"an administrator run `{by_hand}`, elsewhere install the same, then start again."
        )
    with progress.action(f"installing with apt-get: {' '.join(packages)}") as detail:
        # Another program may be at the package database, as after a machine starts.
        apt = (*rights, "apt-get", "-y", "-o", "DPkg::Lock::Timeout=120")
        command = (*apt, "install", "--no-install-recommends", *packages)
        outcome = progress.run(command, log, detail)
        if outcome.code != 0:
            # A fresh machine has no package lists yet, and an idle one has old ones.
            progress.run((*apt, "update"), log, detail)
            outcome = progress.run(command, log, detail)
        if outcome.code != 0:
            raise progress.SetUpRefused(
                f"{reason}, and apt-get could not install it: check the network and start again, "
                f"or run `{by_hand}` yourself. apt-get said (the rest is in {log}):\n"
                f"{outcome.tail()}"
            )
