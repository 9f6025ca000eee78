"""What installs: the pieces of the packages that need neither a build nor root.

`packaging/install_trial.py` looks at the package itself, in an empty Debian.
"""

import ast
import configparser
import gzip
import json
import os
import plistlib
import pwd
import re
import shutil
import subprocess
import sys
import tarfile
import time
import xml.etree.ElementTree as xml
from datetime import UTC, datetime
from pathlib import Path

import bench_start
import build_stages
import bundle
import debian_package
import environment
import icons
import install_trial
import installation
import progress
import pytest
import sbom
import system_packages
from PIL import Image, ImageChops

from app import __version__, cli

CHECKOUT = Path(__file__).parent.parent
PACKAGING = CHECKOUT / "packaging"
DEBIAN = PACKAGING / "debian"
MOMENT = 1_795_000_000
NOT_RUN = "NOT RUN: written and checked by reading, not executed here."
MIME = "{http://www.freedesktop.org/standards/shared-mime-info}"
KINDS = {"application/x-hl7-v2": "*.hl7", "application/fhir+json": "*.fhir.json"}


def desktop_entry() -> configparser.SectionProxy:
    """Return the desktop entry; its keys keep their case."""
    entry = configparser.ConfigParser(interpolation=None, delimiters=("=",))
    entry.optionxform = str  # type: ignore[assignment,method-assign]
    entry.read(DEBIAN / "umbra.desktop", encoding="utf-8")
    return entry["Desktop Entry"]


def listed(text: str) -> list[str]:
    """Return the parts of a list of a desktop entry, which ends with its sign."""
    assert text.endswith(";")
    return text.removesuffix(";").split(";")


# The version.


def test_the_version_stands_in_one_place() -> None:
    assert bundle.version() == __version__
    assert re.fullmatch(r"\d+\.\d+\.\d+", __version__)
    files = [each for each in PACKAGING.rglob("*") if each.is_file() and each.suffix != ".txt"]
    texts = [each for each in files if each.suffix not in (".png", ".pyc")]
    naming = [each.name for each in texts if __version__ in each.read_text(encoding="utf-8")]
    assert naming == []


# Desktops.


def test_the_desktop_entry_opens_files_and_names_itself_in_two_languages() -> None:
    entry = desktop_entry()
    assert entry["Exec"] == "umbra open %F"
    assert entry["TryExec"] == "umbra"
    assert entry["Icon"] == "umbra"
    assert listed(entry["Categories"]) == ["MedicalSoftware", "Science"]
    assert set(listed(entry["MimeType"])) == set(KINDS)
    for key in ("GenericName", "Comment", "Keywords"):
        assert entry[key]
        assert entry[f"{key}[de]"]
        assert entry[key] != entry[f"{key}[de]"]


def test_what_the_desktop_calls_is_a_command_that_takes_files() -> None:
    words = desktop_entry()["Exec"].split()
    chosen = cli._parser().parse_args([*words[1:-1], "one.hl7", "two.fhir.json"])
    assert [str(each) for each in chosen.files] == ["one.hl7", "two.fhir.json"]


def test_kinds_of_files_are_told_by_their_names_and_no_json_is_taken_for_an_order() -> None:
    root = xml.parse(DEBIAN / "umbra-mime.xml").getroot()
    found = {
        kind.attrib["type"]: [glob.attrib["pattern"] for glob in kind.iter(f"{MIME}glob")]
        for kind in root.iter(f"{MIME}mime-type")
    }
    assert found == {name: [pattern] for name, pattern in KINDS.items()}


def test_appstream_names_what_the_package_holds() -> None:
    text = debian_package.filled("umbra.metainfo.xml", {"VERSION": "1.2.3", "DATE": "2026-11-22"})
    about = xml.fromstring(text)
    assert about.findtext("id") == bundle.IDENTIFIER
    assert about.findtext("launchable") == "umbra.desktop"
    assert {each.text for each in about.iter("mediatype")} == set(KINDS)
    release = about.find("releases/release")
    assert release is not None
    assert release.attrib == {"version": "1.2.3", "date": "2026-11-22"}


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("size", icons.SIZES)
def test_each_icon_is_drawn_from_the_one_source(size: int, tmp_path: Path) -> None:
    shipped = Image.open(icons.TARGET / f"umbra-{size}.png").convert("RGBA")
    assert shipped.size == (size, size)
    (tmp_path / "drawn.png").write_bytes(icons.picture(size))
    drawn = Image.open(tmp_path / "drawn.png").convert("RGBA")
    # Another Qt may smooth an edge otherwise.
    most = max(high for _, high in ImageChops.difference(shipped, drawn).getextrema())
    assert most <= 24


