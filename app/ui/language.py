"""What the window says, in the language of the workstation.

The log, the papers and the command line are English and stay so: what is recorded must be the same
everywhere. Only what the window shows and announces is translated, where it is shown, with the
English sentence as the key. A sentence with slots is a pattern, such as "Lot {lot} is not known.":
what fills a slot is shown as it is, unless the slot is marked, as `{told!said}`, which says that
it holds words of ours. What no translation has is shown in English, and never dropped.

Data is never translated: a patient called "Day", a lot "HOLD", a reason somebody typed. Whatever
holds such data is `Verbatim`, whole or as a part of a sentence. Numbers, units and dates are in no
translation: they look in every language as they do on the label beside the window.
"""

import re
from dataclasses import dataclass, fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import resources

if TYPE_CHECKING:
    from app.ui.patterns import Patterns

ENGLISH = "en"
PSEUDO = "x-pseudo"
"""English, longer and accented and in brackets: shows what is not translated, or has no room."""

# Invisible signs of Unicode around data within a sentence (first strong isolate, and its end).
OPEN, CLOSE = "\u2068", "\u2069"
_DATA = re.compile(f"{OPEN}([^{OPEN}{CLOSE}]*){CLOSE}")
# Stands for the data while the sentence around it is looked up.
_HELD = "\ue000{}\ue001"
_IS_HELD = re.compile("\ue000(\\d+)\ue001")
_SIGNS = re.compile(f"[{OPEN}{CLOSE}]")
_HOLDS = re.compile("[\ue000\ue001]")

Anything = TypeVar("Anything")


class Verbatim(str):
    """Data, such as a name, a lot or a reason: shown as it stands in every language.

    Put into a sentence by an f-string it is still known as data, and nothing of it is translated.
    """

    __slots__ = ()

    def __format__(self, spec: str) -> str:
        text = super().__format__(spec)
        return text if _translation is None else _marked(text)


def _marked(data: str) -> str:
    # The same signs within the data, typed or scanned, would end it too early.
    return f"{OPEN}{_SIGNS.sub('', data)}{CLOSE}"


@dataclass(frozen=True, slots=True)
class Language:
    """A language that the window speaks: its code, and what its own speakers call it."""

    code: str
    own_name: str


_translation: "Patterns | None" = None
_code = ENGLISH


def use(code: str) -> None:
    """Say everything from now on in a language; one that is not there is English.

    What is shown already is said anew when its widget gets QEvent.LanguageChange.
    """
    global _translation, _code
    if code == _code:
        return
    known = {each.code for each in languages()} | {PSEUDO}
    _code = code if code in known else ENGLISH
    _translation = None if _code == ENGLISH else _read(_code)
    _looked_up.cache_clear()


def used() -> str:
    """Return the code of the language that is spoken now."""
    return _code


@cache
def languages() -> tuple[Language, ...]:
    """Return English, and after it each language with a translation, by their codes."""
    codes = sorted(
        name.removeprefix("language/").removesuffix(".toml")
        for name in resources.names("language")
        if name.endswith(".toml")
    )
    others = [code for code in codes if code != ENGLISH]
    return (
        Language(ENGLISH, "English"),
        *(Language(code, _own_name(code)) for code in others),
    )


def _own_name(code: str) -> str:
    # The name stands in the first lines: a list of languages does not read all their sentences.
    match = re.search(r'^own_name = "([^"]+)"$', resources.text(f"language/{code}.toml"), re.M)
    assert match is not None, f"language/{code}.toml has no own_name"
    return match[1]


def _read(code: str) -> "Patterns":
    # Here and not above: in English the first painted page needs none of it.
    from app.ui.patterns import Patterns

    if code == PSEUDO:
        from app.ui.pseudo import stretched  # nobody at a hood needs it

        return Patterns((english, stretched(english)) for english in catalogue())
    return Patterns(translated(code).items())


def _rooms(code: str) -> dict[str, Any]:
    import tomllib  # as above: not needed in English

    return tomllib.loads(resources.text(f"language/{code}.toml"))


def catalogue() -> tuple[str, ...]:
    """Return every sentence and pattern of the window, in English."""
    rooms = _rooms(ENGLISH)
    return tuple(pattern for room in rooms.values() for pattern in room["says"])


def translated(code: str) -> dict[str, str]:
    """Return what a translation has: the English pattern, and its own."""
    rooms = _rooms(code)
    return {
        english: own
        for room in rooms.values()
        if isinstance(room, dict)
        for english, own in room.items()
    }


def said(english: str) -> str:
    """Return a sentence in the language of the window, for showing it; English where it has none.

    Data comes back as it is, and so does what was returned from here. The signs around data are
    shown nowhere; a text with those signs of ours in a wrong order is shown without a look.
    """
    if isinstance(english, Verbatim):
        return Verbatim(_SIGNS.sub("", english)) if _SIGNS.search(english) else english
    if _translation is None:
        return english if OPEN not in english else _DATA.sub(r"\1", english)
    return _looked_up(english)


def of_monograph(words: str) -> Verbatim:
    """Return words of a monograph as data: in the language of the window where it has them.

    Only whole, and only what a monograph that ships says: words of a site's own stay as they stand
    there, for a clinical sentence that is half translated is worse than one that is not.
    """
    if _code == PSEUDO:
        return Verbatim(said(words))
    return Verbatim(_of_monographs(_code).get(words, words))


@cache
def _of_monographs(code: str) -> dict[str, str]:
    own: dict[str, str] = {} if code == ENGLISH else _rooms(code).get("formulary_words", {})
    return own


@lru_cache(maxsize=16384)
def _looked_up(english: str) -> Verbatim:
    assert _translation is not None
    held: list[str] = []

    def hold(match: re.Match[str]) -> str:
        held.append(match[1])
        return _HELD.format(len(held) - 1)

    around = "" if _HOLDS.search(english) else _DATA.sub(hold, english)
    if not around or _SIGNS.search(around):
        return Verbatim(_SIGNS.sub("", english))
    found = _translation.said(around)
    return Verbatim(_IS_HELD.sub(lambda match: held[int(match[1])], found))


def isolated(facts: Anything) -> Anything:
    """Return facts whose data is marked, so that it stays data in whatever is said of them."""
    marked: Anything = _isolated(facts)
    return marked


def _isolated(value: Any) -> Any:
    if isinstance(value, Verbatim):
        return _marked(str(value)) if value else value
    if isinstance(value, tuple):
        parts = tuple(_isolated(each) for each in value)
        return value if all(new is old for new, old in zip(parts, value, strict=True)) else parts
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            field.name: new
            for field in fields(value)
            if (new := _isolated(old := getattr(value, field.name))) is not old
        }
        return replace(value, **changed) if changed else value
    return value
