"""Head and foot of the papers of a site by month: how far the log was read for them."""

from datetime import datetime

from app.site import Site
from reports.section import Document, Section


def months_paper(
    title: str,
    subtitle: str,
    sections: tuple[Section, ...],
    site: Site,
    head: str,
    until: datetime,
) -> Document:
    """Return a paper of the site that names no patient.

    `head` is the hash of the newest fact that was read, `until` when that was recorded.
    """
    return Document(
        title=title,
        subtitle=subtitle,
        identity=(
            ("Site", site.name),
            ("Read up to", site.shown(until, "%Y-%m-%d %H:%M")),
            ("Head of the log", head[:16]),
        ),
        sections=sections,
        footer=site.foot,
        size=site.paper,
        mark=site.mark,
    )
