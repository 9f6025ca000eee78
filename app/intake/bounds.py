"""How large an order file may be, so that a wrong file is refused at once and not read for long.

Bounds of ours, far above any real order: one takes some kilobytes and a few dozen segments.
"""

from app.core.refused import Refused

LARGEST = 5 * 1024 * 1024
LARGEST_MESSAGE = 512 * 1024
MOST_SEGMENTS = 1000
MOST_ORDERS = 100


def check_length(length: int, most: int = LARGEST) -> None:
    """Raise Refused for a file of more than so many bytes or characters."""
    if length > most:
        raise Refused(
            f"The file is {length:,} characters long, too long to be read; expected at most "
            f"{most:,}. Send each patient in a file of their own."
        )


def check_segments(count: int) -> None:
    """Raise Refused for an HL7 v2 message of more than 1,000 segments."""
    if count > MOST_SEGMENTS:
        raise Refused(
            f"The order file has {count:,} segments; expected at most {MOST_SEGMENTS:,}. Send "
            "each patient's orders in a file of their own."
        )


def check_orders(count: int) -> None:
    """Raise Refused for a file of more than 100 orders."""
    if count > MOST_ORDERS:
        raise Refused(
            f"The order file holds {count:,} orders; expected at most {MOST_ORDERS}. Send each "
            "patient's orders in a file of their own."
        )
