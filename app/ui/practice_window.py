"""The window of practice: the real one, with a bench beside it while a drill is under way."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.core.refused import Refused
from app.practice.clock import Passing
from app.ui import theme
from app.ui.drawing.practice_band import WORDS
from app.ui.practice_bench import PracticeBench
from app.ui.scan_sending import send_scan
from app.ui.window import Window

if TYPE_CHECKING:
    from app.core.person import Person
    from app.practice.bench import Lying
    from app.practice.run import Run
    from app.ui.attendance import Attendance
    from app.ui.tab_page import TabPage
    from app.ui.ways import Ways
    from app.workplace import Workplace

USED_WITHIN = 1
"""For so many minutes after a touch alarms of practice sound: what sounds later is of work."""


class PracticeWindow(Window):
    """Umbra's window on a folder of practice. What is scanned on its bench goes by its scanner."""

    practises = True

    def __init__(self, folder: Path, clock: Passing, names: tuple[str, ...]) -> None:
        self.bench = PracticeBench()
        self.run: Run | None = None
        self._over = False
        super().__init__(folder, clock, names)
        self._passing = clock
        self.setWindowTitle(f"{WORDS} – Umbra")
        self.takeCentralWidget()
        beside = QWidget()
        row = QHBoxLayout(beside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.pages, 1)
        row.addWidget(self.bench)
        self.setCentralWidget(beside)
        self.bench.hide()
        self.bench.scan.connect(self._scan_lying)
        self.bench.aside.connect(self._put_aside)
        self.bench.passing.connect(self._let_pass)
        self.bench.ended.connect(self._end_drill)
        self.bench.printed.connect(self._print_bench)
        self.bench.seen.connect(self._see_result)

    def may_sound_alarms(self) -> bool:
        """Alarms of practice sound as those of work do, so only where somebody practises now."""
        return self.isActiveWindow() and not self._rest.lasts(USED_WITHIN)

    def work_area(self) -> QSize:
        bench = round(self.width() * self.bench.share)
        self.bench.setFixedWidth(bench)
        beside = bench if self.bench.isVisibleTo(self) else 0
        return QSize(self.width() - beside, self.height())

    def _take_up(self, work: "Workplace") -> None:
        """Go on with the drill that was under way when practice was closed."""
        from app.practice.run import Run, under_way

        stream = under_way(work.log)
        if stream is not None:
            self.run = Run(work, self._passing, stream)

    def opened(self, attendance: "Attendance", ways: "Ways") -> None:
        assert self.workplace is not None
        self._take_up(self.workplace)
        attendance.names_offered.connect(self._choose_technician)
        attendance.signed_in.connect(
            lambda was_left: self._go_on(attendance.is_administrator, was_left=was_left)
        )
        attendance.left.connect(self._lay_bench)
        ways.tab_made.connect(self._take_drills)

    def _choose_technician(self) -> None:
        """Whoever practises plays the technician, until another is chosen."""
        from app.practice.pharmacy import TECHNICIAN

        if self.run is None:
            self.sign_in.choose(TECHNICIAN)

    def _go_on(self, is_administrator: bool, *, was_left: bool) -> None:
        """Lead who signed in to the drill that is under way, or to the page of drills."""
        if self.run is None:
            if not was_left:
                self.show_page("practice")
        elif not self._over and not is_administrator:
            self.open(self.run.preparation)
        self._lay_bench()

    def _take_drills(self, page: "TabPage") -> None:
        from app.ui.pages.practice import PracticePage

        if isinstance(page, PracticePage):
            page.begun.connect(self._begin_drill)

    def _at_work(self) -> tuple["Workplace", "Person"]:
        assert self.workplace is not None
        assert self.person is not None
        return self.workplace, self.person

    def _begin_drill(self, name: str, trainee: str) -> None:
        from app.practice.drill import drill_named
        from app.practice.run import begin

        work, person = self._at_work()
        made: list[Run] = []
        if self._page.attempt(
            lambda: made.append(begin(work, self._passing, drill_named(name), trainee, person.name))
        ):
            # What led up to the drill took no time of whoever sits here.
            self.touched()
            self.run, self._over = made[0], False
            self.open(self.run.preparation)
            self._lay_bench()

    def tick(self) -> None:
        super().tick()
        self._lay_bench()

    def _lay_bench(self) -> None:
        """Show the bench as it is now; called when anything may have changed, and each second."""
        from app.ui.facts import practice as facts

        run, shown = self.run, self.run is not None and self.person is not None
        before = self.bench.isVisibleTo(self), self.bench.share
        if run is not None and self.person is not None:
            person = self.person
            if not self._over:
                self._page.attempt(lambda: self._look(run, person.name))
            self.bench.show_facts(facts.bench(run, person, over=self._over))
        if before != (shown, self.bench.share):
            self.bench.setVisible(shown)
            theme.fit(self, self.work_area())

    def _look(self, run: "Run", actor: str) -> None:
        self._over = run.look(actor)

    def _lying(self, at: int) -> "Lying | None":
        """Return what lies at a place of the bench, None where nothing does."""
        run = self.run
        lying = () if run is None or self._over else run.bench
        return lying[at] if at < len(lying) else None

    def _scan_lying(self, at: int) -> None:
        lying = self._lying(at)
        if lying is not None and lying.code:
            send_scan(self, lying.code)
            self._lay_bench()

    def _put_aside(self, at: int) -> None:
        lying, run = self._lying(at), self.run
        if lying is not None and run is not None and self.person is not None:
            name = self.person.name
            self._page.attempt(lambda: run.put_aside(lying, name))
            self._lay_bench()

    def _let_pass(self) -> None:
        run, person = self.run, self.person
        if run is not None and person is not None:
            self._page.attempt(lambda: run.let_time_pass(person.name))
            self.touched()
            self.tick()

    def _end_drill(self) -> None:
        run, person = self.run, self.person
        if run is not None and person is not None:
            self._page.attempt(lambda: run.give_up(person.name))
            self._lay_bench()
            self._see_result()

    def _see_result(self) -> None:
        """Show how the drill went; the bench is cleared."""
        from app.ui.pages.practice import PracticePage

        run, self.run, self._over = self.run, None, False
        if run is not None:
            self._page.attempt(run.clear)
        self._lay_bench()
        self.show_page("practice")
        page = self._page
        if run is not None and isinstance(page, PracticePage):
            page.choose(run.drill.name, result=True)

    def _print_bench(self) -> None:
        from app.practice.paper import bench_sheet, put_out_bench

        run, page = self.run, self._page
        if run is None:
            return
        work, _ = self._at_work()
        file = work.folder / "results" / f"{run.stream.rpartition('/')[2]}-bench.pdf"

        def put_out() -> None:
            if self._over:
                raise Refused("This drill is over, and its bench is cleared.")
            put_out_bench(bench_sheet(run.drill, run.bench, work.site), file)

        if page.attempt(put_out):
            page.documents.print(work, file, "The bench")

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            place = event.key() - int(Qt.Key.Key_1)
            held = event.modifiers() == Qt.KeyboardModifier.ControlModifier
            is_mine = isinstance(watched, QWidget) and watched.window() is self
            if held and 0 <= place < 9 and is_mine:
                self._scan_lying(place)
                return True
        done = super().eventFilter(watched, event)
        if event.type() == QEvent.Type.KeyRelease and self.run is not None and not self._over:
            self._lay_bench()
        return done
