"""A scale that speaks MT-SICS at the other end of a pseudo-terminal, on a thread of its own."""

import os
import pty
import select
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from app.scale import Port


class SimulatedScale:
    """Answers each `S` with the next of its lines, the last one again and again.

    `heard` is every command that came, `asked` whether one did. None as an answer is silence;
    "unplug" pulls the plug. It answers while it `may_answer`.
    """

    def __init__(self, *answers: str | None) -> None:
        self.answers = list(answers)
        self.heard: list[bytes] = []
        self.asked, self.may_answer = threading.Event(), threading.Event()
        self.may_answer.set()
        self._scale, self._machine = pty.openpty()
        self.port = Port(os.ttyname(self._machine))
        self._wake, self._ended = os.pipe()
        self._thread = threading.Thread(target=self._serve, name="scale")
        self._thread.start()

    def say(self, text: str) -> None:
        """Send something unasked, as when somebody presses a key of the scale."""
        os.write(self._scale, text.encode("ascii", "surrogateescape"))

    def close(self) -> None:
        """Switch the scale off and wait for its thread to end."""
        os.write(self._ended, b".")
        self._thread.join(10)
        assert not self._thread.is_alive()
        for each in (self._wake, self._ended):
            os.close(each)

    def _serve(self) -> None:
        heard = b""
        while True:
            ready, _, _ = select.select((self._scale, self._wake), (), ())
            if self._wake in ready:
                break
            heard += os.read(self._scale, 64)
            while b"\r\n" in heard:
                command, _, heard = heard.partition(b"\r\n")
                self.heard.append(command)
                self.asked.set()
                self.may_answer.wait(10)
                answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
                if answer == "unplug":
                    self._unplug()
                    return
                if answer is not None:
                    self.say(answer)
        self._unplug()

    def _unplug(self) -> None:
        os.close(self._scale)
        os.close(self._machine)


@contextmanager
def scale_that_says(*answers: str | None) -> Iterator[SimulatedScale]:
    """Switch a scale on for as long as it is used."""
    scale = SimulatedScale(*answers)
    try:
        yield scale
    finally:
        scale.close()


def shows(number: str, unit: str = "g") -> str:
    """Return the line of a stable mass as the reference manual draws it."""
    return f"S S {number:>10} {unit}\r\n"
