"""A whole preparation in German: no sentence in two languages, and data stays data."""

import re
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt

from app.core import entry
from app.ui import language
from app.ui.facts.light import light
from app.ui.language import of_monograph, said
from app.ui.named import renew
from tests.core.hood import PHARMACIST_ONE, Hood
from tests.core.ledger_acts import lose
from tests.ui.conftest import AtDesk
from tests.ui.desk import Desk
from tests.ui.hospital import PHARMACIST, PINS, SITE, latest_start, order
from tests.ui.test_language_layout import _texts

# Words that stand in the sentences of one of the two languages only.
_ENGLISH = re.compile(
    r"\b(the|is|are|were|not|this|that|it|of|to|by|until|with|your|you|must|than|and|or|at)\b"
)
_GERMAN = re.compile(
    r"\b(der|die|das|ist|sind|nicht|dies|von|zum|zur|bis|mit|muss|als|und|oder|bei|ein|eine|um|"
    r"wurde|den|dem|im|auf|für|wird|seit)\b"
)
_SENTENCE_ENDS = re.compile(r"(?<=[.!?…])(?:\*\*)?\s+|\s+·\s+|\s*\n\s*")


@pytest.fixture(autouse=True)
def english_again() -> Iterator[None]:
    """Leave the language as it was."""
    yield
    language.use(language.ENGLISH)


def german(desk: Desk) -> Desk:
    """Let the window speak German."""
    language.use("de")
    renew(desk.window)
    return desk


def look(desk: Desk, where: str) -> None:
    """Assert that no sentence that is shown is in two languages."""
    for text in _texts(desk):
        own = said(text)
        for sentence in _SENTENCE_ENDS.split(own):
            english, other = _ENGLISH.search(sentence), _GERMAN.search(sentence)
            assert not (english and other), f"{where}: {sentence}"


def shown(desk: Desk) -> str:
    """Return all that stands in the window, as it is said."""
    return "\n".join(said(text) for text in _texts(desk))


@pytest.mark.parametrize(
    ("english", "own"),
    [
        (
            "at most 4 h from reconstitution to dilution: discard",
            "höchstens 4 h von der Rekonstitution bis zur Verdünnung: verwerfen",
        ),
        (
            "not before 09:00: at most 4 h at room temperature after dilution",
            "nicht vor 09:00: höchstens 4 h bei Raumtemperatur nach der Verdünnung",
        ),
        ("Too late to dilute, by", "Zu spät, nicht mehr verdünnen, seit"),
        (
            "Swirl gently. Do not shake. The time budget starts with the first vial.",
            "Vorsichtig schwenken. Nicht schütteln. Das Zeitbudget beginnt mit der ersten "
            "Durchstechflasche.",
        ),
        (
            "It must be clear to opalescent, colourless to slightly yellow, free of visible "
            "foreign matter; no leak.",
            "Muss so aussehen: klar bis opaleszierend, farblos bis leicht gelb, frei von "
            "sichtbaren Fremdstoffen; nichts undicht.",
        ),
        ("Aluminium foil on the bag", "Aluminiumfolie um den Beutel"),
        (
            "Vial 1 gained 4.25 g; 3.99 g was expected for 4 mL: 6.4% too much, as if 4.26 mL of "
            "Sterile Water for Injection had been injected.",
            "Durchstechflasche 1: Zunahme 4.25 g; erwartet 3.99 g für 4 mL: 6.4% zu viel, als "
            "wären 4.26 mL Sterile Water for Injection injiziert worden.",
        ),
        ("Weigh the bag before the drug", "Beutel vor dem Arzneimittel wiegen"),
        (
            "5.8 mL in a 10 mL syringe, into an empty container",
            "5.8 mL in Spritze 10 mL, dann in ein leeres Behältnis",
        ),
        (
            "no value of bilirubin and AST and ALT is on record",
            "kein Wert aufgezeichnet: Bilirubin und AST und ALT",
        ),
        (
            "0.007 mg/mL in 50 mL is below 0.01 mg/mL, the least of 0.01 mg/mL to 0.1 mg/mL",
            "0.007 mg/mL in 50 mL liegt unter 0.01 mg/mL, der Untergrenze des Bereichs 0.01 mg/mL "
            "bis 0.1 mg/mL",
        ),
        ("0.8 mg per m² · IV infusion over 1 h", "0.8 mg pro m² · i.v.-Infusion über 1 h"),
        (
            "Refused: Say how the overfill is known: by its maker's figure, or by weighing.",
            "Abgelehnt: Angeben, woher die Überfüllung bekannt ist: Herstellerangabe oder Wägung.",
        ),
        ("Back, key Esc", "Zurück, Taste Esc"),
        ("Volume, in mL", "Volumen, in mL"),
    ],
)
def test_what_is_put_together_is_german_as_a_whole(english: str, own: str) -> None:
    language.use("de")
    assert said(english) == own


