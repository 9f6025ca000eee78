"""Lengths of time as people read them."""

from datetime import timedelta


def elapsed(length: timedelta) -> str:
    """Return a length of time in whole minutes, such as "3 h 31 min", "4 h" or "4 min".

    What is shorter than a minute is "less than 1 min"; whether it lies before or after is not said.
    """
    minutes = int(abs(length).total_seconds() // 60)
    if minutes < 1:
        return "less than 1 min"
    hours, minutes = divmod(minutes, 60)
    if not hours:
        return f"{minutes} min"
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


def elapsed_to_the_second(length: timedelta) -> str:
    """Return a length of time in whole seconds, such as "1 h 2 min 5 s", "4 min" or "40 s".

    What is shorter than a second is "less than 1 s"; whether it lies before or after is not said.
    """
    seconds = int(abs(length).total_seconds())
    if seconds < 1:
        return "less than 1 s"
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    parts = ((hours, "h"), (minutes, "min"), (seconds, "s"))
    return " ".join(f"{count} {unit}" for count, unit in parts if count)
