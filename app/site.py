"""The site: its name and telephone for the label, and the time zone people live in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app import references
from app.core.encoding import decode, encode
from app.core.practice import MARK
from app.core.refused import Refused
from app.store import Entries, Fact, Log

STREAM = "site"
DESCRIBED = "site-described"


@dataclass(frozen=True, slots=True)
class Site:
    """What a label says of the house; `region` says which label is followed ("US" or
    "EU"), `demo` marks a data folder that the demo made, and `practice` one in which people only
    practise: it stays so for ever."""

    name: str
    telephone: str
    zone: str
    region: str
    demo: bool
    practice: bool = False

    @property
    def mark(self) -> str:
        """What has to stand on every paper made here, "" where that is for patients."""
        return MARK if self.practice else ""

    @property
    def foot(self) -> str:
        """What stands at the foot of its papers: the house, whom to call, and what wrote it."""
        return f"{self.name} · tel {self.telephone} · Umbra"

    @property
    def paper(self) -> Literal["letter", "A4"]:
        """The paper of its documents: letter in the United States, A4 elsewhere."""
        return "letter" if self.region == "US" else "A4"

    def local(self, moment: datetime) -> datetime:
        """Return a moment in the site's time zone."""
        return moment.astimezone(ZoneInfo(self.zone))

    def shown(self, moment: datetime, form: str) -> str:
        """Return a moment in the site's time zone, written as `form` says, such as "%H:%M".

        Where clocks show that time twice, in the night they go back, the zone's abbreviation
        follows: "01:35 CDT".
        """
        return f"{self.local(moment):{form}}{self._zone(moment)}"

    def shown_from(self, moment: datetime, now: datetime) -> str:
        """Return a time of day so that it cannot be taken for another: as `shown`, and with the
        weekday after it where its day is not that of `now`: "02:10 Tue".
        """
        words = self.shown(moment, "%H:%M")
        if self.day(moment) == self.day(now):
            return words
        return f"{words} {self.local(moment):%a}"

    def _zone(self, moment: datetime) -> str:
        local = self.local(moment)
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        return f" {local:%Z}" if twice else ""

    def day(self, moment: datetime) -> date:
        """Return the local date of a moment."""
        return self.local(moment).date()

    def end_of(self, day: date) -> datetime:
        """Return when a local day ends, which is when the next one begins, in UTC."""
        following = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(self.zone))
        return following.astimezone(UTC)


def site_of(log: Log) -> Site | None:
    """Return the site as last described in the log, or None before the first start."""
    history = log.history(STREAM)
    return decode(Site, history[-1].data) if history else None


def is_practice(log: Log) -> bool:
    """Tell whether a log is one of practice."""
    site = site_of(log)
    return site is not None and site.practice


def descriptions(log: Log) -> tuple[tuple[int, Site], ...]:
    """Return every description of the site, each with the number of its event in the log."""
    return tuple((row.seq, decode(Site, row.data)) for row in log.history(STREAM))


def site_before(described: tuple[tuple[int, Site], ...], seq: int) -> Site | None:
    """Return the site as it was described when the event `seq` was recorded.

    That is its first description where none came before; None where there is none at all.
    """
    before = [site for at, site in described[:1]]
    before += [site for at, site in described if at < seq]
    return before[-1] if before else None


def describe(
    log: Log, site: Site, also: Sequence[Entries] = (), *, at: str, clock: str, actor: str
) -> None:
    """Record what the site is called; raises Refused where a part is not usable.

    `also` is what follows from it, recorded in the same transaction.
    """
    require_usable(site)
    before = site_of(log)
    if before is not None and before.practice != site.practice:
        raise Refused(
            "A folder is for work or for practice, and stays so. Describe the site in a new folder."
        )
    described = Entries(STREAM, log.version(STREAM), (Fact(DESCRIBED, encode(site)),))
    log.record((described, *also), at=at, clock=clock, actor=actor)


def require_usable(site: Site) -> None:
    """Raise Refused where a part of the description is not usable."""
    for words, value in (("name", site.name), ("telephone number", site.telephone)):
        if not 2 <= len(value) <= 60 or not value.isprintable() or value != value.strip():
            raise Refused(f"The site's {words} is 2 to 60 printable characters long.")
    try:
        ZoneInfo(site.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Refused(
            f"“{site.zone}” is not a time zone; write one such as America/Chicago or Europe/Berlin."
        ) from None
    regions = sorted({monograph.region for monograph in references.monographs()})
    if site.region not in regions:
        raise Refused(
            f"“{site.region}” is not a region whose label Umbra knows; there are "
            f"{', '.join(regions)}."
        )
