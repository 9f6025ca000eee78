"""One reading from a laboratory scale that speaks MT-SICS over a serial port.

`S` asks for the stable net mass; the answer is one line, such as `S S     100.00 g`. What the
scale does not send is never made up: no unit is converted, and a mass that is still moving, too
heavy or too light is refused. Source: MT-SICS reference manual, command `S` and its responses.
"""

import os
import re
from dataclasses import dataclass
from decimal import Decimal
from types import ModuleType
from typing import TYPE_CHECKING

from app.core.quantity import Quantity, quantity
from app.core.refused import Refused

if TYPE_CHECKING:
    from serial import Serial

RATES = (2400, 4800, 9600, 19200, 38400)
FRAMES = ("8N1", "7E1", "7O1", "7N2")
_LONGEST_LINE = 64
_WEIGHT = re.compile(r"S S +(-?)([0-9]{1,7}(?:\.[0-9]{1,6})?) +(\S{1,8})", re.ASCII)
_UNITS = {
    "kg": "kilograms",
    "mg": "milligrams",
    "oz": "ounces",
    "ozt": "troy ounces",
    "lb": "pounds",
    "ct": "carats",
}


@dataclass(frozen=True, slots=True)
class Port:
    """Where a scale is: the port's name, such as "/dev/ttyUSB0" or "COM3", and how it talks.

    `frame` is data bits, parity and stop bits, such as "8N1".
    """

    name: str
    rate: int = 9600
    frame: str = "8N1"


def require_usable(port: Port) -> None:
    """Raise Refused for a port that cannot be one."""
    if (
        not 1 <= len(port.name) <= 100
        or not port.name.isprintable()
        or port.name.split() != [port.name]
    ):
        raise Refused(
            f"“{port.name}” is not the name of a port; write one such as /dev/ttyUSB0 or COM3."
        )
    if port.rate not in RATES or port.frame not in FRAMES:
        raise Refused(
            f"{port.rate} baud, {port.frame} is not a setting of a scale; "
            f"choose one of {', '.join(map(str, RATES))} and one of {', '.join(FRAMES)}."
        )


def ports() -> tuple[str, ...]:
    """Return the names of the serial ports that this machine has now."""
    from serial.tools.list_ports import comports

    return tuple(sorted(each.device for each in comports()))


def read_mass(port: Port, patience: float = 12.0) -> Quantity:
    """Return the stable mass on the scale in g, with every decimal that it sent; it may be 0.

    Waits at most `patience` seconds. Raises Refused, with a sentence, where the scale does not
    send a stable mass in g. Not for the thread that draws: a scale takes its time.
    """
    require_usable(port)
    try:
        line = _asked(port, patience)
    except _faults() as fault:
        raise Refused(
            f"The scale at {port.name} cannot be reached ({_told(fault)}). See whether it is "
            "plugged in and switched on, or type the mass by hand."
        ) from fault
    return mass_in(line, port.name)


def _faults() -> tuple[type[Exception], ...]:
    """Return what goes wrong with a port; termios, where there is one, has an error of its own."""
    try:
        import termios
    except ImportError:
        return (OSError,)
    return (OSError, termios.error)


def _told(fault: Exception) -> str:
    number = getattr(fault, "errno", None)
    words = os.strerror(number) if number else str(fault).partition(":")[0]
    return words or type(fault).__name__


def _asked(port: Port, patience: float) -> bytes:
    import serial

    with _opened(serial, port, patience) as line:
        # What it sent before it was asked is of an earlier moment.
        line.reset_input_buffer()
        line.write(b"S\r\n")
        return _line(line)


def _opened(serial: ModuleType, port: Port, patience: float) -> "Serial":
    opened: Serial = serial.Serial(
        port.name,
        port.rate,
        bytesize=int(port.frame[0]),
        parity=port.frame[1],
        stopbits=int(port.frame[2]),
        timeout=patience,
        write_timeout=2,
        exclusive=True,
    )
    return opened


def _line(line: "Serial") -> bytes:
    """Return what comes until the end of a line, or until patience ends or a line is too long."""
    return bytes(line.read_until(b"\n", _LONGEST_LINE))


def mass_in(line: bytes, port: str) -> Quantity:
    """Return the mass in g of one line of a scale; raises Refused for every other line."""
    if not line:
        raise Refused(
            f"The scale at {port} does not answer. See whether it is switched on and set to "
            "MT-SICS at this speed, or type the mass by hand."
        )
    text = line.decode("ascii", "replace")
    if not text.endswith("\r\n"):
        raise Refused(_garbled(text, "broke off"))
    said = text.removesuffix("\r\n")
    if said in _ANSWERS:
        raise Refused(_ANSWERS[said])
    if said.startswith("S D"):
        raise Refused(_UNSTEADY)
    found = _WEIGHT.fullmatch(said)
    if found is None:
        raise Refused(_garbled(said, "sent something that is not a mass"))
    sign, number, unit = found.groups()
    if unit != "g":
        raise Refused(
            f"The scale weighs in {_UNITS.get(unit, f'“{_shown(unit)}”')} ({number} {_shown(unit)})"
            "; nothing is converted. Set the scale to grams, and read it again."
        )
    if sign and Decimal(number):
        raise Refused(
            f"The scale shows −{number} g, less than nothing. Take everything off, zero it, and "
            "begin again with the tare."
        )
    return quantity(number, "g")


_UNSTEADY = (
    "The scale is not steady yet. Wait until the figure is steady, out of the draught if need be, "
    "and read it again."
)
_ANSWERS = {
    "S I": "The scale cannot weigh now: it is busy, or does not come to rest. Wait until the "
    "figure is steady, and read it again.",
    "S +": "Too much is on the scale. Take it off, and weigh it on a larger one.",
    "S -": "The scale shows less than its range: something was taken off its pan, or the pan is "
    "off. Put it right, zero it, and begin again with the tare.",
    "ES": "The scale does not know the command “S”: it is not set to MT-SICS. Type the mass by "
    "hand.",
    "ET": "The scale received the command garbled. See whether speed and format are those of the "
    "scale, and read it again.",
    "EL": "The scale knows the command but not its parameter. See whether it is set to MT-SICS, "
    "or type the mass by hand.",
}


def _garbled(text: str, what: str) -> str:
    return (
        f"The scale {what}: “{_shown(text)}”. See whether speed and format are those of the scale, "
        "read it again, or type the mass by hand."
    )


def _shown(text: str) -> str:
    visible = "".join(c if " " <= c <= "~" else "?" for c in text.rstrip("\r\n"))
    return visible[:30]
