"""Which pages the header leads to, for whom."""

from app.core.person import Office, Person
from app.ui.drawing.header import HeaderPage

WORKLIST = HeaderPage("worklist", "Worklist")
EQUIPMENT = HeaderPage("equipment", "Equipment")
MONOGRAPHS = HeaderPage("monographs", "Monographs")


def pages(person: Person, *, practice: bool = False) -> tuple[HeaderPage, ...]:
    """Return the pages that a person may look at, in their order; in practice those it needs."""
    if practice:
        return (
            HeaderPage("practice", "Practice"),
            WORKLIST,
            HeaderPage("day", "Day"),
            HeaderPage("label", "Label"),
            HeaderPage("stock", "Stock"),
            EQUIPMENT,
            MONOGRAPHS,
        )
    found = [
        WORKLIST,
        HeaderPage("day", "Day"),
        HeaderPage("label", "Label"),
        HeaderPage("stock", "Stock"),
        HeaderPage("products", "Products"),
        HeaderPage("waste", "Waste"),
        EQUIPMENT,
        MONOGRAPHS,
    ]
    if person.office is Office.ADMINISTRATOR:
        found.append(HeaderPage("people", "People"))
    return tuple(found)


def may_see(person: Person, name: str) -> bool:
    """Tell whether a person may look at the page of that name."""
    match name:
        case "people":
            return person.office is Office.ADMINISTRATOR
        case "interaction":
            return person.office is not Office.TECHNICIAN
        case _:
            return True
