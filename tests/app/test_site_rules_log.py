"""A site's own rules in the log: when they changed, and which of them a preparation was under."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from app.core.refused import Refused
from app.folder import LOG_NAME
from app.site_rules import SiteFile, shipped_digest
from app.store import Fact, Log
from app.verification import verify
from app.workplace import Workplace
from tests.app.forgery import forge
from tests.app.pharmacy import ADALIND, CECILIA, PHARMACIST, PINS, SITE, Pharmacy

ROUNDING = "[rounding]\noffered = true\n"
LARGE_ONLY = """
[rule]
fill = "0.75"
second_syringe_saves = "0.25"
source = "printed on them"
checked = "seen"
[[syringe]]
capacity = "20 mL"
graduation = "1 mL"
numbered = "5 mL"
below_half_of_capacity = "0.015"
below_half_of_volume = "0.01"
from_half_of_volume = "0.04"
"""


def kept(pharmacy: Pharmacy) -> list[tuple[str, str, str | None]]:
    """Return actor, file and text of all that was recorded of the site's rules."""
    found = []
    for row in pharmacy.work.log.history("site-rules"):
        assert row.name == "site-rules-read"
        data = json.loads(row.data)
        assert data["digest"] == SiteFile(data["file"], data["text"]).digest
        assert data["shipped"] == shipped_digest(data["file"])
        found.append((row.actor, data["file"], data["text"]))
    return found


def site_says(pharmacy: Pharmacy, text: str | None, name: str = "policy.toml") -> Pharmacy:
    """Start Umbra again after a file of the site's was written, or taken away."""
    path = pharmacy.folder / name
    if text is None:
        path.unlink()
    else:
        path.write_bytes(text.encode())
    pharmacy.reopen()
    return pharmacy


def faults(pharmacy: Pharmacy) -> list[str]:
    """Return what `umbra verify` says."""
    return list(verify(pharmacy.work.log).faults)


def forge_last(pharmacy: Pharmacy, name: str, change: Callable[[Any], None]) -> list[str]:
    """Change the newest event of a name, its hashes made again; return what verify says."""

    def changed(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))

    row = pharmacy.work.log.named([name])[-1]
    pharmacy.close()
    forge(pharmacy.folder / LOG_NAME, row.seq, changed)
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        return list(verify(log).faults)


def test_a_site_without_files_records_nothing(pharmacy: Pharmacy) -> None:
    pharmacy.reopen()
    assert kept(pharmacy) == []
    assert pharmacy.work.tell_of_rules() == ""


def test_each_change_of_a_file_is_recorded_once_with_its_exact_text(pharmacy: Pharmacy) -> None:
    windows = "\ufeff" + ROUNDING.replace("\n", "\r\n")
    site_says(pharmacy, windows).reopen()
    first = [
        ("the file policy.toml", "policy.toml", windows),
        ("the file syringes.toml", "syringes.toml", None),
    ]
    assert kept(pharmacy) == first
    site_says(pharmacy, LARGE_ONLY, "syringes.toml").reopen()
    site_says(pharmacy, None).reopen()
    assert kept(pharmacy) == [
        *first,
        ("the file syringes.toml", "syringes.toml", LARGE_ONLY),
        ("the file policy.toml", "policy.toml", None),
    ]
    assert faults(pharmacy) == []


def test_a_file_that_is_refused_is_not_recorded(pharmacy: Pharmacy) -> None:
    with pytest.raises(Refused, match="has no “ofered”"):
        site_says(pharmacy, "[rounding]\nofered = true\n")
    (pharmacy.folder / "policy.toml").unlink()
    pharmacy.reopen()
    assert kept(pharmacy) == []


