"""A log on a network share is refused, and one on this computer never is.

The texts are as /proc/self/mountinfo shows them; the folders need not exist.
"""

from pathlib import Path, PurePosixPath

import pytest

from app import log_place
from app.core.refused import Refused
from app.log_place import network_share, share_of_linux, share_of_windows
from app.store import Log

LAPTOP = """\
22 27 0:21 / /proc rw,nosuid,nodev,noexec,relatime shared:5 - proc proc rw
27 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw,errors=remount-ro
30 27 0:25 / /run rw,nosuid,nodev shared:12 - tmpfs tmpfs rw,size=1600000k,mode=755
36 27 0:31 /@home /home rw,relatime shared:20 - btrfs /dev/nvme0n1p3 rw,subvol=/@home
40 36 0:52 / /home/demo/Pharmacy\\040share rw shared:90 - nfs4 server:/pharmacy rw,vers=4.2
41 27 0:53 / /srv/ward rw,relatime shared:91 - cifs //server/ward rw,vers=3.1.1
42 27 0:54 / /srv/wardrobe rw,relatime shared:92 - xfs /dev/sdb1 rw
43 27 0:55 / /mnt/far rw,nosuid,nodev - fuse.sshfs demo@server:/data rw,user_id=1000
44 27 0:56 / /mnt/web rw,nosuid,nodev - fuse https://server/dav rw,user_id=1000
45 27 0:57 / /mnt/plain rw,nosuid,nodev - fuse /dev/sdc1 rw,user_id=0
46 27 0:58 / /mnt/usb rw,nosuid,nodev - fuseblk /dev/sdd1 rw,user_id=0
47 41 0:59 / /srv/ward/local rw,relatime - ext4 /dev/sde1 rw
48 27 0:60 / /mnt/changed rw,relatime - nfs server:/a rw
49 27 0:61 / /mnt/changed rw,relatime - tmpfs tmpfs rw
"""
# A container: its root is overlay, its folders come from the host by other ways.
CONTAINER = """\
500 400 0:60 / / rw,relatime - overlay overlay rw,lowerdir=/l/A:/l/B,upperdir=/u,workdir=/w
501 500 0:61 / /dev/shm rw,nosuid - tmpfs shm rw,size=65536k
502 500 0:62 / /data rw,relatime - 9p host rw,trans=virtio,version=9p2000.L
503 500 0:63 / /shared rw,relatime - virtiofs myfs rw
504 500 0:64 / /media/sf_data rw,nodev - vboxsf data rw,iocharset=utf8
505 500 0:65 / /work rw,nosuid - fuse.grpcfuse grpcfuse rw,user_id=0
506 500 0:66 / /srv/merged rw - fuse.mergerfs a:b rw
507 500 0:67 / /vault rw - fuse.gocryptfs /home/demo/secret rw
508 500 8:1 /docker/volumes/x/_data /volume rw - xfs /dev/sda1 rw
509 500 0:68 / /zfs rw - zfs tank/data rw
510 500 0:69 / /new rw - not-invented-yet whatever rw
"""


@pytest.mark.parametrize(
    ("folder", "kind"),
    [
        ("/home/demo/Pharmacy share/umbra", "nfs4"),
        ("/home/demo/Pharmacy share", "nfs4"),
        ("/srv/ward", "cifs"),
        ("/mnt/far/umbra", "fuse.sshfs"),
        ("/mnt/web/umbra", "fuse"),
    ],
)
def test_a_network_share_is_known(folder: str, kind: str) -> None:
    assert share_of_linux(PurePosixPath(folder), LAPTOP) == kind


@pytest.mark.parametrize(
    "folder",
    [
        "/home/demo/.local/share/umbra",
        "/home/demo/Pharmacy",
        "/srv/wardrobe/umbra",
        "/srv/ward/local/umbra",
        "/mnt/plain/umbra",
        "/mnt/usb/umbra",
        "/mnt/changed/umbra",
        "/var/lib/umbra",
        "/",
    ],
)
def test_a_folder_on_this_computer_is_let_through(folder: str) -> None:
    assert share_of_linux(PurePosixPath(folder), LAPTOP) == ""


