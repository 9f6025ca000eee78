"""The key of a folder: made at need, this account's alone, on record; and those of other sites."""

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest

from app.clock import SetClock
from app.core.encoding import encode
from app.core.refused import Refused
from app.label_keys import (
    EXPOSED,
    FILE_NAME,
    FORGOTTEN,
    KNOWN,
    MADE,
    STREAM,
    THE_FOLDER,
    LabelKeyExposed,
    LabelKeyForgotten,
    LabelKeyKnown,
    LabelKeyMade,
    LabelKeys,
    known_keys,
    misknown,
    own_keys,
)
from app.label_signing import fingerprint
from app.log_copy import backup
from app.log_fault import LogFault
from app.people import People
from app.store import Fact, Log
from app.verification import verify
from tests.app.conftest import AtStep
from tests.app.forgery import forge
from tests.app.pharmacy import (
    ADMINISTRATOR,
    BEGINS,
    CHECKER,
    PHARMACIST,
    PINS,
    TECHNICIAN,
    Pharmacy,
)
from tests.app.wording import KEY


def anew(pharmacy: Pharmacy) -> LabelKeys:
    """Return the keys as Umbra has them after it was started again."""
    work = pharmacy.work
    return LabelKeys(work.log, work.clock, work.people, work.folder)


def made(pharmacy: Pharmacy) -> list[str]:
    return [row.name for row in pharmacy.work.log.history(STREAM)]


def test_a_key_is_made_once_and_recorded(pharmacy: Pharmacy) -> None:
    assert own_keys(pharmacy.work.log) == ()
    key = pharmacy.work.label_keys.key()
    assert anew(pharmacy).key() == key == pharmacy.work.label_keys.key()
    (known,) = own_keys(pharmacy.work.log)
    assert (known.public, known.site, known.by) == (key.public, "", "")
    assert known.fingerprint == fingerprint(key.public)
    (row,) = pharmacy.work.log.history(STREAM)
    assert (row.name, row.actor) == (MADE, THE_FOLDER)
    assert key.seed.hex() not in row.data
    assert list(misknown(pharmacy.work.log)) == []


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_nobody_else_may_ever_read_it(pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    real = os.fsync

    def looked(descriptor: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(descriptor).st_mode))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", looked)
    before = os.umask(0)
    try:
        pharmacy.work.label_keys.key()
    finally:
        os.umask(before)
    assert seen[0] == 0o600
    assert stat.S_IMODE((pharmacy.folder / FILE_NAME).stat().st_mode) == 0o600
    assert not (pharmacy.folder / f".{FILE_NAME}.part").exists()


@pytest.mark.parametrize(
    "content",
    [
        None,
        b"",
        b"nothing of ours",
        b"-----BEGIN PRIVATE KEY-----\nMC4CAQ==\n-----END PRIVATE KEY-----\n",
        b"of another folder",
        b"of another kind",
    ],
)
def test_a_key_that_is_lost_or_not_ours_is_followed_by_a_new_one(
    pharmacy: Pharmacy, tmp_path: Path, content: bytes | None
) -> None:
    first, file = pharmacy.work.label_keys.key(), pharmacy.folder / FILE_NAME
    if content is None:
        file.unlink()
    elif content == b"of another folder":
        file.write_bytes(of_another_folder(tmp_path / "other"))
    elif content == b"of another kind":
        file.write_bytes(of_another_kind())
    else:
        file.write_bytes(content)
    there = file.read_bytes() if file.exists() else None
    second = anew(pharmacy).key()
    assert second != first
    # What was there may be somebody's only key.
    kept = [each.read_bytes() for each in pharmacy.folder.glob("label-key.kept-*.pem")]
    assert kept == ([] if there is None else [there])
    assert [each.public for each in own_keys(pharmacy.work.log)] == [first.public, second.public]
    assert anew(pharmacy).key() == second


def of_another_folder(folder: Path) -> bytes:
    folder.mkdir()
    with Log.open(folder / "umbra.log.sqlite", "elsewhere") as log:
        clock = SetClock(BEGINS)
        LabelKeys(log, clock, People(log, clock), folder).key()
    return (folder / FILE_NAME).read_bytes()


