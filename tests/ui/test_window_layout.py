"""Every page at every stage: nothing is cut off, nothing lies over another, all has a name."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QAccessible, QFontMetricsF
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from app.clock import SetClock
from app.ui.drawing.buttons import Button
from app.ui.drawing.drawn import Drawn
from app.ui.pages.people import PeoplePage
from tests.ui.conftest import AtDesk, SitDown
from tests.ui.desk import Desk
from tests.ui.hospital import (
    ADMINISTRATOR,
    MORNING,
    PHARMACIST,
    TECHNICIAN,
    WRONG_VIAL,
    Folders,
    latest_start,
    order,
    three_vials,
)
