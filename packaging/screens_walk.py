"""The demo's walk, on its way past every page and every question that stands open on one."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

import resources
from app.clock import SetClock
from app.core.preparation import Preparation, Status
from app.core.step import Step
from app.ui.demo import ADMINISTRATOR, PHARMACIST, PINS, TECHNICIAN, Walk
from app.ui.pages.locked import LockedPage
from app.ui.pages.order import OrderPage
from app.ui.pages.preparation import PreparationPage
from app.ui.ways import TABS

_LATE = "fill-container"
_QUESTIONS = {
    Qt.Key.Key_F2: "call",
    Qt.Key.Key_F7: "light-lost",
    Qt.Key.Key_F9: "paper",
    Qt.Key.Key_F10: "hold",
    Qt.Key.Key_F12: "discard",
}


class EveryPage(Walk):
    """Goes on, where the demo ends, past all that it does not meet."""

    def __init__(
        self,
        application: QApplication,
        data: Path,
        clock: SetClock,
        folder: Path,
        size: QSize,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._asked, self._made = False, 0
        super().__init__(application, data, clock, folder)
        self.window.resize(size)
        self.settle()

    def everything(self) -> None:
        """Walk one preparation to its end, then all that stands beside it and goes wrong."""
        self.to_release()
        for file in self._out.glob("*.pdf"):
            file.unlink()
        self._too_late()
        self._held()
        self._site()
        self._change_person(ADMINISTRATOR)
        self.window.show_page("people")
        self._seen("a-people")
        self._key(Qt.Key.Key_F8)
        self.window.sign_in.pin.set_text("9999")
        self._key(Qt.Key.Key_Return)
        self._seen("a-wrong-pin")
        self.window.show_fault("faults/fault-abcdefgh.txt")
        self._seen("z-trouble")

    def _seen(self, name: str) -> None:
        self.settle()
        self.picture(name)

    def _do(self, state: Preparation, step: Step) -> None:
        if step.identifier == "withdraw-1" and not self._asked:
            self._asked = True
            self._questions()
        super()._do(state, step)

    def _questions(self) -> None:
        """Open every question that may be asked here; each is left as it came."""
        for key, name in _QUESTIONS.items():
            self._key(key)
            self._seen(f"q-{name}")
            self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_F12)
        self._touched("k-words")
        self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_F6)
        self._key(Qt.Key.Key_F4)
        self._seen("q-correction")
        self._key(Qt.Key.Key_Escape)
        self._key(Qt.Key.Key_Escape)
        self._type("5,8")
        self._key(Qt.Key.Key_Return)
        self._seen("q-refused")
        self._page(PreparationPage).take_focus()
        self._touched("k-number")
        self._locked()

    def _touched(self, name: str) -> None:
        """Touch the field that has the focus, which shows the keys of the screen."""
        line = self.window.focusWidget()
        assert isinstance(line, QLineEdit)
        QTest.mouseClick(line, Qt.MouseButton.LeftButton)
        self._seen(name)

    def _locked(self) -> None:
        """Lock the window, and come back."""
        self.window.lock()
        self._seen("l-locked")
        page = self._page(LockedPage)
        page.choose(TECHNICIAN)
        page.pin.setFocus()
        self._type(PINS[TECHNICIAN])
        self._key(Qt.Key.Key_Return)
        self._page(PreparationPage).take_focus()
        line = self.window.focusWidget()
        assert isinstance(line, QLineEdit)
        line.selectAll()

    def _another(self, identifier: str) -> str:
        """Bring another order in, verify it, and return its preparation's stream."""
        bundle = json.loads(resources.data("samples/order-fhir.json"))
        request = bundle["entry"][-1]["resource"]
        request["identifier"][0]["value"] = identifier
        patient = bundle["entry"][0]["resource"]
        patient["identifier"][0]["value"] = f"0048{identifier[-4:]}"
        patient["name"][0]["given"] = ["Berenike"]
        self._change_person(PHARMACIST)
        known = set(self._work.board.unfinished())
        self._work.import_data(json.dumps(bundle).encode(), PHARMACIST)
        self.window.open(next(iter(self._work.board.waiting())))
        self.settle()
        page = self._page(OrderPage)
        for row in page.findings.rows():
            if row.facts().open_to == "Confirm":
                row.click()
                self.settle()
        self._key(Qt.Key.Key_F5)
        (stream,) = set(self._work.board.unfinished()) - known
        return stream

    def _to(self, stream: str, identifier: str) -> None:
        self._made += 1
        self.window.open(stream)
        self.settle()
        while (step := self._step(self._state())).identifier != identifier:
            self._person_for(step, stream)
            self._pass(1)
            before = self._state().version
            self._do(self._state(), step)
            if self._state().version == before:
                raise RuntimeError(f"the walk cannot go on at {step.identifier}")
        self._person_for(step, stream)

    def _wanted(self, state: Preparation, step: Step) -> Iterator[str]:
        # Each preparation has vials of its own: a serial number is used once.
        for code in super()._wanted(state, step):
            yield code.replace("\x1d211", f"\x1d21{1 + self._made}")

    def _wait(self, for_so_long: timedelta) -> None:
        """Let time pass with somebody at the window, which would else lock."""
        self._clock.advance(for_so_long)
        self.window.touched()

    def _too_late(self) -> None:
        """Let another preparation wait until it is urgent, then too late, here and elsewhere."""
        stream = self._another("DEMO-ORDER-0002")
        self._to(stream, _LATE)
        for name, minutes in (("near", 212), ("urgent", 21)):
            self._wait(timedelta(minutes=minutes))
            self._seen(f"t-{name}")
        self.window.show_worklist()
        self._seen("t-urgent-worklist")
        self.window.show_page("stock")
        self._seen("t-urgent-elsewhere")
        self._wait(timedelta(minutes=20))
        self._seen("t-late-elsewhere")
        self.window.show_worklist()
        self._seen("t-late-worklist")
        self.window.open(stream)
        self._seen("t-late")
        self._key(Qt.Key.Key_F12)
        self._type("1")
        self._key(Qt.Key.Key_Return)
        assert self._state().status is Status.DISCARDED
        self._seen("t-discarded")

    def _held(self) -> None:
        """Hold another preparation, let its light go, and show what is paused."""
        stream = self._another("DEMO-ORDER-0003")
        self._to(stream, "withdraw-1")
        self._change_person(TECHNICIAN)
        self.window.open(stream)
        self._key(Qt.Key.Key_F7)
        self._type("1")
        self._key(Qt.Key.Key_Return)
        self._pass(3)
        self._seen("h-gap")
        self._key(Qt.Key.Key_F7)
        self._seen("h-protected-again")
        self._type("1")
        self._key(Qt.Key.Key_F10)
        self._type("1")
        self._pass(6)
        self._seen("h-held")

    def _site(self) -> None:
        """Show every page that the header, or another page, leads to."""
        for name in TABS:
            self._change_person(PHARMACIST)
            self.window.show_page(name)
            self._seen(f"s-{name.replace('_', '-')}")
