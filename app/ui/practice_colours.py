"""The colours of practice: those of work, with a page and a bar on top that no work has.

In a room lit in amber no hue tells anything and no blue may be sent out, so there light and dark
change places on the bar.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.ui.theme import Colours


@cache
def practised(colours: Colours, *, amber: bool) -> Colours:
    """Return the colours of practice that go with those of work."""
    if amber:
        return replace(
            colours,
            page="#F0C428",
            header="#FFE040",
            header_ink="#1A0D00",
            header_soft="#301A00",
            header_rule="#8A5600",
            dose="#5A0A00",
        )
    return replace(
        colours,
        page="#EDE2F9",
        panel_soft="#F4ECFA",
        header="#45156F",
        header_ink="#FFFFFF",
        header_soft="#E8DAF5",
        header_rule="#9A74C2",
        header_edge="#45156F",
        dose="#FFE9A8",
    )
