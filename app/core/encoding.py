"""Facts as JSON that an auditor can read, and back: numbers are strings, units beside them.

Works from the annotations of the frozen classes, so a fact and its JSON cannot drift apart. What
cannot be written or read raises TypeError or ValueError: the log then holds something that is
not ours. A class that stands in logs gets a new field only with a default: facts written before
lack it.
"""

import json
import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from functools import cache
from typing import Any, Union, get_args, get_origin, get_type_hints

from app.core.quantity import Quantity, is_quantity, plain, read, written


def encode(fact: Any) -> str:
    """Return the canonical JSON text of a frozen value."""
    return json.dumps(_out(fact), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def decode(kind: type[Any], text: str) -> Any:
    """Return the value of the class `kind` that `encode` wrote; raises ValueError or TypeError."""
    return _in(kind, json.loads(text))


def _out(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return plain(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_out(each) for each in value]
    if is_quantity(value):
        return written(value)
    if is_dataclass(value):
        return {field.name: _out(getattr(value, field.name)) for field in fields(value)}
    raise TypeError(f"not a value the log can hold: {type(value).__name__}")


@cache
def _hints(kind: type[Any]) -> dict[str, Any]:
    return get_type_hints(kind)


def _in(kind: Any, value: Any) -> Any:
    origin = get_origin(kind)
    if origin in (Union, types.UnionType):
        return _optional(kind, value)
    if origin is tuple:
        return _tuple(get_args(kind), value)
    if kind is Quantity or origin is not None:
        return read(_text(value))
    if is_dataclass(kind):
        return _dataclass(kind, value)
    if issubclass(kind, Enum):
        return kind(value)
    return _plain(kind, value)


def _optional(kind: Any, value: Any) -> Any:
    (inner,) = (each for each in get_args(kind) if each is not types.NoneType)
    return None if value is None else _in(inner, value)


def _tuple(kinds: tuple[Any, ...], value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list):
        raise TypeError("a list was expected")
    if kinds[-1] is Ellipsis:
        return tuple(_in(kinds[0], each) for each in value)
    return tuple(_in(kind, each) for kind, each in zip(kinds, value, strict=True))


def _dataclass(kind: Any, value: Any) -> Any:
    """Read the fields of a class; one that a later release added may be absent, with a default."""
    hints = _hints(kind)
    if not isinstance(value, dict) or not _required(kind) <= set(value) <= set(hints):
        raise ValueError(f"not the fields of {kind.__name__}")
    return kind(**{name: _in(hints[name], each) for name, each in value.items()})


@cache
def _required(kind: type[Any]) -> frozenset[str]:
    return frozenset(
        field.name
        for field in fields(kind)
        if field.default is MISSING and field.default_factory is MISSING
    )


def _plain(kind: Any, value: Any) -> Any:
    if kind is Decimal:
        return Decimal(_text(value))
    if kind is datetime:
        return datetime.fromisoformat(_text(value)).astimezone(UTC)
    if kind is date:
        return date.fromisoformat(_text(value))
    if type(value) is not kind:
        raise TypeError(f"{kind.__name__} was expected")
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError("text was expected")
    return value
