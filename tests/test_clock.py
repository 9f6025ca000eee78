"""The clocks: what the machine says, and a clock set by hand."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from app.clock import Clock, SetClock, SystemClock
from app.core.reading import Reading, Started
from app.core.timing import drift

START = datetime(2026, 11, 22, 16, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def test_system_clock_gives_utc_that_agrees_with_the_machine() -> None:
    before = datetime.now(UTC)
    wall = SystemClock().reading().wall
    assert before <= wall <= datetime.now(UTC)
    assert wall.tzinfo is UTC


def test_running_time_never_goes_back_and_counts_in_real_seconds() -> None:
    clock: Clock = SystemClock()
    begin = time.perf_counter()
    readings = [clock.reading() for _ in range(1000)]
    real = timedelta(seconds=time.perf_counter() - begin)
    running = [reading.running for reading in readings]
    assert running == sorted(running)
    assert running[-1] - running[0] <= real + timedelta(milliseconds=1)


def test_two_runs_on_one_boot_read_the_same_boot() -> None:
    boot = Path("/proc/sys/kernel/random/boot_id")
    expected = boot.is_file()
    assert (SystemClock().reading().boot == SystemClock().reading().boot) is expected


def test_boot_is_the_one_the_kernel_names(tmp_path: Path) -> None:
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("0b7c7e5e-7a6f-4c5e-9a53-1f0f5b1d2c3a\n")
    assert SystemClock(boot_id).reading().boot == "0b7c7e5e-7a6f-4c5e-9a53-1f0f5b1d2c3a"


def test_without_a_kernel_boot_id_each_clock_is_a_boot_of_its_own(tmp_path: Path) -> None:
    clock = SystemClock(tmp_path / "none")
    assert clock.reading().boot == clock.reading().boot
    assert clock.reading().boot != SystemClock(tmp_path / "none").reading().boot


def test_without_a_counter_of_sleep_the_monotonic_clock_counts(tmp_path: Path) -> None:
    clock = SystemClock(tmp_path / "none", counter=None)
    before = timedelta(microseconds=time.monotonic_ns() // 1000)
    running = clock.reading().running
    assert before <= running <= timedelta(microseconds=time.monotonic_ns() // 1000)


def test_a_system_reading_survives_the_log() -> None:
    reading = SystemClock().reading()
    assert Reading.of(reading.wall, reading.text()) == reading


def test_set_clock_stands_still() -> None:
    clock: Clock = SetClock(START)
    assert clock.reading() == clock.reading()
    assert clock.reading().wall == START


def test_advance_moves_wall_and_running_together() -> None:
    clock = SetClock(START)
    clock.advance(timedelta(hours=1))
    clock.advance(timedelta(0))
    reading = clock.reading()
    assert (reading.wall, reading.running) == (START + timedelta(hours=1), timedelta(hours=1))


def test_time_does_not_pass_backwards() -> None:
    with pytest.raises(ValueError, match="forwards"):
        SetClock(START).advance(timedelta(seconds=-1))


def test_setting_the_wall_leaves_the_running_time() -> None:
    clock = SetClock(START)
    clock.advance(timedelta(minutes=5))
    clock.set_wall(START - timedelta(days=1))
    reading = clock.reading()
    assert (reading.wall, reading.running) == (START - timedelta(days=1), timedelta(minutes=5))


def test_restart_is_a_new_boot_counted_from_zero() -> None:
    clock = SetClock(START)
    clock.advance(timedelta(minutes=5))
    first = clock.reading()
    clock.restart()
    second = clock.reading()
    assert (second.wall, second.running) == (first.wall, timedelta(0))
    clock.restart()
    assert len({first.boot, second.boot, clock.reading().boot}) == 3


def test_a_machine_without_a_boot_id_says_that_only_umbra_was_started(tmp_path: Path) -> None:
    assert SystemClock(tmp_path / "none").reading().started is Started.UMBRA
    boot_id = tmp_path / "boot_id"
    boot_id.write_text("0b7c7e5e-7a6f-4c5e-9a53-1f0f5b1d2c3a\n")
    assert SystemClock(boot_id).reading().started is Started.MACHINE


def test_a_reading_continues_one_of_its_boot_that_is_not_later() -> None:
    clock = SetClock(START)
    first = clock.reading()
    clock.advance(MINUTE)
    second = clock.reading()
    assert second.continues(first)
    assert second.continues(second)
    assert not first.continues(second)
    clock.restart()
    assert not clock.reading().continues(second)


@pytest.mark.parametrize(
    ("happens", "wall", "running", "elapsed"),
    [
        (lambda clock: clock.suspend(MINUTE), 1, 1, 1),
        (lambda clock: clock.suspend(MINUTE, counted=False), 1, 0, 1),
        (lambda clock: clock.slew(-MINUTE, 10 * MINUTE), 9, 10, 10),
        (lambda clock: clock.slew(MINUTE, 10 * MINUTE), 11, 10, 10),
        (lambda clock: clock.step(-5 * MINUTE), -5, 0, 0),
        (lambda clock: clock.power_off(7 * MINUTE), 7, 0, 7),
        (lambda clock: clock.power_off(7 * MINUTE, START - MINUTE), -1, 0, 7),
    ],
)
def test_all_that_a_clock_can_suffer(
    happens: Callable[[SetClock], None], wall: int, running: int, elapsed: int
) -> None:
    clock = SetClock(START)
    boot = clock.reading().boot
    happens(clock)
    reading = clock.reading()
    assert reading.wall == START + wall * MINUTE
    assert reading.running == running * MINUTE
    assert clock.elapsed == elapsed * MINUTE
    assert (reading.boot == boot) is (elapsed != 7)


def test_the_time_zone_of_the_machine_plays_no_part(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever zone the system is set to while Umbra runs, a moment is the same moment."""
    if not hasattr(time, "tzset"):
        return
    clock = SystemClock()
    before = clock.reading()
    try:
        for zone in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
            monkeypatch.setenv("TZ", zone)
            time.tzset()
            now = clock.reading()
            assert now.wall.tzinfo is UTC
            assert timedelta(0) <= now.wall - before.wall < timedelta(minutes=5)
            assert drift(before, now) is None
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_wall_time_that_is_not_utc_is_our_fault() -> None:
    with pytest.raises(ValueError, match="UTC"):
        SetClock(datetime(2026, 11, 22, 10, 0, tzinfo=timezone(timedelta(hours=-6))))
