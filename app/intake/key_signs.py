"""What a scanner can type besides plain signs, each as one sign of a scan, and how people see it.

A scanner at a keyboard types keys. Those that carry no sign, such as F8 or Ctrl with a sign,
stand in a scan as signs that no bar code of a product holds, so that nothing in a lot or serial
number can be taken for them.
"""

import unicodedata

SEPARATOR = "\x1d"
"""GS, ASCII 29: what ends a value of varying length in a GS1 code."""

CONTROL = "\ue000"
"""Stands before a sign that came with Ctrl and has no control character of its own."""

_BEFORE_F1 = 0xF703
_LAST = 12
_NAMED = (
    "NUL SOH STX ETX EOT ENQ ACK BEL BS TAB LF VT FF CR SO SI DLE DC1 DC2 DC3 DC4 NAK SYN ETB CAN "
    "EM SUB ESC FS GS RS US"
)
_NAMES = dict(enumerate(_NAMED.split()))


def function_key(number: int) -> str:
    """Return the sign that stands for the key F1 to F12."""
    return chr(_BEFORE_F1 + number)


def has_keys(raw: str) -> bool:
    """Return whether keys that carry no sign stand in a scan."""
    return any(sign == CONTROL or _function(sign) for sign in raw)


def visible(raw: str) -> str:
    """Return a scan with all of it visible: GS as <GS>, the key F8 as <F8>, Ctrl+$ as <Ctrl+$>."""
    shown, control = "", False
    for sign in raw:
        word = _word(sign)
        shown += f"<Ctrl+{sign}>" if control and word == sign else word
        control = sign == CONTROL
    return shown


def _word(sign: str) -> str:
    if sign == CONTROL:
        return ""
    if number := _function(sign):
        return f"<F{number}>"
    if sign.isprintable():
        return sign
    name = _NAMES.get(ord(sign)) or unicodedata.name(sign, f"U+{ord(sign):04X}")
    return f"<{name}>"


def _function(sign: str) -> int:
    """Return the number of the function key that a sign stands for, 0 for any other sign."""
    number = ord(sign) - _BEFORE_F1
    return number if 1 <= number <= _LAST else 0