def of_another_kind() -> bytes:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
    from cryptography.hazmat.primitives.serialization import (
        Encoding,
        NoEncryption,
        PrivateFormat,
    )

    key = X25519PrivateKey.generate()
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def test_labels_signed_with_an_earlier_key_stay_genuine(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    code = pharmacy.code_on_label()
    assert pharmacy.work.read_label(code).proof.is_own
    (pharmacy.folder / FILE_NAME).unlink()
    assert made(pharmacy) == [MADE]
    anew(pharmacy).key()
    assert made(pharmacy) == [MADE, MADE]
    assert pharmacy.work.read_label(code).proof.is_own
    assert verify(pharmacy.work.log).faults == ()


def test_what_only_reads_makes_no_key(at_step: AtStep) -> None:
    pharmacy = at_step("scan-materials")
    assert known_keys(pharmacy.work.log) == {}
    assert known_keys(None) == {}
    assert verify(pharmacy.work.log).faults == ()
    assert not (pharmacy.folder / FILE_NAME).exists()


def test_a_key_that_cannot_be_written_is_not_recorded(pharmacy: Pharmacy) -> None:
    unfinished = pharmacy.folder / f".{FILE_NAME}.part"
    unfinished.mkdir()
    with pytest.raises(Refused, match=r"The key that signs labels could not be written to .*pem"):
        pharmacy.work.label_keys.key()
    assert made(pharmacy) == []
    assert not (pharmacy.folder / FILE_NAME).exists()
    unfinished.rmdir()
    assert pharmacy.work.label_keys.key()


def test_a_key_that_cannot_be_read_now_is_no_reason_for_a_new_one(pharmacy: Pharmacy) -> None:
    first, file = pharmacy.work.label_keys.key(), pharmacy.folder / FILE_NAME
    moved = file.rename(file.with_name("elsewhere"))
    file.mkdir()
    with pytest.raises(Refused, match=r"The key that signs labels cannot be read from .*pem: Is a"):
        anew(pharmacy).key()
    assert made(pharmacy) == [MADE]
    file.rmdir()
    moved.rename(file)
    assert anew(pharmacy).key() == first


def test_files_that_were_kept_are_never_written_over(pharmacy: Pharmacy) -> None:
    for number in (1, 2):
        (pharmacy.folder / FILE_NAME).write_bytes(b"no key %d" % number)
        anew(pharmacy).key()
    kept = sorted(pharmacy.folder.glob("label-key.kept-*.pem"))
    assert [each.read_bytes() for each in kept] == [b"no key 1", b"no key 2"]


def test_a_file_that_cannot_be_kept_is_left_where_it_is(
    pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = pharmacy.folder / FILE_NAME
    file.write_bytes(b"no key")
    monkeypatch.setattr(Path, "rename", denied)
    with pytest.raises(Refused, match="could not be written to"):
        pharmacy.work.label_keys.key()
    assert file.read_bytes() == b"no key"
    assert made(pharmacy) == []


def denied(*_: object) -> None:
    raise PermissionError(13, "Permission denied")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_rights_that_others_had_are_taken_from_them_and_told(
    pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, file = pharmacy.work.label_keys.key(), pharmacy.folder / FILE_NAME
    assert own_keys(pharmacy.work.log)[0].exposed is None
    file.chmod(0o644)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "chmod", denied)
        with pytest.raises(Refused, match="Other accounts of this machine may read"):
            anew(pharmacy).key()
    assert anew(pharmacy).key() == first
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert made(pharmacy) == [MADE, EXPOSED]
    assert '"rights":"644"' in pharmacy.work.log.history(STREAM)[1].data
    assert own_keys(pharmacy.work.log)[0].exposed is not None
    assert anew(pharmacy).key() == first
    assert made(pharmacy) == [MADE, EXPOSED]
    assert verify(pharmacy.work.log).faults == ()


def test_where_rights_are_not_those_of_posix_nothing_is_said(
    pharmacy: Pharmacy, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = pharmacy.work.label_keys.key()
    (pharmacy.folder / FILE_NAME).chmod(0o644)
    monkeypatch.setattr("app.label_keys.os.name", "nt")
    assert anew(pharmacy).key() == first
    assert made(pharmacy) == [MADE]


# What somebody writes into a log who is not the folder.


def record(pharmacy: Pharmacy, name: str, fact: object, actor: str) -> None:
    log, reading = pharmacy.work.log, pharmacy.clock.reading()
    log.append(
        STREAM,
        log.version(STREAM),
        (Fact(name, encode(fact)),),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor=actor,
    )


def faults(pharmacy: Pharmacy) -> str:
    return " ".join(verify(pharmacy.work.log).faults)


def test_nobody_makes_a_key_this_sites_own(pharmacy: Pharmacy) -> None:
    """Not by leaving out whose it is, and not by saying that the folder made it."""
    own, print_ = pharmacy.work.label_keys.key(), fingerprint(KEY.public)
    nobodys = LabelKeyKnown(KEY.public, print_, "", CHECKER.name)
    record(pharmacy, KNOWN, nobodys, CHECKER.name)
    assert [each.public for each in own_keys(pharmacy.work.log)] == [own.public]
    assert KEY.public not in known_keys(pharmacy.work.log)
    assert "recorded a key, and of which pharmacy is not said" in faults(pharmacy)
    record(pharmacy, MADE, LabelKeyMade(KEY.public, print_), "Nobody")
    assert KEY.public not in known_keys(pharmacy.work.log)
    assert "Nobody recorded a key as the data folder" in faults(pharmacy)


def test_nobody_makes_this_sites_own_key_that_of_another(pharmacy: Pharmacy) -> None:
    own = pharmacy.work.label_keys.key().public
    known = LabelKeyKnown(own, fingerprint(own), "Elsewhere", CHECKER.name)
    record(pharmacy, KNOWN, known, CHECKER.name)
    record(pharmacy, FORGOTTEN, LabelKeyForgotten(own, "no reason", CHECKER.name), CHECKER.name)
    record(pharmacy, EXPOSED, LabelKeyExposed("of no key", "644"), THE_FOLDER)
    assert [each.public for each in own_keys(pharmacy.work.log)] == [own]
    assert faults(pharmacy).count("recorded this site's own key as that of another") == 2


def test_a_key_that_the_log_did_not_take_is_not_used(pharmacy: Pharmacy) -> None:
    with closing(sqlite3.connect(pharmacy.work.log.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LogFault):
            pharmacy.work.label_keys.key()
        other.execute("ROLLBACK")
    assert made(pharmacy) == []
    pharmacy.work.label_keys.key()
    assert made(pharmacy) == [MADE]


def test_a_backup_holds_no_private_key(pharmacy: Pharmacy, tmp_path: Path) -> None:
    key = pharmacy.work.label_keys.key()
    backup(pharmacy.work.log.path, tmp_path / "copy")
    copied = (tmp_path / "copy").read_bytes()
    assert key.public.encode() in copied
    assert key.seed not in copied
    assert key.seed.hex().encode() not in copied
    assert b"PRIVATE" not in copied


# Keys of other sites.


def know(pharmacy: Pharmacy, site: str = "St. Example Cancer Centre", pin: str = "9753") -> None:
    pharmacy.work.label_keys.know(KEY.public, site, CHECKER, pin)


def test_a_pharmacist_records_a_key_with_a_pin_and_takes_it_back(pharmacy: Pharmacy) -> None:
    know(pharmacy, "  St. Example Cancer Centre ")
    known = known_keys(pharmacy.work.log)[KEY.public]
    assert (known.site, known.by) == ("St. Example Cancer Centre", CHECKER.name)
    with pytest.raises(Refused, match=r"known here already, as that of St\. Example"):
        know(pharmacy)
    pharmacy.work.label_keys.forget(KEY.public, "their computer was stolen", PHARMACIST)
    assert KEY.public not in known_keys(pharmacy.work.log)
    know(pharmacy)
    assert KEY.public in known_keys(pharmacy.work.log)
    assert verify(pharmacy.work.log).faults == ()


def test_who_may_not_and_what_does_not_do_is_refused(pharmacy: Pharmacy) -> None:
    keys = pharmacy.work.label_keys
    for person in (TECHNICIAN, ADMINISTRATOR):
        with pytest.raises(Refused, match="Only a pharmacist records a key"):
            keys.know(KEY.public, "Elsewhere", person, PINS[person.name])
        with pytest.raises(Refused, match="Only a pharmacist takes a key back"):
            keys.forget(KEY.public, "why not", person)
    for site in ("", "x", "a" * 61, "a\x00b"):
        with pytest.raises(Refused, match="Write the name of the pharmacy"):
            know(pharmacy, site)
    with pytest.raises(Refused, match="not the PIN"):
        know(pharmacy, pin="1111")
    own = keys.key().public
    with pytest.raises(Refused, match="known here already, as that of this site"):
        keys.know(own, "Elsewhere", CHECKER, PINS[CHECKER.name])
    for public in (own, KEY.public):
        with pytest.raises(Refused, match="not one of another site that is known here"):
            keys.forget(public, "stolen", CHECKER)
    know(pharmacy)
    for reason in ("", " x ", "a\x00bcd"):
        with pytest.raises(Refused, match="Write in a few words why"):
            keys.forget(KEY.public, reason, CHECKER)


@pytest.mark.parametrize(
    ("name", "before", "after", "sentence"),
    [
        (MADE, '"fingerprint":"', '"fingerprint":"0000 ', "the fingerprint 0000"),
        (KNOWN, '"fingerprint":"', '"fingerprint":"0000 ', "the fingerprint 0000"),
        (KNOWN, CHECKER.name, PHARMACIST.name, "Pharmacist Two recorded a key as Pharmacist One"),
        (KNOWN, CHECKER.name, TECHNICIAN.name, "who recorded a key, was no pharmacist"),
        (
            "label-key-forgotten",
            PHARMACIST.name,
            CHECKER.name,
            "Pharmacist One recorded a key as Pharmacist Two",
        ),
    ],
)
def test_a_key_changed_behind_the_back_of_umbra_is_found(
    pharmacy: Pharmacy, name: str, before: str, after: str, sentence: str
) -> None:
    pharmacy.work.label_keys.key()
    know(pharmacy)
    pharmacy.work.label_keys.forget(KEY.public, "stolen there", PHARMACIST)
    (row,) = pharmacy.work.log.named([name])
    pharmacy.close()
    forge(pharmacy.work.log.path, row.seq, lambda text: text.replace(before, after))
    with Log.read(pharmacy.work.log.path) as log:
        assert any(sentence in fault for fault in verify(log).faults)
