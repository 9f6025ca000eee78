"""Umbra, or its machine, goes down and comes up again; another program holds its log."""

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from app.core.refused import Refused
from tests.app.pharmacy import Pharmacy


def restart_umbra(pharmacy: Pharmacy) -> None:
    pharmacy.reopen()


def restart_machine(pharmacy: Pharmacy) -> None:
    pharmacy.wait(2)
    pharmacy.clock.restart()
    pharmacy.reopen()


def busy(pharmacy: Pharmacy, action: Callable[[], object]) -> None:
    """Do something while another program holds the log."""
    with closing(sqlite3.connect(pharmacy.work.log.path, isolation_level=None)) as viewer:
        viewer.execute("BEGIN IMMEDIATE")
        with pytest.raises(Refused, match="Another program is holding"):
            action()
