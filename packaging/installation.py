"""Makes an environment ready: its folder, its Python, the pinned packages, system libraries."""

import os
import shutil
import sys
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import progress
import system_packages
from environment import Environment
from progress import SetUpRefused

# What pip prints -> what that means to a person. The first that fits is told.
PIP_FAILURES = (
    (
        ("DO NOT MATCH THE HASHES",),
        "A package from the index is not the one Umbra was tested with: its SHA-256 differs, so "
        "it was not installed. Check which index pip is set to use",
    ),
    (
        ("No space left on device",),
        "The disk is full: Umbra's environment needs about 400 MB. Make room",
    ),
    (
        (
            "Failed to establish a new connection",
            "Connection refused",
            "Connection reset",
            "connection broken",
            "timed out",
            "ProxyError",
            "SSLError",
            "CERTIFICATE_VERIFY_FAILED",
        ),
        "The package index cannot be reached. The first start needs it once, later ones need no "
        "network: check the network, and pip's index and proxy settings",
    ),
    (
        ("No matching distribution found",),
        "The index has no package made for this Python and machine, or did not answer: use 64-bit "
        "Linux, macOS or Windows with Python 3.11 to 3.14, check the network",
    ),
)


def make_ready(wanted: Environment) -> None:
    """Make the environment ready; end with exit code 2 and a sentence where that fails."""
    try:
        with locked(wanted):
            # Another start may have made it while this one waited.
            if not wanted.is_ready():
                install(wanted)
    except SetUpRefused as refused:
        progress.say(f"{refused.sentence}\n")
        raise SystemExit(2) from None
    except OSError as error:
        progress.say(f"Umbra: setting up stopped: {error}. Put that right, then start again.\n")
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        progress.say("Umbra: stopped; the next start goes on from here.\n")
        raise SystemExit(130) from None


@contextmanager
def locked(wanted: Environment) -> Iterator[None]:
    """Hold the environment's lock, waiting for another start that is setting it up."""
    folder = wanted.folder
    if os.path.isdir(folder) and os.listdir(folder) and not os.path.exists(wanted.lock):
        raise SetUpRefused(
            f"{folder} was made by something else: move it away or remove it, then start again."
        )
    try:
        os.makedirs(folder, exist_ok=True)
        lock = open(wanted.lock, "a", encoding="utf-8")  # noqa: SIM115
    except OSError as error:
        raise SetUpRefused(
            f"{wanted.checkout} cannot be written to ({error.strerror}), and the first start makes "
            "its environment there: copy Umbra to a folder of your own and start it from there."
        ) from None
    with lock:
        wait_for(lock)
        yield


def wait_for(lock: IO[str]) -> None:
    """Take the lock on this open file; closing the file, or dying, gives it back."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(lock.fileno(), msvcrt.LK_LOCK, 1)
        return
    import fcntl

    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        with progress.action("waiting for another start that is setting up"):
            fcntl.flock(lock, fcntl.LOCK_EX)


def install(wanted: Environment) -> None:
    """Do what does not stand yet, and note in the stamp what stands then."""
    open(wanted.log, "w", encoding="utf-8").close()
    system_packages.provide(wanted.groups(), wanted.log)
    parts = wanted.wanted()
    standing = wanted.standing()
    # Without its stamp, an environment that is cut off half made is made anew by the next start.
    remove_stamp(wanted)
    if standing.get("python") != parts["python"] or not os.path.exists(wanted.python):
        make_python(wanted)
        standing = {"python": parts["python"]}
    try:
        if any(standing.get(name) != parts[name] for name in wanted.requirements):
            install_packages(wanted)
    except SetUpRefused:
        write_stamp(wanted, dict(standing.items() & parts.items()))
        raise
    write_stamp(wanted, standing | parts)


def make_python(wanted: Environment) -> None:
    """Make the virtual environment anew, with a path file that points at the checkout."""
    kept = {os.path.basename(path) for path in (wanted.lock, wanted.log)}
    for name in set(os.listdir(wanted.folder)) - kept:
        path = os.path.join(wanted.folder, name)
        shutil.rmtree(path) if os.path.isdir(path) and not os.path.islink(path) else os.remove(path)
    with progress.action(f"making a virtual environment in {wanted.folder}") as detail:
        # The Python this one came from, where this one is itself a virtual environment's.
        python = getattr(sys, "_base_executable", sys.executable)
        outcome = progress.run([python, "-m", "venv", wanted.folder], wanted.log, detail)
        if outcome.code != 0:
            raise SetUpRefused(
                f"{python} could not make a virtual environment. It said (the rest is in "
                f"{wanted.log}):\n{outcome.tail()}"
            )
        point_at_checkout(wanted)


def point_at_checkout(wanted: Environment) -> None:
    """Let the environment's Python find `app`, `reports` and `resources`, also once moved."""
    places = {"base": wanted.folder, "platbase": wanted.folder}
    packages = sysconfig.get_path("purelib", "venv", places)
    with open(os.path.join(packages, "umbra.pth"), "w", encoding="utf-8") as pointer:
        pointer.write(os.path.relpath(wanted.checkout, packages) + "\n")


def install_packages(wanted: Environment) -> None:
    """Install the pinned requirements; raise SetUpRefused where pip cannot."""
    files = [wanted.requirement_file(name) for name in wanted.requirements]
    command = [wanted.python, "-m", "pip", "install", "--require-hashes", "--only-binary", ":all:"]
    for file in files:
        command += ["-r", file]
    count = sum(pins(file) for file in files)
    with progress.action(f"installing {count} packages, about 100 MB to fetch") as detail:
        outcome = progress.run(command, wanted.log, detail)
        if outcome.code != 0:
            raise SetUpRefused(pip_refusal(outcome, wanted.log))


def pins(file: str) -> int:
    """Return how many packages a requirement file pins."""
    with open(file, encoding="utf-8") as requirements:
        return sum("==" in line for line in requirements)


def pip_refusal(outcome: progress.Outcome, log: str) -> str:
    """Return what pip's failure means, followed by the end of what pip said."""
    said = "\n".join(outcome.lines)
    means = (sentence for signs, sentence in PIP_FAILURES if any(sign in said for sign in signs))
    sentence = next(means, "pip could not install the packages: read what it said")
    return f"{sentence}, then start again. pip said (the rest is in {log}):\n{outcome.tail()}"


def write_stamp(wanted: Environment, standing: dict[str, str]) -> None:
    """Note what stands, in one step: a stamp is old or new, never half."""
    text = "".join(f"{part} = {value}\n" for part, value in standing.items())
    with open(wanted.stamp + ".new", "w", encoding="utf-8") as stamp:
        stamp.write(text)
    os.replace(wanted.stamp + ".new", wanted.stamp)


def remove_stamp(wanted: Environment) -> None:
    """Forget what stands, before it is changed."""
    if os.path.exists(wanted.stamp):
        os.remove(wanted.stamp)
