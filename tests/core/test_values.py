"""Everything that the core hands out is a value: it cannot be changed behind the log's back."""

import importlib
import pkgutil
from dataclasses import FrozenInstanceError, fields, is_dataclass

import pytest

import app.core

MODULES = [
    importlib.import_module(f"app.core.{module.name}")
    for module in pkgutil.iter_modules(app.core.__path__)
]
VALUES = [
    kind
    for module in MODULES
    for kind in vars(module).values()
    if isinstance(kind, type) and is_dataclass(kind) and kind.__module__ == module.__name__
]


@pytest.mark.parametrize("kind", VALUES, ids=lambda kind: f"{kind.__module__}.{kind.__name__}")
def test_a_value_is_frozen_and_has_no_room_for_more(kind: type) -> None:
    value = object.__new__(kind)
    assert not hasattr(value, "__dict__")
    for field in fields(kind):
        with pytest.raises(FrozenInstanceError):
            setattr(value, field.name, None)
