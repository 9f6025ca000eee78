"""Setting up: what a person meets on a fresh, an old, an offline or a locked-down machine."""

import ast
import os
import shutil
import stat
import subprocess
import sys
from pathlib import Path

import environment
import installation
import progress
import pytest
import python_floor
import system_packages

CHECKOUT = Path(__file__).parent.parent
PROGRAM = """
import os, sys
import resources
print(sys.argv[1:], os.getcwd(), os.path.dirname(resources.__file__))
"""


def make_checkout(folder: Path, requirements: str = "") -> Path:
    """Make a checkout with our set-up and a program of three lines that needs `requirements`."""
    shutil.copytree(
        CHECKOUT / "packaging", folder / "packaging", ignore=shutil.ignore_patterns("__pycache__")
    )
    (folder / "packaging" / "requirements.txt").write_text(requirements)
    for package in ("app", "resources"):
        (folder / package).mkdir()
        (folder / package / "__init__.py").touch()
    (folder / "app" / "__main__.py").write_text(PROGRAM)
    return folder


def begin(
    checkout: Path, *arguments: str, cwd: Path | None = None, **environ: str
) -> subprocess.Popen[str]:
    """Begin a start of this checkout on a machine without a display."""
    inherited = {name: value for name, value in os.environ.items() if not name.endswith("DISPLAY")}
    return subprocess.Popen(
        [sys.executable, str(checkout / "packaging" / "run.py"), *arguments],
        cwd=cwd or checkout,
        env=inherited | environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def start(
    checkout: Path, *arguments: str, cwd: Path | None = None, **environ: str
) -> subprocess.CompletedProcess[str]:
    """Start this checkout and wait for its end."""
    begun = begin(checkout, *arguments, cwd=cwd, **environ)
    stdout, stderr = begun.communicate(timeout=120)
    return subprocess.CompletedProcess(begun.args, begun.returncode, stdout, stderr)


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout whose first start has set it up."""
    made = make_checkout(tmp_path_factory.mktemp("fresh") / "umbra")
    assert start(made).returncode == 0
    return made


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 10, 13)])
def test_an_old_python_is_told_which_is_needed(version: tuple[int, int, int]) -> None:
    have = ".".join(map(str, version))
    assert python_floor.refusal(version) == (
        f"Umbra needs Python 3.11 or newer, not Python {have}: start it with a newer one."
    )


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_a_new_python_is_let_through(version: tuple[int, int, int]) -> None:
    assert python_floor.refusal(version) == ""


@pytest.mark.parametrize("name", ["run.py", "test.py", "python_floor.py"])
def test_an_old_python_can_read_what_refuses_it(name: str) -> None:
    ast.parse((CHECKOUT / "packaging" / name).read_text(), feature_version=(3, 6))


def test_the_first_start_sets_up_and_says_so(tmp_path: Path) -> None:
    fresh = make_checkout(tmp_path / "umbra")
    first = start(fresh, "plan", "--json")
    assert first.returncode == 0
    assert first.stdout == f"{['plan', '--json']} {fresh} {fresh / 'resources'}\n"
    assert "Umbra: making a virtual environment" in first.stderr


def test_later_starts_say_nothing_and_touch_nothing(checkout: Path) -> None:
    stamp = checkout / ".venv" / "setup.stamp"
    before = stamp.stat().st_mtime_ns
    later = start(checkout, "plan")
    assert (later.returncode, later.stderr) == (0, "")
    assert stamp.stat().st_mtime_ns == before


def test_a_folder_named_app_where_the_person_stands_is_not_started(
    checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__main__.py").write_text("raise SystemExit('not ours')")
    started = start(checkout, cwd=tmp_path)
    assert started.stdout == f"[] {tmp_path} {checkout / 'resources'}\n"


def test_the_environment_finds_the_program_by_itself(checkout: Path, tmp_path: Path) -> None:
    python = environment.Environment(str(checkout)).python
    started = subprocess.run([python, "-m", "app", "x"], cwd=tmp_path, capture_output=True)
    assert started.returncode == 0


def test_a_moved_checkout_starts_at_once(checkout: Path, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere" / "umbra"
    shutil.copytree(checkout, moved, symlinks=True)
    started = start(moved)
    assert (started.stdout, started.stderr) == (f"[] {moved} {moved / 'resources'}\n", "")


def test_an_unreachable_index_ends_with_a_sentence(checkout: Path, tmp_path: Path) -> None:
    offline = tmp_path / "umbra"
    shutil.copytree(checkout, offline, symlinks=True)
    requirement = f"umbra-needs-this==1.0 --hash=sha256:{'0' * 64}\n"
    (offline / "packaging" / "requirements.txt").write_text(requirement)
    started = start(
        offline,
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL="http://127.0.0.1:9/",
        PIP_EXTRA_INDEX_URL="",
        PIP_FIND_LINKS="",
        PIP_RETRIES="1",
    )
    assert (started.returncode, started.stdout) == (2, "")
    assert "The package index cannot be reached." in started.stderr
    assert "No matching distribution found for umbra-needs-this" in started.stderr
    assert "Connection refused" in (offline / ".venv" / "setup.log").read_text()


def test_an_environment_cut_off_half_made_is_made_anew(checkout: Path, tmp_path: Path) -> None:
    half = tmp_path / "umbra"
    shutil.copytree(checkout, half, symlinks=True)
    (half / ".venv" / "setup.stamp").unlink()
    shutil.rmtree(half / ".venv" / "lib", ignore_errors=True)
    started = start(half, "plan")
    assert started.returncode == 0
    assert started.stdout.startswith("['plan']")
    assert "making a virtual environment" in started.stderr


def test_two_first_starts_at_once_share_one_set_up(tmp_path: Path) -> None:
    fresh = make_checkout(tmp_path / "umbra")
    starts = [begin(fresh) for _ in range(2)]
    ends = [started.communicate(timeout=120) for started in starts]
    assert [started.returncode for started in starts] == [0, 0]
    assert sum("making a virtual environment" in stderr for _, stderr in ends) == 1


def test_an_environment_of_someone_else_is_left_alone(tmp_path: Path) -> None:
    theirs = make_checkout(tmp_path / "umbra")
    (theirs / ".venv").mkdir()
    (theirs / ".venv" / "mine.txt").write_text("keep me")
    started = start(theirs)
    assert started.returncode == 2
    assert "was made by something else: move it away or remove it" in started.stderr
    assert (theirs / ".venv" / "mine.txt").read_text() == "keep me"


def test_a_checkout_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    wanted = environment.Environment(str(tmp_path / "umbra"))
    (tmp_path / "umbra").write_text("a file where a folder is needed cannot be written into")
    with (
        pytest.raises(progress.SetUpRefused, match="copy Umbra to a folder of your own"),
        installation.locked(wanted),
    ):
        pytest.fail("the lock was taken in a folder that cannot be")


@pytest.mark.parametrize(
    ("said", "means"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM ...", "its SHA-256 differs"),
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("ERROR: No matching distribution found for zxing-cpp==3.1.1", "no package made for this"),
        ("something new", "pip could not install the packages"),
    ],
)
def test_what_pip_says_is_put_in_a_sentence(said: str, means: str) -> None:
    sentence = installation.pip_refusal(progress.Outcome(1, ["before", said]), "setup.log")
    assert means in sentence
    assert "start again" in sentence
    assert said in sentence


def test_a_changed_requirement_is_not_ready(tmp_path: Path) -> None:
    wanted = environment.Environment(str(make_checkout(tmp_path / "umbra")))
    Path(wanted.python).parent.mkdir(parents=True)
    Path(wanted.python).touch()
    installation.write_stamp(wanted, wanted.wanted())
    assert wanted.is_ready()
    Path(wanted.requirement_file("requirements.txt")).write_text("# another\n")
    assert not wanted.is_ready()


def test_an_environment_whose_python_is_gone_is_not_ready(tmp_path: Path) -> None:
    wanted = environment.Environment(str(make_checkout(tmp_path / "umbra")))
    Path(wanted.folder).mkdir()
    installation.write_stamp(wanted, wanted.wanted())
    assert not wanted.is_ready()


def test_the_test_tools_are_wanted_beside_what_stands(tmp_path: Path) -> None:
    made = str(make_checkout(tmp_path / "umbra"))
    run = environment.Environment(made)
    test = environment.Environment(made, ("requirements.txt", "requirements-test.txt"))
    assert run.wanted().items() < test.wanted().items()


@pytest.mark.parametrize(
    ("platform", "environ", "groups"),
    [
        ("linux", {}, ("offscreen",)),
        ("linux", {"DISPLAY": ":0"}, ("offscreen", "xcb")),
        ("linux", {"WAYLAND_DISPLAY": "wayland-0"}, ("offscreen", "wayland")),
        ("win32", {}, ()),
        ("darwin", {"DISPLAY": ":0"}, ()),
    ],
)
def test_a_display_asks_for_more_system_packages(
    platform: str, environ: dict[str, str], groups: tuple[str, ...]
) -> None:
    assert environment.library_groups(environ, platform) == groups


def test_the_tests_ask_for_a_printing_system_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    made = str(make_checkout(tmp_path / "umbra"))
    test = environment.Environment(made, ("requirements.txt", "requirements-test.txt"))
    assert environment.Environment(made).groups() == ("offscreen",)
    assert test.groups() == ("offscreen", "xcb", "printing", "hood")
    assert set(test.groups()) <= set(system_packages.LIBRARIES)


def test_a_program_is_found_where_only_an_administrator_looks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert system_packages.missing(["lp"]) == ["lp"]
    for program in ("lp", "cupsd", "pdftotext"):
        (tmp_path / program).touch(0o755)
    assert system_packages.missing(["lp", "cupsd", "pdftotext"]) == []


def test_a_missing_library_or_module_is_found_out() -> None:
    assert system_packages.missing(["libumbra-has-no-such.so.7", "ensurepip", "umbra_none"]) == [
        "libumbra-has-no-such.so.7",
        "umbra_none",
    ]


def test_without_rights_the_exact_command_is_named(tmp_path: Path) -> None:
    with pytest.raises(progress.SetUpRefused) as refused:
        system_packages.install(
            ["libegl1", "libgl1"],
            "Umbra needs libEGL.so.1, libGL.so.1",
            None,
            str(tmp_path / "log"),
        )
    assert refused.value.sentence.startswith(
        "Umbra needs libEGL.so.1, libGL.so.1, and this start may"
    )
    assert "`apt-get install --no-install-recommends libegl1 libgl1`" in refused.value.sentence


@pytest.fixture
def refusing_apt(tmp_path: Path) -> tuple[str, ...]:
    """Rights under which apt-get is a program that reaches no server."""
    apt = tmp_path / "bin" / "apt-get"
    apt.parent.mkdir()
    apt.write_text('#!/bin/sh\necho "E: Unable to locate package libegl1"\nexit 100\n')
    apt.chmod(apt.stat().st_mode | stat.S_IXUSR)
    return ("env", f"PATH={apt.parent}:/usr/bin:/bin")


def test_an_apt_that_cannot_install_is_told_with_what_it_said(
    tmp_path: Path, refusing_apt: tuple[str, ...]
) -> None:
    log = tmp_path / "log"
    with pytest.raises(progress.SetUpRefused) as refused:
        system_packages.install(["libegl1"], "Umbra needs libEGL.so.1", refusing_apt, str(log))
    assert "check the network and start again" in refused.value.sentence
    assert "E: Unable to locate package libegl1" in refused.value.sentence
    assert "update" in log.read_text()
