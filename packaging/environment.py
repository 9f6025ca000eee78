"""What a checkout's environment must hold, and whether it stands.

This is read at every start, so it imports little: what makes an environment ready is in
`installation`, which is imported only where something is missing.
"""

import hashlib
import os
import sys
from collections.abc import Mapping

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


class Environment:
    """The virtual environment of one checkout, in its folder `.venv` or another one.

    `requirements` are the names of the files in `packaging` that it must hold.
    """

    def __init__(
        self,
        checkout: str,
        requirements: tuple[str, ...] = ("requirements.txt",),
        folder: str = ".venv",
    ) -> None:
        self.checkout = checkout
        self.requirements = requirements
        self.folder = os.path.join(checkout, folder)
        self.lock = os.path.join(self.folder, "setup.lock")
        self.log = os.path.join(self.folder, "setup.log")
        self.stamp = os.path.join(self.folder, "setup.stamp")
        programs = ("Scripts", "python.exe") if sys.platform == "win32" else ("bin", "python")
        self.python = os.path.join(self.folder, *programs)

    def requirement_file(self, name: str) -> str:
        """Return where the requirement file `name` is."""
        return os.path.join(self.checkout, "packaging", name)

    def groups(self) -> tuple[str, ...]:
        """Return which groups of system packages this needs: the tests print, and have a screen.

        What is built for others needs every library of theirs, to tell which packages hold them.
        """
        groups = library_groups(os.environ)
        if groups and "requirements-build.txt" in self.requirements:
            return ("offscreen", "xcb", "wayland", "freezing")
        tests = "requirements-test.txt" in self.requirements
        return tuple(dict.fromkeys((*groups, *_OF_TESTS))) if groups and tests else groups

    def wanted(self) -> dict[str, str]:
        """Return what must stand: Python's version, the digests of the requirements, libraries."""
        wanted = {"python": str(sys.implementation.cache_tag)}
        for name in self.requirements:
            wanted[name] = digest(self.requirement_file(name))
        for group in self.groups():
            wanted[f"libraries for {group}"] = "found"
        return wanted

    def standing(self) -> dict[str, str]:
        """Return what the stamp says stands; nothing where there is no stamp."""
        try:
            with open(self.stamp, encoding="utf-8") as stamp:
                return dict(line.rstrip("\n").split(" = ", 1) for line in stamp)
        except FileNotFoundError:
            return {}

    def is_ready(self) -> bool:
        """Return whether everything wanted stands and its Python is still there."""
        standing = self.standing()
        stands = all(standing.get(part) == value for part, value in self.wanted().items())
        return stands and os.path.exists(self.python)

    def become(self, *arguments: str) -> None:
        """Replace this process by the environment's Python with these arguments."""
        sys.stdout.flush()
        sys.stderr.flush()
        if sys.platform == "win32":
            # There, a replaced process would leave its console at once.
            import subprocess

            raise SystemExit(subprocess.call([self.python, *arguments]))
        os.execv(self.python, [self.python, *arguments])


def digest(path: str) -> str:
    """Return the SHA-256 digest of the file at `path`, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.sha256(file.read()).hexdigest()


_OF_TESTS = ("xcb", "printing", "hood")


def library_groups(environ: Mapping[str, str], platform: str = sys.platform) -> tuple[str, ...]:
    """Return which groups of system libraries Qt needs here; none but on Linux.

    Qt draws off screen with the first group; a display asks for more.
    """
    if platform != "linux":
        return ()
    displays = (("xcb", "DISPLAY"), ("wayland", "WAYLAND_DISPLAY"))
    return ("offscreen", *(group for group, name in displays if environ.get(name)))


def make_ready(wanted: Environment) -> None:
    """Make the environment ready; end with exit code 2 and a sentence where that fails."""
    if wanted.is_ready():
        return
    import installation

    installation.make_ready(wanted)
