"""How large an order file may be, so that a wrong file is refused at once and not read for long.

Bounds of ours, far above any real order: one takes some kilobytes.
"""

from app.core.refused import Refused

LARGEST = 5_000_000
MOST_ORDERS = 100


def check_length(length: int) -> None:
    """Raise Refused for a file of more than 5,000,000 bytes or characters."""
    if length > LARGEST:
        raise Refused(
            f"The order file is {length:,} bytes long, too long for an order; expected at most "
            f"{LARGEST:,}. Send each patient's orders in a file of their own."
        )


def check_orders(count: int) -> None:
    """Raise Refused for a file of more than 100 orders."""
    if count > MOST_ORDERS:
        raise Refused(
            f"The order file holds {count:,} orders; expected at most {MOST_ORDERS}. Send each "
            "patient's orders in a file of their own."
        )
