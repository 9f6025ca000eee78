"""How long a preparation takes at the hood by the site's policy, and when its vial 1 may be begun.

Setting up comes before the first reconstitution and uses up none of the drug's time: only what
follows, from reconstitution to release, stands between the vial and the infusion.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.core.formulary import Monograph
from app.core.policy import Policy
from app.core.timing import Span, reconstitution_span


@dataclass(frozen=True, slots=True)
class HoodTime:
    """`set_up` goes before the first reconstitution, `making` from there to release."""

    set_up: timedelta
    making: timedelta

    @property
    def whole(self) -> timedelta:
        """How long the hood is taken by one preparation."""
        return self.set_up + self.making


def hood_time(policy: Policy, vials: int) -> HoodTime:
    """Return how long so many vials take at the hood, as the site's policy says."""
    return HoodTime(
        timedelta(minutes=policy.minutes_to_set_up),
        timedelta(minutes=policy.minutes_per_vial * vials),
    )


def reconstitution_window(monograph: Monograph, wanted: datetime, hood: HoodTime) -> Span:
    """Return when vial 1 is to be reconstituted for an infusion at `wanted`, both ends included.

    The hood's work begins by `hood.set_up` earlier. Where the latest moment lies before the
    earliest, no time serves: the work takes longer than the drug may wait.
    """
    return reconstitution_span(monograph, wanted, hood.making)
