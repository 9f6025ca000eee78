"""What the program asks of people while they work, kind by kind, and what demands each question.

A question that somebody opens by a key, such as how work is held, is none of these: it is not
asked of them.
"""

import re
from dataclasses import dataclass

from app.core.finding import Finding
from app.core.outcome import Question
from app.core.step import Kind, Step

PROCEDURE = "required by the site’s procedure; no source is recorded in the monograph"
POLICY = "required by the site’s policy; no source is recorded in the monograph"
NO_SOURCE = "no source is recorded"

# How a source begins that is the site's own, and what is said of it.
_OWN = {"site procedure": PROCEDURE, "site policy": POLICY}
# Who the patient is, height, weight and dose, and the independent check: questions about these are
# never called needless, whatever is recorded of their source.
_ALWAYS = frozenset(
    ["identity", "patient", "name", "height", "weight", "dose", "surface", "rounding", "check"]
)
# Where the source of a step is the site's own procedure, and a standard demands it all the same.
_STANDARDS = {
    "sign-prepared": "USP <797>: the record identifies who compounded and who verified",
    "check": "ASCO/ONS standards 2016: two people verify how chemotherapy is prepared",
    "scan-label": "THRIV 5: the final preparation bears a bar code",
    "release": "USP <797>: the record identifies who compounded and who verified",
}
_ASKING = (Kind.CONFIRM, Kind.INSPECT, Kind.PROTECT, Kind.CHECK, Kind.SCAN_BACK)
_WORDS = {
    "scan-materials": "Scan the materials",
    "protect-hood": "Protect the hood",
    "reconstitute": "Reconstitute a vial",
    "inspect-vial": "Inspect a vial",
    "replace-vial": "Replace a vial",
    "withdraw": "Withdraw the dose",
    "fill-container": "Fill the container",
    "withdraw-diluent": "Make room in the bag",
    "add-drug": "Add the drug",
    "inspect-bag": "Inspect the bag",
    "cover-bag": "Cover the bag",
    "inspect-and-cover": "Inspect and cover",
    "choose-storage": "Choose the storage",
    "sign-prepared": "Sign what was prepared",
    "check": "Check by a pharmacist",
    "print-label": "Print the label",
    "scan-label": "Scan the label back",
    "release": "Release",
}


@dataclass(frozen=True, slots=True)
class Prompt:
    """A kind of question: `code` tells it apart, `demanded` is what demands it, "" where no source
    of it is recorded.
    """

    code: str
    words: str
    demanded: str


ORDER = Prompt(
    "order",
    "Verify the order, or withdraw it",
    "Umbra’s own rule: nothing is prepared before a pharmacist verified its order",
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked once.

    It `changed` something where it was answered otherwise than with yes, or something was put
    right, before it was answered; None where nobody can tell, for it was one of several of which
    one was. `answer` is the one of several that was chosen, "" for none.
    """

    prompt: Prompt
    changed: bool | None
    answer: str = ""


def family(step: str) -> str:
    """Return a step without its number, such as "inspect-vial" for "inspect-vial-2"."""
    return re.sub(r"(-\d+)+$", "", step)


def step_words(name: str) -> str:
    """Return what a family of steps is called, such as "Inspect a vial"."""
    return _WORDS.get(name) or name.replace("-", " ").capitalize()


def prompt_of(step: Step) -> Prompt | None:
    """Return what a step asks, None where it asks for a scan or a number and for no answer."""
    if step.kind not in _ASKING:
        return None
    name = family(step.identifier)
    demanded = _STANDARDS.get(name) or _demanded(step.source, name)
    return Prompt(name, step_words(name), demanded)


def condition(asked: Question) -> Prompt:
    """Return the kind of a condition that the pharmacist confirms."""
    code = f"condition:{asked.code}"
    words = f"Confirm: {asked.question}?".replace("??", "?")
    return Prompt(code, words, _demanded(asked.source, asked.code))


def warning(found: Finding) -> Prompt:
    """Return the kind of a warning that wants a reason.

    Its sentence may hold figures, or a name; what it is called says enough.
    """
    words = found.code.replace("-", " ")
    return Prompt(f"warning:{found.code}", f"Warning: {words}", _demanded(found.source, found.code))


def _demanded(source: str, code: str) -> str:
    for own, words in _OWN.items():
        if source.startswith(own):
            return words
    if not source and _ALWAYS & set(code.split("-")):
        return NO_SOURCE
    return source