@pytest.mark.parametrize(
    "folder",
    [
        "/",
        "/tmp/x",
        "/dev/shm/x",
        "/data/x",
        "/shared/x",
        "/media/sf_data",
        "/srv/x",
        "/srv/merged/x",
        "/vault/x",
        "/volume/x",
        "/zfs/x",
        "/new/x",
    ],
)
def test_nothing_in_a_container_is_taken_for_a_share(folder: str) -> None:
    assert share_of_linux(PurePosixPath(folder), CONTAINER) == ""


@pytest.mark.parametrize(
    "kind",
    [
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ceph",
        "lustre",
        "glusterfs",
        "fuse.glusterfs",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.ceph",
        "fuse.cephfs",
        "fuse.davfs2",
        "fuse.gvfsd-fuse",
        "fuse.curlftpfs",
    ],
)
def test_each_kind_of_share_is_known(kind: str) -> None:
    mounts = f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:50 / /share rw - {kind} source rw\n"
    assert share_of_linux(PurePosixPath("/share/umbra"), mounts) == kind
    assert share_of_linux(PurePosixPath("/shared/umbra"), mounts) == ""


@pytest.mark.parametrize("mounts", ["", "\n", "1 2 3", "1 2 3 / - nfs", "x - nfs server:/a rw"])
def test_what_cannot_be_read_says_nothing(mounts: str) -> None:
    assert share_of_linux(PurePosixPath("/data"), mounts) == ""


REMOTE, FIXED = 4, 3


@pytest.mark.parametrize(
    ("drive", "kind", "share"),
    [
        ("\\\\server\\pharmacy", FIXED, "a folder of another computer"),
        ("\\\\?\\UNC\\server\\pharmacy", FIXED, "a folder of another computer"),
        ("//server/pharmacy".replace("/", "\\"), FIXED, "a folder of another computer"),
        ("Z:", REMOTE, "a network drive"),
        ("\\\\?\\Z:", REMOTE, "a network drive"),
        ("C:", FIXED, ""),
        ("\\\\?\\c:", FIXED, ""),
        ("", REMOTE, ""),
    ],
)
def test_shares_of_windows_are_known(drive: str, kind: int, share: str) -> None:
    def drive_type(root: str) -> int:
        assert root in ("C:\\", "Z:\\")
        return kind

    assert share_of_windows(drive, drive_type) == share


def test_where_the_tests_run_is_no_share(tmp_path: Path) -> None:
    assert network_share(tmp_path) == ""
    assert network_share(tmp_path / "not" / "there" / "yet") == ""
    assert log_place._drive_type("C:\\") in (0, 1, 3)


def test_a_log_on_a_share_is_not_opened_and_nothing_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is refused also where the folder is not there yet, or the file is a link to the share."""
    mounts, share = tmp_path / "mountinfo", tmp_path / "share"
    share.mkdir()
    mounts.write_text(f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / {share} rw - nfs s:/a rw\n")
    monkeypatch.setattr(log_place, "_MOUNTS", mounts)
    (tmp_path / "link.log").symlink_to(share / "umbra.log")
    for path in (share / "umbra.log", share / "new" / "umbra.log", tmp_path / "link.log"):
        with pytest.raises(Refused, match=r"is on a network share \(nfs\).*on this computer"):
            Log.open(path, "HOOD-1")
    assert list(share.iterdir()) == []


def test_a_log_on_a_share_may_be_read(
    tmp_path: Path, sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mounts = tmp_path / "mountinfo"
    mounts.write_text(
        f"1 0 8:1 / / rw - ext4 /dev/sda1 rw\n2 1 0:9 / {tmp_path} rw - nfs s:/a rw\n"
    )
    monkeypatch.setattr(log_place, "_MOUNTS", mounts)
    with Log.read(sample) as log:
        assert log.count() == 9