def test_there_is_no_icon_that_nothing_draws() -> None:
    names = {f"umbra-{size}.png" for size in icons.SIZES}
    assert {each.name for each in icons.TARGET.iterdir()} == names


# The frozen program.


@pytest.mark.parametrize(
    "name",
    [
        "_internal/PySide6/Qt/plugins/platforms/libqxcb.so",
        "_internal/PySide6/Qt/plugins/platforms/libqwayland.so",
        "_internal/PySide6/Qt/plugins/platforms/libqoffscreen.so",
        "_internal/PySide6/Qt/plugins/printsupport/libcupsprintersupport.so",
        "PySide6/plugins/platforms/qwindows.dll",
        "_internal/PySide6/Qt/lib/libQt6Widgets.so.6",
        "resources/licences/qt-third-party.txt",
        "pint-0.25.3.dist-info/METADATA",
    ],
)
def test_what_the_program_needs_is_in_it(name: str) -> None:
    assert bundle.is_wanted(name)


@pytest.mark.parametrize(
    "name",
    [
        "PySide6/Qt/plugins/platformthemes/libqgtk3.so",
        "PySide6/Qt/plugins/tls/libqopensslbackend.so",
        "PySide6/Qt/plugins/platforms/libqvnc.so",
        "PySide6/Qt/lib/libQt6Network.so.6",
        "libQt6EglFsKmsSupport.so.6",
        "PySide6/Qt/translations/qt_gl.qm",
        "click-8.5.1.dist-info/RECORD",
    ],
)
def test_what_it_has_no_use_for_is_left_out(name: str) -> None:
    assert not bundle.is_wanted(name)


@pytest.mark.parametrize(
    ("source", "stays"),
    [
        ("/usr/lib/x86_64-linux-gnu/libgtk-3.so.0", True),
        ("/lib/x86_64-linux-gnu/libssl.so.3", True),
        ("/lib/aarch64-linux-gnu/libz.so.1", True),
        ("/usr/lib64/libffi.so.8", True),
        ("/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", False),
        ("/usr/lib/python3.11/lib-dynload/_ssl.cpython-311-x86_64-linux-gnu.so", False),
        ("/x/site-packages/PySide6/Qt/lib/libQt6Core.so.6", False),
    ],
)
def test_libraries_of_the_system_stay_there(source: str, stays: bool) -> None:
    assert bundle.is_of_the_system(source) is stays