def test_the_words_of_a_monograph_are_german_and_those_of_a_site_stay_as_they_are() -> None:
    language.use("de")
    assert of_monograph("hood light off") == "Werkbanklicht aus"
    assert of_monograph("the blind of room 3") == "the blind of room 3"
    # Not the half of it either that would be known by itself.
    for own in ("Swirl gently. Do not shake. Wait 5 minutes.", "cover changed 3 times", "none"):
        assert of_monograph(own) == own
    since = "Hood: {}, since 09:51."
    assert said(since.format(f"{of_monograph('the blind of room 3')}")) == (
        "Werkbank: the blind of room 3, seit 09:51."
    )


def test_the_light_box_is_german_from_the_first_vial_to_the_end_of_the_infusion() -> None:
    language.use("de")
    hood = Hood().go_to("withdraw-1")

    def box() -> str:
        own = said(light(hood.state, hood.now, SITE).words)
        english = re.search(r"\b(Next|Now|Gaps?|earlier|since|the|cover|waiting|No)\b", own)
        assert not english, own
        return own

    assert box().endswith("Keine Lücke. Danach: Beutel abdecken.")
    for minutes in (1, 2.5, 0.5):
        lose(hood, minutes)
        hood.wait(1)
        box()
    assert "Lücken: 1 frühere, 1 min; 10:14, 2 min 30 s; 10:17, 30 s." in box()
    hood.go_to("cover-bag")
    assert box().endswith("Jetzt: Beutel abdecken.")
    hood.go_to("check")
    box()
    hood.finish()
    box()
    hood.do(PHARMACIST_ONE, entry.StartInfusion("infusion-foil"))
    box()


def test_no_sentence_of_a_preparation_is_in_two_languages(at: AtDesk) -> None:
    desk = german(at("scan-materials"))
    while desk.step:
        look(desk, desk.step)
        desk.scan("0100")
        look(desk, f"{desk.step} refused")
        if desk.step != "check":
            desk.go_on()
            continue
        desk.change_person(PHARMACIST)
        desk.minutes(1)
        desk.window.open(desk.stream)
        look(desk, "the check")
        desk.enter(str(desk.state.plan.volume_exact.magnitude))
        desk.enter(latest_start(desk.state))
        look(desk, "figures that agree")
        desk.enter(PINS[PHARMACIST])
    look(desk, "released")


@pytest.mark.parametrize(
    "page",
    [
        "worklist",
        "label",
        "day",
        "stock",
        "products",
        "monographs",
        "waste",
        "people",
        "equipment",
        "scanner",
        "printers",
        "close_calls",
    ],
)
def test_no_sentence_of_a_page_is_in_two_languages(at: AtDesk, page: str) -> None:
    desk = german(at("withdraw-1"))
    desk.window.show_page(page)
    look(desk, page)
    desk.press(Qt.Key.Key_F5)
    look(desk, f"{page}, F5")


def test_data_that_is_a_word_of_ours_stays_as_it_is(at: AtDesk) -> None:
    desk = at(
        "withdraw-1", PHARMACIST, asked=order(family="Day", given="Stopped", identifier="HOLD")
    )
    language.use("de")
    assert said("Day") != "Day"
    renew(desk.window)
    for number in (0, 1, 2, 6, 7):
        if number:
            desk.press(getattr(Qt.Key, f"Key_F{number}"))
        every = " ".join(shown(desk).split())
        for word in ("Day", "Stopped"):
            assert f"{said(word)}, {said('Check')}" not in every, number
        assert "Tag, " not in every, number
        desk.press(Qt.Key.Key_Escape)
        desk.window.open(desk.stream)
    for page in ("worklist", "day", "stock", "close_calls", "waste", "label"):
        desk.window.show_page(page)
        names = [name for name in _spoken(desk) if "Day" in name or "Tag, " in name]
        assert all("Day, Stopped" in name for name in names if "," in name), (page, names)
        assert page != "worklist" or names


def _spoken(desk: Desk) -> list[str]:
    """Return what a screen reader is told of all that is visible."""
    return [widget.accessibleName() for widget in desk.visible()]


def test_a_question_takes_a_reason_as_it_is_typed(at: AtDesk) -> None:
    desk = german(at("withdraw-1"))
    assert said("Stopped") != "Stopped"
    desk.press(Qt.Key.Key_F12)
    look(desk, "F12")
    desk.enter("Stopped")
    assert "Stopped" in shown(desk)
    assert said("Stopped") not in shown(desk)
    look(desk, "discarded")
