"""Whether a folder is on this computer. A write-ahead log on a network share is not safe.

SQLite keeps the index of a write-ahead log in memory that programs of one computer share, and
trusts locks and syncs that shares often only pretend; it does not notice where it is
(sqlite.org/wal.html: "WAL does not work over a network filesystem"). So this is looked at before
a log is opened for writing. Reading harms nothing and is not kept from any place.

Only what is known to reach another computer is refused. Folders of a host that a container or a
virtual machine sees (9p, virtiofs, vboxsf, fuse.grpcfuse …) are on this computer and are let
through, and so is every type that is not known here: where the memory cannot be shared, SQLite
says so and log_file refuses. On macOS nothing is looked at: it tells the type of a mount only to
other programs.
"""

import ctypes
import re
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath, PurePosixPath

from app.core.refused import Refused

_MOUNTS = Path("/proc/self/mountinfo")

# File systems that reach other computers, by what Linux calls them; behind "fuse." those that run
# as programs.
_NETWORK = re.compile(
    r"nfs4?|cifs|smb3?|smbfs|ncpfs|afs|coda|ceph|lustre|beegfs|gpfs|orangefs|pvfs2|davfs|glusterfs"
    r"|fuse\.(sshfs|glusterfs|ceph(-fuse|fs)?|davfs2?|rclone|s3fs|s3ql|gcsfuse|goofys|curlftpfs"
    r"|smbnetfs|gvfsd-fuse|juicefs|seaweedfs|moosefs|mfs|afpfs|hdfs|fuse_dfs|blobfuse2?|onedriver)"
)
# What is mounted, where a program does not say of what kind: //host/share, host:/path, https://…
_ELSEWHERE = re.compile(r"//[^/]|[^/]+:/")
_REMOTE_DRIVE = 4  # DRIVE_REMOTE of GetDriveTypeW


def require_local(folder: Path) -> None:
    """Raise Refused where `folder`, or what of it exists, is known to be on another computer."""
    kind = network_share(folder)
    if kind:
        raise Refused(
            f"{folder} is on a network share ({kind}). There a log can lose what was said to be "
            "saved, and nothing would show it. Choose a folder on this computer with --data; "
            "copies may go to the share with `umbra backup`."
        )


def network_share(folder: Path) -> str:
    """Return what kind of network share a folder is on, "" for none that is known."""
    folder = folder.resolve()
    while not folder.exists():  # asking mounts what is mounted when asked for
        folder = folder.parent
    mounts = _MOUNTS.read_text("utf-8", "replace") if _MOUNTS.exists() else ""
    return share_of_windows(folder.drive, _drive_type) or share_of_linux(folder, mounts)


def share_of_linux(folder: PurePath, mounts: str) -> str:
    """Return the same by the text of /proc/self/mountinfo (proc_pid_mountinfo(5)).

    `folder` is absolute and has no links in it. Of the mounts above it the nearest counts, and of
    two in one place the later, which lies on top.
    """
    above = [each for each in _mounted(mounts) if folder.is_relative_to(each[0])]
    if not above:
        return ""
    _, _, kind, source = max(
        ((len(place.parts), at, kind, source) for at, (place, kind, source) in enumerate(above))
    )
    elsewhere = kind == "fuse" and _ELSEWHERE.match(source)
    return kind if elsewhere or _NETWORK.fullmatch(kind) else ""


def _mounted(mounts: str) -> Iterator[tuple[PurePosixPath, str, str]]:
    """Yield place, type and source of every mount."""
    for line in mounts.split("\n"):
        left, _, right = line.partition(" - ")
        fields, what = left.split(" "), right.split(" ")
        if len(fields) >= 5 and len(what) >= 2:
            yield PurePosixPath(_unescaped(fields[4])), what[0], _unescaped(what[1])


def _unescaped(text: str) -> str:
    """Return a path as it is: space, tab, newline and backslash stand there as octal numbers."""
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def share_of_windows(drive: str, drive_type: Callable[[str], int]) -> str:
    r"""Return the same by the drive of a path: \\host\share, or a letter, "" where there is none.

    `drive_type` answers as GetDriveTypeW does for the root of a drive.
    """
    if not drive:
        return ""
    drive = drive.upper().replace("\\\\?\\UNC\\", "\\\\").removeprefix("\\\\?\\")
    if drive.startswith("\\\\"):
        return "a folder of another computer"
    return "a network drive" if drive_type(f"{drive}\\") == _REMOTE_DRIVE else ""


def _drive_type(root: str) -> int:
    system = getattr(ctypes, "windll", None)
    return 0 if system is None else int(system.kernel32.GetDriveTypeW(root))