def test_a_new_folder_records_its_files_once_the_site_is_described(
    tmp_path: Path, pharmacy: Pharmacy
) -> None:
    folder = tmp_path / "new"
    folder.mkdir()
    (folder / "policy.toml").write_text(ROUNDING)
    work = Workplace.open(folder, pharmacy.clock)
    assert work.log.count() == 0
    work.begin(SITE, "Administrator One", "2580")
    assert work.log.streams() == ("people", "site", "site-rules")
    assert work.tell_of_rules().startswith("The site's policy changed: rounding offered")
    work.close()


def sign_in(pharmacy: Pharmacy) -> None:
    pharmacy.work.people.sign_in(PHARMACIST.name, PINS[PHARMACIST.name])


def test_a_change_is_told_once_and_only_until_somebody_signed_in(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, ROUNDING)
    told = (
        "The site's policy changed: rounding offered differs from what Umbra ships; see "
        "policy.toml."
    )
    assert pharmacy.work.tell_of_rules() == told
    assert pharmacy.work.tell_of_rules() == ""
    pharmacy.reopen()
    assert pharmacy.work.tell_of_rules() == told
    sign_in(pharmacy)
    pharmacy.reopen()
    assert pharmacy.work.tell_of_rules() == ""
    site_says(pharmacy, LARGE_ONLY, "syringes.toml")
    assert pharmacy.work.tell_of_rules() == (
        "The site's syringes changed: it has 20 mL; see syringes.toml."
    )


def test_a_file_that_went_away_is_told(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, ROUNDING)
    site_says(pharmacy, LARGE_ONLY, "syringes.toml")
    sign_in(pharmacy)
    site_says(pharmacy, None)
    site_says(pharmacy, None, "syringes.toml")
    assert pharmacy.work.tell_of_rules() == (
        "The site's policy.toml is gone: the policy that Umbra ships holds. "
        "The site's syringes.toml is gone: the syringes that Umbra ships hold."
    )


MANY = """
[dose]
formula = "du-bois"
ordered_warns_above_percent = "4"
[hood]
minutes_to_set_up = 11
minutes_per_vial = 21
[remaining]
near_minutes = 31
urgent_minutes = 10
[measurement]
older_than_days = 3
[stock]
only_received = true
"""


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (MANY, "older_than_days and 1 more differ from what Umbra ships; see policy.toml."),
        ("[rounding]\noffered = false\n", "changed: nothing differs from what Umbra ships; see"),
        ("# nothing\n", "changed: nothing differs from what Umbra ships; see"),
        ('[check]\nblind_volume_within_percent = "3"\n', "changed: check blind_volume_within_perc"),
    ],
)
def test_what_differs_from_what_is_shipped_is_named(
    pharmacy: Pharmacy, text: str, told: str
) -> None:
    assert told in site_says(pharmacy, text).work.tell_of_rules()


def set_rounding(data: Any) -> None:
    data["policy"]["rounding"]["offered"] = not data["policy"]["rounding"]["offered"]


def test_honest_work_under_changing_rules_is_sound(pharmacy: Pharmacy) -> None:
    # Opened before anything was recorded: nobody kept what the site said then.
    pharmacy.verify(ADALIND)
    site_says(pharmacy, MANY)
    pharmacy.verify(CECILIA)
    site_says(pharmacy, ROUNDING)
    site_says(pharmacy, None)
    assert faults(pharmacy) == []


@pytest.mark.parametrize("text", [ROUNDING, None])
def test_another_policy_than_the_recorded_one_is_found(
    pharmacy: Pharmacy, text: str | None
) -> None:
    site_says(pharmacy, MANY)
    site_says(pharmacy, text)
    pharmacy.verify(ADALIND)
    assert faults(pharmacy) == []
    source = "policy.toml" if text else "Umbra without policy.toml"
    assert forge_last(pharmacy, "opened", set_rounding) == [
        f"2611-0001: it was not opened by what {source} gave then: rounding offered"
    ]


