"""Who works here, and in which office."""

from dataclasses import dataclass
from enum import StrEnum


class Office(StrEnum):
    """What a person may do: prepare, verify and check, or look after people and settings."""

    TECHNICIAN = "technician"
    PHARMACIST = "pharmacist"
    ADMINISTRATOR = "administrator"


@dataclass(frozen=True, slots=True)
class Person:
    """Someone who signed in; the name is unique at the site."""

    name: str
    office: Office
