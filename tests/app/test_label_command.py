"""`umbra label`: the answer as text and as JSON, and its exit codes 0, 3 and 2."""

import argparse
import io
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app import cli
from app.core import entry as said
from app.folder import LOG_NAME
from app.heartbeat import NAME
from app.label_code import signed_code
from app.label_command import run
from app.label_signing import fingerprint
from app.store import Log
from reports.label import draw_label
from tests.app.conftest import AtStep
from tests.app.pharmacy import TECHNICIAN, Pharmacy
from tests.app.test_label_paper import with_pages
from tests.app.wording import KEY, OTHER_KEY, label_of

ELSEWHERE = "(91)2611-0999(92)1(93)2611022200(94)2611022300(95)1.45mg(96)0123456789ABCDEF"
Asked = tuple[int, str, str]
Ask = Callable[..., Asked]


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Ask:
    """Call the command as a shell would, and return exit code, output and error."""

    def call(folder: Path, *options: str) -> Asked:
        capsys.readouterr()
        exit_code = cli.run(["label", *options, "--data", str(folder)])
        out, err = capsys.readouterr()
        return exit_code, out, err

    return call


def test_a_label_from_elsewhere_is_judged_without_any_folder(ask: Ask, tmp_path: Path) -> None:
    empty = tmp_path / "none"
    code, out, err = ask(empty, ELSEWHERE, "--at", "2026-11-02T21:00Z")
    assert (code, err) == (3, "")
    assert out.splitlines() == [
        "IN TIME BY ITS LABEL: This preparation was not made in this log, so whether it was "
        "released, recalled or reprinted is not known here. Ask the pharmacy that made it.",
        "NOT SIGNED: Labels of earlier releases are not signed, so from the label alone nobody can "
        "tell whether it was altered.",
        "preparation 2611-0999, copy 1, 1.45 mg",
        "start-by 2026-11-02 22:00 UTC: 1 h left, the label's latest start (the label itself)",
    ]
    code, out, _ = ask(empty, ELSEWHERE, "--at", "2026-11-02T22:01Z")
    assert code == 3
    assert "start-by 2026-11-02 22:00 UTC: passed 1 min ago, the label's latest start" in out
    assert not empty.exists()
    assert ask(empty, ELSEWHERE)[0] in (0, 3)


@pytest.mark.parametrize(
    ("code", "options"),
    [
        ("(01)00300080100011", ()),
        ("nothing of ours", ()),
        (ELSEWHERE.replace("(92)1", "(92)x"), ()),
        (ELSEWHERE, ("--at", "13:00")),
    ],
)
def test_what_is_unusable_is_said_in_one_sentence(
    ask: Ask, tmp_path: Path, code: str, options: tuple[str, ...]
) -> None:
    exit_code, out, err = ask(tmp_path, code, *options)
    assert (exit_code, out) == (2, "")
    assert err.count("\n") == 1


def test_a_preparation_of_this_log_is_judged_by_its_facts(ask: Ask, at_step: AtStep) -> None:
    pharmacy = at_step("released")
    code, folder = pharmacy.code_on_label(), pharmacy.folder
    latest = pharmacy.state.binding()
    assert latest is not None
    code_, out, _ = ask(folder, code, "--at", "2026-11-02T11:00-06:00")
    assert code_ == 0
    assert "FIT FOR USE: Start the infusion within 3 h" in out
    assert "inotuzumab ozogamicin 1.45 mg" in out
    assert "CST: 3 h" in out
    code_, out, _ = ask(folder, code, "--at", "2026-11-02T15:00-06:00")
    assert code_ == 3
    assert "NOT FIT FOR USE: The latest start of the infusion passed" in out


def spoken(
    ask: Ask, pharmacy: Pharmacy, label: str, minutes: float = 0
) -> tuple[int, dict[str, Any]]:
    """Return exit code and object some minutes after the pharmacy's own time."""
    pharmacy.wait(minutes)
    now = pharmacy.clock.reading().wall
    code, out, err = ask(pharmacy.folder, label, "--json", "--at", f"{now:%Y-%m-%dT%H:%M:%SZ}")
    assert err == ""
    return code, json.loads(out)


