"""`umbra formulation`: the master formulation record, also while another Umbra is open."""

from pathlib import Path

from app.clock import SystemClock
from app.core.refused import Refused
from app.folder import LOG_NAME
from app.formulary import Formulary
from app.formulation_record import formulation_record
from app.people import People
from app.printing import put_out_document
from app.site import site_of
from app.site_rules import rules_of
from app.store import Log

DONE = 0


def run(folder: Path, identifier: str, out: Path) -> int:
    """Write the record of a monograph as the site of a data folder has it; raises Refused."""
    clock = SystemClock()
    with Log.read(folder / LOG_NAME) as log:
        site = site_of(log)
        if site is None:
            raise Refused(f"There is no site in {log.path} yet; start Umbra once and describe it.")
        formulary = Formulary(log, clock, People(log, clock), folder)
        now = clock.reading().wall
        document = formulation_record(formulary, identifier, rules_of(folder), site, now)
    put_out_document(document, out)
    print(f"written: {out}")
    return DONE
