"""What a recall says on paper and as a table: who has it, and what is on hand."""

import csv
from collections.abc import Iterator
from datetime import datetime
from io import StringIO

from app.core.recall import Affected, Recall
from app.core.supply import OnHand
from app.site import Site
from reports.section import Document, Fields, Section, Table

CSV_COLUMNS = (
    "preparation",
    "stands",
    "ended",
    "patient",
    "MRN",
    "born",
    "drug",
    "cycle",
    "day",
    "material",
    "GTIN",
    "lot",
    "expiry",
    "serial",
    "role",
    "became",
    "scanned by",
    "scanned at",
)


def recall_paper(found: Recall, site: Site, now: datetime, head: str) -> Document:
    """Return the paper of a recall as the log stands at `now`; `head` is its newest hash."""
    moment = site.shown(now, "%Y-%m-%d %H:%M")
    return Document(
        title=f"Recall of lot {found.lot}",
        subtitle=f"Everything on record on {moment}. Search again before acting on an older page.",
        identity=(
            ("Lot", found.lot),
            *((("On the packages", ", ".join(found.spellings)),) if _otherwise(found) else ()),
            ("Product", found.gtin or "every product"),
            ("Expiry", ", ".join(f"{each}" for each in found.expiries) or "–"),
            ("Preparations", f"{len(found.preparations)}"),
            ("Patients reached", f"{len(found.patients)}"),
            ("On hand", f"{found.left}"),
        ),
        sections=tuple(_sections(found, site)),
        footer=f"{site.foot} · log {head[:16]}",
        size=site.paper,
        mark=site.mark,
    )


def _otherwise(found: Recall) -> bool:
    """Tell whether packages spell the lot otherwise than it was asked for."""
    return any(each != found.lot for each in found.spellings)


def _sections(found: Recall, site: Site) -> Iterator[Section]:
    if found.patients:
        yield Table(
            "Patients whose preparation has it",
            ("Patient", "MRN", "Born", "Preparations"),
            tuple(
                (
                    each.name,
                    each.identifier,
                    each.born.isoformat(),
                    _numbers(found, each.identifier),
                )
                for each in found.patients
            ),
            (3.4, 2, 1.7, 5),
        )
    else:
        yield Fields("Patients whose preparation has it", (("Patients", "none"),))
    if found.affected:
        yield Table(
            "Every package scanned",
            ("Preparation", "Patient", "Package", "Serial", "What became of it", "Scanned"),
            tuple(_line(each, site) for each in found.affected),
            (2.1, 2.5, 3, 2.4, 2.1, 2.5),
        )
    else:
        yield Fields("Every package scanned", (("Preparations", "none has this lot"),))
    if found.on_hand:
        yield Table(
            "On hand",
            ("Product", "GTIN", "Expiry", "Left", "Quarantine"),
            tuple(_left(each) for each in found.on_hand),
            (4, 2.4, 1.7, 0.9, 3.4),
        )
    else:
        yield Fields("On hand", (("Stock", "this lot was not received into stock"),))


def _numbers(found: Recall, identifier: str) -> str:
    own = (each.number for each in found.affected if each.patient.identifier == identifier)
    return ", ".join(dict.fromkeys(own))


def _line(each: Affected, site: Site) -> tuple[str, ...]:
    stands = each.stands if each.ended is None else f"{each.stands} {site.day(each.ended)}"
    role = each.material.role.value.replace("-", " ")
    which = role if each.material.vial is None else f"{role} {each.material.vial}"
    return (
        f"{each.number}, {stands}",
        f"{each.patient.name}, MRN {each.patient.identifier}",
        f"{each.material.name} ({which})",
        each.material.serial or "–",
        each.fate.value,
        f"{site.shown(each.scanned_at, '%Y-%m-%d %H:%M')} {each.scanned_by}",
    )


def _left(each: OnHand) -> tuple[str, ...]:
    expiry = "–" if each.expiry is None else each.expiry.isoformat()
    kept = each.withheld or (f"{each.kept_back} of them" if each.kept_back else "no")
    return each.product.name, each.product.gtin, expiry, f"{max(0, each.left)}", kept


def recall_csv(found: Recall, site: Site) -> str:
    """Return the packages of a recall as CSV, a line each; times are those of the site."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(CSV_COLUMNS)
    for each in found.affected:
        material = each.material
        writer.writerow(
            (
                each.number,
                each.stands,
                "" if each.ended is None else site.shown(each.ended, "%Y-%m-%d %H:%M"),
                _plain(each.patient.name),
                _plain(each.patient.identifier),
                each.patient.born.isoformat(),
                each.drug,
                each.cycle,
                each.day,
                _plain(material.name),
                material.gtin,
                _plain(material.lot or ""),
                "" if material.expiry is None else material.expiry.isoformat(),
                _plain(material.serial or ""),
                material.role.value,
                each.fate.value,
                _plain(each.scanned_by),
                site.shown(each.scanned_at, "%Y-%m-%d %H:%M"),
            )
        )
    return text.getvalue()


def _plain(text: str) -> str:
    """Return a text that a spreadsheet takes for a text: one like a formula gets an apostrophe."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def file_name(found: Recall, now: datetime, site: Site) -> str:
    """Return the name of the file: no two lots lead to one."""
    lot = "".join(
        sign if sign.isascii() and sign.isalnum() else f"_{ord(sign):x}_" for sign in found.lot
    )
    product = f"-{found.gtin}" if found.gtin else ""
    return f"{lot}{product}-{site.local(now):%Y-%m-%d-%H%M}.pdf"