def test_the_object_follows_the_infusion_to_its_end(ask: Ask, at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label, session = pharmacy.code_on_label(), pharmacy.session
    code, found = spoken(ask, pharmacy, label)
    assert (code, found["fit"], found["made_here"], found["remains"]) == (0, "fit", True, None)
    assert found["deadline"]["name"] == "start-by"
    assert int(found["seconds_left"]) > 3 * 3600
    session.do(said.StartInfusion("infusion-cover"))
    assert spoken(ask, pharmacy, label, 30)[1]["fit"] == "running"
    session.do(said.PauseInfusion("the line is blocked"))
    code, found = spoken(ask, pharmacy, label, 7 * 60)
    assert (code, found["fit"]) == (3, "stop-early")
    assert found["remains"]["volume"]["unit"] == "mL"
    assert found["deadline"]["at"] == found["remains"]["at"]
    session.do(said.EndInfusion("it was stopped"))
    code, found = spoken(ask, pharmacy, label)
    assert (code, found["fit"]) == (3, "used")
    assert found["remains"] == {
        "at": found["remains"]["at"],
        "volume": {"value": "25", "unit": "mL"},
        "dose": {"value": "0.73", "unit": "mg"},
    }
    assert found["seconds_left"] is None
    assert ask(pharmacy.folder, label)[1].count("\n") == 4


def test_an_altered_label_and_a_quarantined_lot_are_not_fit(ask: Ask, at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label = pharmacy.code_on_label()
    altered = f"{label[:-1]}{'A' if label[-1] != 'A' else 'B'}"
    code, found = spoken(ask, pharmacy, altered)
    assert (code, found["fit"], found["made_here"]) == (3, "not-fit", False)
    assert (found["deadline"], found["seconds_left"]) == (None, None)
    pharmacy.work.stock.quarantine("00300080100011", "AB1234", None, "recalled", TECHNICIAN)
    code, found = spoken(ask, pharmacy, label)
    assert (code, found["fit"]) == (3, "not-fit")
    assert "is in quarantine (Technician Two: recalled)" in found["said"]


def test_without_a_moment_the_time_is_now(ask: Ask, at_step: AtStep) -> None:
    """The log of the test lies before or after this machine's own clock; both are not fit."""
    pharmacy = at_step("released")
    code, out, _ = ask(pharmacy.folder, pharmacy.code_on_label())
    assert code == 3
    assert out.startswith("NOT FIT FOR USE: The ")


def test_a_log_that_is_damaged_or_without_a_site_is_told(ask: Ask, tmp_path: Path) -> None:
    Log.open(tmp_path / LOG_NAME, workstation="one").close()
    code, out, _ = ask(tmp_path, ELSEWHERE, "--at", "2026-11-02T21:00Z")
    assert code == 3
    assert "22:00 UTC: 1 h left" in out
    (tmp_path / LOG_NAME).write_bytes(b"no log at all" * 100)
    code, _, err = ask(tmp_path, ELSEWHERE)
    assert code == 2
    assert err


# The clock, without Umbra having been opened.


def asked_at(pharmacy: Pharmacy, label: str) -> tuple[int, str]:
    """Return exit code and answer by the pharmacy's own clock, as a shell there would have them."""
    out = io.StringIO()
    chosen = argparse.Namespace(code=label, at=None, json=False, fingerprint="", paper=None)
    return run(chosen, pharmacy.folder / LOG_NAME, pharmacy.clock, out), out.getvalue()


def test_a_clock_behind_the_heartbeat_leaves_every_age_untold(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label = pharmacy.code_on_label()
    assert asked_at(pharmacy, label)[0] == 0
    pharmacy.wait(3 * 60)
    pharmacy.work.time.keep()
    pharmacy.close()
    pharmacy.clock.restart()
    # Off for 4 h, and it comes up 2 h 50 min before it went off: 10 min after the release.
    pharmacy.set_wall(-170)
    for code in (label, ELSEWHERE):
        exit_code, out = asked_at(pharmacy, code)
        assert exit_code == 3
        assert out.startswith("NOT FIT FOR USE: The clock shows an earlier time than Umbra ran at")
        assert "the age of the preparation is not known" in out
    pharmacy.set_wall(170)
    assert "cannot be told" not in asked_at(pharmacy, label)[1]
    (pharmacy.folder / NAME).write_text("nothing of ours")
    exit_code, out = asked_at(pharmacy, label)
    assert exit_code == 3
    assert "is not what Umbra wrote there. Until when Umbra ran is not known" in out


def test_a_clock_that_was_set_back_gives_no_time_back(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label = pharmacy.code_on_label()
    before = asked_at(pharmacy, label)[1]
    pharmacy.set_wall(-60)
    assert asked_at(pharmacy, label)[1] == before


def test_what_was_all_infused_before_its_end_was_recorded_says_when(at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label = pharmacy.code_on_label()
    pharmacy.session.do(said.StartInfusion("infusion-cover"))
    began = pharmacy.clock.reading().wall
    pharmacy.wait(8 * 60)
    pharmacy.session.do(said.EndInfusion())
    exit_code, out = asked_at(pharmacy, label)
    assert exit_code == 3
    assert out.startswith("INFUSION ENDED: By rate and time all of it was infused")
    empty = pharmacy.work.site.local(began + timedelta(hours=1))
    assert f"all infused {empty:%Y-%m-%d %H:%M %Z}, by rate and time" in out


# Whether it is genuine.


def test_a_label_of_another_site_is_genuine_by_the_fingerprint_alone(
    ask: Ask, tmp_path: Path
) -> None:
    code = signed_code(ELSEWHERE.partition("(96)")[0], ("words",), KEY)
    at = ("--at", "2026-11-02T21:00Z")
    exit_code, out, _ = ask(tmp_path, code, *at)
    assert exit_code == 3
    assert out.startswith("CHECK WITH THE PHARMACY: Its signature fits, but nobody here knows")
    spoken = fingerprint(KEY.public).lower().replace(" ", "  ")
    _, out, _ = ask(tmp_path, code, *at, "--fingerprint", spoken)
    assert "GENUINE: Signed with the key of the pharmacy whose fingerprint you compared" in out
    other = fingerprint(OTHER_KEY.public)
    assert "CHECK WITH" in ask(tmp_path, code, *at, "--fingerprint", other)[1]
    exit_code, _, err = ask(tmp_path, code, "--fingerprint", "1A2B")
    assert (exit_code, "is no fingerprint of a key" in err) == (2, True)


def test_an_altered_label_is_told_as_altered(ask: Ask, at_step: AtStep) -> None:
    pharmacy = at_step("released")
    label = pharmacy.code_on_label().replace("1.45mg", "9.45mg")
    pharmacy.close()
    exit_code, out, _ = ask(pharmacy.folder, label)
    assert exit_code == 3
    assert out == (
        "NOT FIT FOR USE: Its signature does not fit what it says: it was altered. Do not go by "
        "it; ask the pharmacy that made it. Where the code was typed, scan it.\n"
    )
    found = json.loads(ask(pharmacy.folder, label, "--json")[1])
    assert (found["proof"]["standing"], found["preparation"], found["dose"]) == (
        "altered",
        None,
        None,
    )


def test_the_file_of_a_label_is_looked_at_word_by_word(
    ask: Ask, at_step: AtStep, tmp_path: Path
) -> None:
    pharmacy = at_step("released")
    assert pharmacy.state.label is not None
    file = pharmacy.folder / "labels" / pharmacy.state.label.file
    label = label_of(pharmacy.session, 1)
    altered = tmp_path / "altered.pdf"
    code = pharmacy.state.label.code
    altered.write_bytes(draw_label(replace(label, code=code, dose="14.5 mg")))
    old = tmp_path / "old.pdf"
    old.write_bytes(draw_label(replace(label, code=ELSEWHERE)))
    pharmacy.close()
    found = json.loads(ask(pharmacy.folder, "--paper", str(file), "--json")[1])
    assert (found["proof"]["standing"], found["proof"]["words"]) == ("genuine", "printed")
    out = ask(pharmacy.folder, "--paper", str(file))[1]
    assert "the file is the one that was printed" in out
    # Where it was made that is on record; elsewhere, or once a byte is another, its text alone.
    more = tmp_path / "more.pdf"
    more.write_bytes(file.read_bytes() + b"\n")
    for folder, each in ((pharmacy.folder, more), (tmp_path / "none", file)):
        out = ask(folder, "--paper", str(each))[1]
        assert "the text of the file is what was signed" in out
        assert "the file is the one" not in out
    twice = tmp_path / "twice.pdf"
    twice.write_bytes(with_pages(file.read_bytes(), file.read_bytes()))
    exit_code, out, _ = ask(pharmacy.folder, "--paper", str(twice), "--at", "2026-11-02T17:00Z")
    assert exit_code == 3
    assert out.startswith("NOT FIT FOR USE: Whether the text of the file is what was signed cannot")
    exit_code, out, _ = ask(pharmacy.folder, "--paper", str(altered))
    assert exit_code == 3
    assert out.startswith("NOT FIT FOR USE: The words on it are not those that were signed")
    assert "in an earlier release" in ask(pharmacy.folder, "--paper", str(old))[1]
    for options in ((), (code, "--paper", str(file)), ("--paper", str(tmp_path / "none.pdf"))):
        exit_code, _, err = ask(pharmacy.folder, *options)
        assert (exit_code, err.count("\n")) == (2, 1)


def test_the_key_of_a_folder_is_printed_and_none_is_made(
    at_step: AtStep, capsys: pytest.CaptureFixture[str]
) -> None:
    pharmacy = at_step("scan-materials")
    pharmacy.close()
    assert cli.run(["key", "--data", str(pharmacy.folder)]) == 2
    assert "No key signs labels here yet" in capsys.readouterr().err
    assert not (pharmacy.folder / "label-key.pem").exists()
    pharmacy.reopen()
    first = pharmacy.work.label_keys.key()
    (pharmacy.folder / "label-key.pem").unlink()
    pharmacy.reopen()
    second = pharmacy.work.label_keys.key()
    pharmacy.close()
    assert cli.run(["key", "--data", str(pharmacy.folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[0].startswith(f"{fingerprint(second.public)}  signs labels, since 2026-11-02")
    assert lines[1] == f"  public key {second.public}"
    assert lines[2].startswith(f"{fingerprint(first.public)}  signed earlier labels")


@pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")
def test_that_others_could_read_the_key_is_told(
    at_step: AtStep, capsys: pytest.CaptureFixture[str]
) -> None:
    pharmacy = at_step("scan-label")
    pharmacy.close()
    (pharmacy.folder / "label-key.pem").chmod(0o644)
    pharmacy.reopen()
    pharmacy.work.label_keys.key()
    pharmacy.close()
    assert cli.run(["key", "--data", str(pharmacy.folder)]) == 0
    told = "other accounts of this machine could read it until 2026-11-02"
    assert told in capsys.readouterr().out