def test_nothing_that_the_program_imports_is_left_out() -> None:
    imported: set[str] = set()
    for package in ("app", "reports", "resources"):
        for file in (CHECKOUT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    imported |= {each.name for each in node.names}
                elif isinstance(node, ast.ImportFrom) and node.module:
                    imported.add(node.module)
                    imported |= {f"{node.module}.{each.name}" for each in node.names}
    assert imported & set(bundle.MODULES_LEFT_OUT) == set()


def test_the_specification_is_python_and_names_its_parts() -> None:
    tree = ast.parse((PACKAGING / "umbra.spec").read_text())
    called = {
        node.func.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert {"Analysis", "PYZ", "EXE", "COLLECT", "BUNDLE"} <= called


# Building.


def test_building_has_an_environment_and_tools_of_its_own(tmp_path: Path) -> None:
    requirements = ("requirements.txt", "requirements-build.txt")
    shutil.copytree(PACKAGING, tmp_path / "packaging")
    building = environment.Environment(str(tmp_path), requirements, "build/environment")
    assert building.folder == str(tmp_path / "build/environment")
    assert set(building.wanted()) >= set(requirements)
    assert building.groups() == ("offscreen", "xcb", "wayland", "freezing")
    assert set(building.groups()) <= set(system_packages.LIBRARIES)


def test_what_is_generated_is_kept_out_of_the_repository() -> None:
    ignored = (CHECKOUT / ".gitignore").read_text().splitlines()
    assert {"/build/", "/dist/"} <= set(ignored)


def test_equal_folders_are_packed_into_equal_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = []
    for number in (1, 2):
        place = tmp_path / str(number)
        (place / "umbra" / "inside").mkdir(parents=True)
        for name in ("b", "a") if number == 1 else ("a", "b"):
            file = place / "umbra" / "inside" / name
            file.write_text(name)
            os.utime(file, (number, number))
        (place / "umbra" / "umbra").touch(0o755)
        monkeypatch.setattr(build_stages, "MADE", place)
        monkeypatch.setattr(build_stages, "FOLDER", place / "umbra")
        packed.append(build_stages.packed("umbra-1.2.3-linux-x86_64", MOMENT))
    assert packed[0].read_bytes() == packed[1].read_bytes()
    with tarfile.open(packed[0]) as archive:
        entries = {entry.name: entry for entry in archive}
    assert sorted(entries) == [
        "umbra-1.2.3-linux-x86_64",
        "umbra-1.2.3-linux-x86_64/inside",
        "umbra-1.2.3-linux-x86_64/inside/a",
        "umbra-1.2.3-linux-x86_64/inside/b",
        "umbra-1.2.3-linux-x86_64/umbra",
    ]
    assert {entry.mtime for entry in entries.values()} == {MOMENT}
    assert entries["umbra-1.2.3-linux-x86_64/umbra"].mode == 0o755


def test_a_stage_that_fails_is_told_with_what_was_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build_stages, "LOG", tmp_path / "build.log")
    with pytest.raises(progress.SetUpRefused, match="sh failed") as refused:
        build_stages.run(["sh", "-c", "echo no such thing; exit 3"])
    assert "no such thing" in refused.value.sentence
    assert "no such thing" in (tmp_path / "build.log").read_text()


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout that was built in before."""
    for name, place in (("BUILD", "build"), ("DIST", "dist"), ("MADE", "build/made")):
        monkeypatch.setattr(build_stages, name, tmp_path / place)
    (tmp_path / "dist").mkdir()
    (tmp_path / "dist" / "earlier").touch()
    (tmp_path / "build" / "made" / "umbra").mkdir(parents=True)
    return tmp_path


def test_a_build_takes_the_place_of_the_one_before_once_it_is_whole(places: Path) -> None:
    assert (places / "dist" / "earlier").exists()
    build_stages.put_out()
    assert [each.name for each in (places / "dist").iterdir()] == ["umbra"]
    assert list((places / "build").iterdir()) == []


def test_a_build_that_fails_leaves_the_one_before(
    places: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise progress.SetUpRefused("no room on the disk")

    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))
    monkeypatch.setattr(build_stages, "LOG", places / "build" / "build.log")
    monkeypatch.setattr(build_stages, "freeze", fail)
    with pytest.raises(progress.SetUpRefused, match="no room"):
        build_stages.build()
    assert (places / "dist" / "earlier").exists()


def test_what_cannot_be_replaced_is_told_and_stays(places: Path) -> None:
    (places / "build" / "before").touch()
    with pytest.raises(progress.SetUpRefused, match="before cannot be emptied"):
        build_stages.put_out()
    assert (places / "dist" / "earlier").exists()
    assert (places / "build" / "made" / "umbra").exists()


def test_the_trial_takes_the_highest_version() -> None:
    names = ("umbra_0.9.0_amd64.deb", "umbra_0.10.0_amd64.deb", "umbra_0.2.11_amd64.deb")
    found = install_trial.newest(Path(name) for name in names)
    assert found == Path("umbra_0.10.0_amd64.deb")
    assert install_trial.newest([]) is None


def test_without_a_build_there_is_nothing_to_measure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench_start, "FROZEN", tmp_path / "umbra")
    monkeypatch.setattr(sys, "argv", ["bench_start.py"])
    with pytest.raises(SystemExit) as ended:
        bench_start.main()
    assert ended.value.code == 2
    assert "run packaging/build.py first" in capsys.readouterr().err


def test_the_tools_that_build_are_installed_by_their_hashes() -> None:
    names = PACKAGING.glob("requirements*.txt")
    assert {each.name for each in names} == {
        "requirements.txt",
        "requirements-test.txt",
        "requirements-build.txt",
    }
    assert installation.pins(str(PACKAGING / "requirements-build.txt")) > 0


# The bill of materials.


@pytest.fixture(scope="module")
def bill(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """The bill of a folder with one library in it, without what only a build has."""
    folder = tmp_path_factory.mktemp("bill")
    (folder / "_internal").mkdir()
    (folder / "_internal" / "libx.so.1").write_bytes(b"a library")
    (folder / "_internal" / "words.txt").write_text("no library")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sbom, "bootloader", sbom.font)
        made = sbom.bill_of(folder, MOMENT)
    return json.loads(sbom.write(made, folder / "sbom.cdx.json").read_text())  # type: ignore[no-any-return]


def parts(bill: dict[str, object]) -> list[dict[str, object]]:
    found = bill["components"]
    assert isinstance(found, list)
    return found


def test_the_bill_has_what_cyclonedx_requires(bill: dict[str, object]) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(bill["serialNumber"]))
    about = bill["metadata"]
    assert isinstance(about, dict)
    at = datetime.fromisoformat(about["timestamp"])
    assert at == datetime.fromtimestamp(MOMENT, UTC)
    assert about["component"]["version"] == __version__
    for part in parts(bill):
        assert part["type"] in ("library", "framework", "file")
        assert part["name"]
        assert part["bom-ref"]
        for each in part.get("hashes", ()):  # type: ignore[attr-defined]
            assert each["alg"] == "SHA-256"
            assert re.fullmatch(r"[0-9a-f]{64}", each["content"])
    references = {part["bom-ref"] for part in parts(bill)}
    (tree,) = bill["dependencies"]  # type: ignore[misc]
    assert set(tree["dependsOn"]) <= references


def test_each_package_of_the_lock_file_is_on_the_bill(bill: dict[str, object]) -> None:
    lock = (PACKAGING / "requirements.txt").read_text()
    pinned = dict(re.findall(r"^([a-z0-9-]+)==([0-9.]+)", lock, re.MULTILINE))
    named = {part["name"]: part for part in parts(bill) if "purl" in part}
    assert set(pinned) - {"pip"} <= set(named)  # pip installs; it is not inside
    for name, version in pinned.items():
        if name == "pip":
            continue
        part = named[name]
        assert part["version"] == version
        assert part["purl"] == f"pkg:pypi/{name}@{version}"
        assert part["hashes"]
        assert part["licenses"]


def test_the_bill_tells_qt_and_each_native_library(bill: dict[str, object]) -> None:
    (qt,) = [part for part in parts(bill) if part["name"] == "pyside6-essentials"]
    assert [each["name"] for each in qt["components"]] == ["Qt"]  # type: ignore[attr-defined]
    files = [part for part in parts(bill) if str(part["bom-ref"]).startswith("file:")]
    assert [part["name"] for part in files] == ["_internal/libx.so.1"]


def test_the_bill_names_no_index_and_no_path(bill: dict[str, object]) -> None:
    text = json.dumps(bill)
    assert str(CHECKOUT) not in text
    assert set(re.findall(r"https?://[^\"]*", text)) <= {
        "http://cyclonedx.org/schema/bom-1.6.schema.json"
    }


# The Debian package.


def test_the_control_file_says_what_it_must() -> None:
    words = {"VERSION": "1.2.3", "ARCHITECTURE": "amd64", "SIZE": "1", "DEPENDS": "libc6"}
    text = debian_package.filled("control", words)
    fields = dict(line.split(": ", 1) for line in text.splitlines() if not line.startswith(" "))
    assert fields["Package"] == "umbra"
    assert fields["Version"] == "1.2.3"
    # What the log asks of SQLite, which no symbol of a library tells.
    assert fields["Depends"] == "libc6, libsqlite3-0 (>= 3.38)"
    assert len(fields["Description"]) < 80
    assert "@" not in text.replace("umbra@localhost", "")


@pytest.mark.parametrize("name", ["control", "umbra.1", "umbra.metainfo.xml"])
def test_a_word_that_nobody_fills_in_is_found_out(name: str) -> None:
    with pytest.raises(KeyError):
        debian_package.filled(name, {})


def test_papers_lie_where_debian_wants_them(tmp_path: Path) -> None:
    debian_package.place_papers(tmp_path, "1.2.3", MOMENT)
    share = tmp_path / "usr" / "share"
    manual = gzip.decompress((share / "man/man1/umbra.1.gz").read_bytes()).decode()
    assert manual.startswith('.TH UMBRA 1 "2026-11-18" "Umbra 1.2.3"')
    changes = gzip.decompress((share / "doc/umbra/changelog.gz").read_bytes()).decode()
    assert changes.startswith("umbra (1.2.3) stable; urgency=medium\n")
    assert re.search(r"\n -- .+ <.+>  \w{3}, \d{2} \w{3} \d{4} \d\d:\d\d:\d\d \+0000\n$", changes)
    assert (share / "doc/umbra/copyright").is_file()


def test_the_manual_names_only_commands_that_there_are() -> None:
    text = (DEBIAN / "umbra.1").read_text().partition(".SH OPTIONS")[0]
    named = re.findall(r'^\.(?:B|BI|BR) "?([a-z\\-]+)[ "\n]', text, re.MULTILINE)
    commands = {each.replace("\\", "") for each in named} - {"umbra"}
    help_text = cli._parser().format_help()
    assert len(commands) >= 9
    assert all(re.search(rf"^ +{command}\b", help_text, re.MULTILINE) for command in commands)


def removed(place: Path, homes: list[Path], how: str, path: str = "/usr/bin:/bin") -> str:
    """Return what the package says when it goes, on a machine with accounts that have `homes`."""
    passwd = place / "passwd"
    passwd.write_text("".join(f"hood:x:1000:1000::{home}:/bin/sh\n" for home in homes))
    script = (DEBIAN / "postrm").read_text().replace("/etc/passwd", str(passwd))
    return subprocess.run(
        ["sh", "-c", script, "postrm", how],
        env={"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


def test_removal_says_once_that_the_data_stays_and_where(tmp_path: Path) -> None:
    homes = [tmp_path / "home", tmp_path / "another home"]
    for home in homes:
        (home / ".local/share/umbra").mkdir(parents=True)
        (home / ".local/share/umbra/umbra.log.sqlite").touch()
    said = removed(tmp_path, [*homes, tmp_path / "none"], "remove")
    assert "Umbra leaves its data where it is" in said
    kept = [line for line in said.splitlines() if line.startswith("Kept: ")]
    assert kept == sorted(f"Kept: {home}/.local/share/umbra" for home in homes)
    assert removed(tmp_path, homes, "purge") == ""
    assert all((home / ".local/share/umbra/umbra.log.sqlite").exists() for home in homes)


def test_a_home_on_a_server_that_is_away_holds_the_removal_no_longer_than_2_s(
    tmp_path: Path,
) -> None:
    away = tmp_path / "bin" / "test"
    away.parent.mkdir()
    away.write_text("#!/bin/sh\nexec sleep 60\n")
    away.chmod(0o755)
    begun = time.monotonic()
    said = removed(tmp_path, [tmp_path / "home"], "remove", f"{away.parent}:/usr/bin:/bin")
    assert "Kept" not in said
    assert time.monotonic() - begun < 20


def test_while_umbra_is_open_its_removal_is_refused_and_names_who_has_it(tmp_path: Path) -> None:
    program = tmp_path / "umbra"
    shutil.copyfile(shutil.which("sleep") or "/bin/sleep", program)
    program.chmod(0o755)
    script = (DEBIAN / "prerm").read_text().replace("/usr/lib/umbra/umbra", str(program))
    with subprocess.Popen([program, "60"]) as process:
        refused = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=False)
        process.terminate()
    assert refused.returncode == 1
    account = pwd.getpwuid(os.getuid()).pw_name
    assert f"Umbra is open (account {account}, process {process.pid})" in refused.stderr
    assert subprocess.run(["sh", "-c", script], check=False).returncode == 0


def test_no_script_of_the_package_removes_anything() -> None:
    for script in debian_package.SCRIPTS:
        text = (DEBIAN / script).read_text()
        subprocess.run(["sh", "-n", str(DEBIAN / script)], check=True)
        assert not re.search(r"\b(rm|rmdir|unlink|find|mv)\b", text)


# What is not run here.


@pytest.mark.parametrize(
    "name", ["windows/build.ps1", "windows/umbra.iss", "macos/build.sh", "ci-example.yml"]
)
def test_recipes_for_other_systems_say_that_they_were_not_run(name: str) -> None:
    head = (PACKAGING / name).read_text(encoding="utf-8").splitlines()[:2]
    assert any(NOT_RUN in line for line in head)


def test_the_recipe_for_macos_can_be_read_by_a_shell() -> None:
    subprocess.run(["sh", "-n", str(PACKAGING / "macos" / "build.sh")], check=True)
    assert os.access(PACKAGING / "macos" / "build.sh", os.X_OK)
    entitlements = (PACKAGING / "macos" / "entitlements.plist").read_bytes()
    assert plistlib.loads(entitlements)
    assert plistlib.loads(plistlib.dumps(bundle.property_list())) == bundle.property_list()


def test_the_installer_for_windows_takes_no_data_away() -> None:
    text = (PACKAGING / "windows" / "umbra.iss").read_text()
    assert "[UninstallDelete]" not in text
    assert "PrivilegesRequired=admin" in text
    assert 'umbra-window.exe"" open ""%1""' in text
