"""One reading from a scale: a simulated one on a pseudo-terminal, with a thread at its end."""

import threading
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.gravimetric import decimals
from app.core.quantity import Quantity, is_quantity, magnitude, quantity
from app.core.refused import Refused
from app.scale import FRAMES, RATES, Port, mass_in, ports, read_mass, require_usable
from tests.app.simulated_scale import scale_that_says, shows

SHORT = 0.4


def told(line: bytes) -> str:
    """Return why a line of a scale is refused."""
    with pytest.raises(Refused) as caught:
        mass_in(line, "COM3")
    return caught.value.sentence


@pytest.mark.parametrize("number", ["100.00", "20.51", "0.01", "0.00", "1234.567", "24"])
def test_a_stable_mass_is_read_as_it_was_sent(number: str) -> None:
    with scale_that_says(shows(number)) as scale:
        mass = read_mass(scale.port)
        assert scale.heard == [b"S"]
    assert magnitude(mass, "g") == Decimal(number)
    assert decimals(mass) == len(number.partition(".")[2])


def test_a_scale_is_read_again_and_again() -> None:
    with scale_that_says(shows("20.51"), shows("24.50")) as scale:
        assert read_mass(scale.port) == quantity("20.51", "g")
        assert read_mass(scale.port) == quantity("24.50", "g")


@pytest.mark.parametrize("frame", FRAMES)
def test_a_scale_is_asked_in_every_frame_it_may_have(frame: str) -> None:
    with scale_that_says(shows("20.51")) as scale:
        assert read_mass(Port(scale.port.name, RATES[-1], frame)) == quantity("20.51", "g")


def test_what_was_sent_before_it_was_asked_is_not_the_answer() -> None:
    with scale_that_says(shows("24.50")) as scale:
        scale.say(shows("20.51") + "S S      2")
        assert read_mass(scale.port) == quantity("24.50", "g")


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        ("S D     100.01 g\r\n", "not steady yet"),
        ("S I\r\n", "cannot weigh now"),
        ("S +\r\n", "Too much is on the scale"),
        ("S -\r\n", "less than its range"),
        ("ES\r\n", "not set to MT-SICS"),
        ("ET\r\n", "garbled"),
        ("EL\r\n", "not its parameter"),
        ("S S      20.51 kg\r\n", "in kilograms .20.51 kg.; nothing is converted"),
        ("S S      20.51 mg\r\n", "in milligrams"),
        ("S S      20.51 oz\r\n", "in ounces"),
        ("S S      20.51 G\r\n", "in “G”"),
        ("S S      -0.03 g\r\n", "less than nothing"),
        ("S S      20,51 g\r\n", "sent something that is not a mass"),
        ("S S      20.51g\r\n", "sent something that is not a mass"),
        ("S S            g\r\n", "sent something that is not a mass"),
        ("S S      20.51 g g\r\n", "sent something that is not a mass"),
        ("S A      20.51 g\r\n", "sent something that is not a mass"),
        ('I4 A "1234"\r\n', "sent something that is not a mass"),
        ("\r\n", "sent something that is not a mass"),
        ("S S      20.51 g\n", "broke off"),
        ("x" * 200 + "\r\n", "broke off"),
    ],
)
def test_all_else_is_refused(answer: str, sentence: str) -> None:
    with scale_that_says(answer) as scale, pytest.raises(Refused, match=sentence):
        read_mass(scale.port)


@pytest.mark.parametrize("answer", [None, "S S      2"])
def test_a_scale_that_says_nothing_or_half_is_waited_for_and_refused(answer: str | None) -> None:
    sentence = "does not answer" if answer is None else "broke off: “S S      2”"
    with scale_that_says(answer) as scale, pytest.raises(Refused, match=sentence):
        read_mass(scale.port, SHORT)


def test_a_negative_nothing_is_nothing() -> None:
    assert mass_in(b"S S      -0.00 g\r\n", "COM3") == quantity(0, "g")


def test_a_scale_that_is_unplugged_while_it_is_read_is_refused() -> None:
    with scale_that_says("unplug") as scale, pytest.raises(Refused, match="cannot be reached"):
        read_mass(scale.port)


def test_a_port_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match=r"/dev/ttyUSB77 cannot be reached .No such file"):
        read_mass(Port("/dev/ttyUSB77"))


def test_a_file_is_no_scale(tmp_path: Path) -> None:
    file = tmp_path / "scale"
    file.write_bytes(b"S S      20.51 g\r\n")
    with pytest.raises(Refused, match="cannot be reached"):
        read_mass(Port(str(file)))
    assert file.read_bytes() == b"S S      20.51 g\r\n"


def test_two_do_not_read_one_scale_at_once() -> None:
    with scale_that_says(None, shows("20.51")) as scale:
        began = threading.Event()
        refusals: list[str] = []

        def wait_for_it() -> None:
            began.set()
            with pytest.raises(Refused) as caught:
                read_mass(scale.port, 1.5)
            refusals.append(caught.value.sentence)

        thread = threading.Thread(target=wait_for_it)
        thread.start()
        began.wait()
        scale.asked.wait(10)
        with pytest.raises(Refused, match="cannot be reached"):
            read_mass(scale.port)
        thread.join()
    assert "does not answer" in refusals[0]


@pytest.mark.parametrize("name", ["", " ", "COM 3", "x" * 101, "COM3\n", "COM\x003", " COM3"])
def test_what_is_no_name_of_a_port_is_refused(name: str) -> None:
    with pytest.raises(Refused, match="is not the name of a port"):
        read_mass(Port(name))


@pytest.mark.parametrize("port", [Port("COM3", 300), Port("COM3", 9600, "5N1")])
def test_settings_that_no_scale_has_are_refused(port: Port) -> None:
    with pytest.raises(Refused, match="is not a setting of a scale"):
        require_usable(port)


def test_the_ports_of_this_machine_are_names() -> None:
    assert all(Port(name) and name for name in ports())


def read(line: bytes) -> Quantity | str:
    """Return the mass of a line, or why it is refused."""
    try:
        return mass_in(line, "COM3")
    except Refused as refused:
        return refused.sentence


@given(st.binary(max_size=64))
def test_no_line_is_more_than_refused(line: bytes) -> None:
    mass = read(line)
    assert line.startswith(b"S S ") if is_quantity(mass) else str(mass).isprintable()


@given(st.text("S DIE+-0123456789.gk\r\n", max_size=30))
def test_no_line_that_looks_like_one_is_more_than_refused(text: str) -> None:
    mass = read(text.encode())
    if is_quantity(mass):
        assert abs(Decimal(text.split()[2])) == magnitude(mass, "g")