def test_other_syringes_than_the_recorded_ones_are_found(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, LARGE_ONLY, "syringes.toml")
    pharmacy.verify(ADALIND)
    assert faults(pharmacy) == []

    def change(data: Any) -> None:
        data["syringes"]["source"] = "another source"

    assert forge_last(pharmacy, "opened", change) == [
        "2611-0001: it was not opened by what syringes.toml gave then: source"
    ]


def test_what_an_earlier_release_opened_has_no_syringes_to_compare(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, LARGE_ONLY, "syringes.toml")
    pharmacy.verify(ADALIND)

    def change(data: Any) -> None:
        del data["syringes"]

    assert forge_last(pharmacy, "opened", change) == []


def test_a_forged_text_is_found(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, ROUNDING)
    row = pharmacy.work.log.history("site-rules")[0]
    pharmacy.close()
    forge(pharmacy.folder / LOG_NAME, row.seq, lambda text: text.replace("true", "false"))
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        assert verify(log).faults == (
            "site-rules: the recorded text of policy.toml is not the one that was read",
        )


def test_what_is_no_file_of_a_site_is_found(pharmacy: Pharmacy) -> None:
    site_says(pharmacy, ROUNDING)

    def change(data: Any) -> None:
        data["file"] = "other.toml"

    assert forge_last(pharmacy, "site-rules-read", change) == [
        "site-rules: other.toml is no file of a site's rules"
    ]


@pytest.mark.parametrize("fact", [Fact("another", "{}"), Fact("site-rules-read", "{}")])
def test_a_fact_that_is_not_ours_is_found(pharmacy: Pharmacy, fact: Fact) -> None:
    pharmacy.work.log.append("site-rules", 0, (fact,), at="", clock="", actor="someone")
    found = faults(pharmacy)
    assert any(each.startswith("the rules of the site cannot be compared: ") for each in found)


def read_by_another_release(pharmacy: Pharmacy, text: str | None) -> None:
    """Record a file as a release did that shipped another policy."""
    site_says(pharmacy, ROUNDING)
    file = SiteFile("policy.toml", text)
    data = {"file": file.name, "digest": file.digest, "text": text, "shipped": "0" * 64}
    reading = pharmacy.clock.reading()
    pharmacy.work.log.append(
        "site-rules",
        2,
        (Fact("site-rules-read", json.dumps(data)),),
        at=reading.wall.isoformat(),
        clock=reading.text(),
        actor="the file policy.toml",
    )
    pharmacy.verify(ADALIND)


def test_where_another_release_shipped_another_policy_only_what_the_site_set_counts(
    pharmacy: Pharmacy,
) -> None:
    read_by_another_release(pharmacy, ROUNDING)

    def change(data: Any) -> None:
        data["policy"]["near_minutes"] = 45
        data["policy"]["rounding"]["source"] = "another source"

    assert forge_last(pharmacy, "opened", change) == []
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        row = log.named(["opened"])[-1]
    forge(
        pharmacy.folder / LOG_NAME,
        row.seq,
        lambda text: text.replace('"offered":true', '"offered":false'),
    )
    with Log.read(pharmacy.folder / LOG_NAME) as log:
        assert verify(log).faults == (
            "2611-0001: it was not opened by what policy.toml gave then: rounding offered",
        )


@pytest.mark.parametrize("text", [None, '[dose]\nordered_stops_above_percent = "25"\n'])
def test_a_text_that_this_release_refuses_or_that_sets_nothing_accuses_nobody(
    pharmacy: Pharmacy, text: str | None
) -> None:
    read_by_another_release(pharmacy, text)
    assert faults(pharmacy) == []


def test_a_release_that_ships_another_policy_is_recorded_and_not_told(pharmacy: Pharmacy) -> None:
    read_by_another_release(pharmacy, ROUNDING)
    sign_in(pharmacy)
    pharmacy.reopen()
    last = json.loads(pharmacy.work.log.history("site-rules")[-1].data)
    assert (last["text"], last["shipped"]) == (ROUNDING, shipped_digest("policy.toml"))
    assert pharmacy.work.tell_of_rules() == ""
