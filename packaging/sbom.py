"""The bill of materials of what is built: CycloneDX 1.6, as JSON.

Written plainly, for the library that would write it brings five others with it. It lists what the
lock file pins for this system, with the SHA-256 of every file of that version that the lock
accepts; what those packages say they hold of others; Python; and each native library in the
program with its own SHA-256.
"""

import hashlib
import json
import platform
import re
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

import bundle

LOCK = Path(__file__).parent / "requirements.txt"
# What a package's own words on its licence mean in SPDX, where they are not SPDX already.
LICENCES = {
    "charset-normalizer": "MIT",
    "click-default-group": "Unlicense",
    "flexcache": "BSD-3-Clause",
    "flexparser": "BSD-3-Clause",
    "hl7": "BSD-3-Clause",
    "miniaudio": "MIT",
    "pint": "BSD-3-Clause",
    "pip": "MIT",
    "pluggy": "MIT",
    "pypdfium2": "BSD-3-Clause OR Apache-2.0",
    "pyserial": "BSD-3-Clause",
    # Used under the first of those that its maker offers.
    "pyside6-essentials": "LGPL-3.0-only",
    "reportlab": "BSD-3-Clause",
    "shiboken6": "LGPL-3.0-only",
    "sqlite-fts4": "Apache-2.0",
    "tzdata": "Apache-2.0",
}
_UMBRA = "Apache-2.0"
_NATIVE = re.compile(r"\.(so|dylib|dll|pyd)(\.[0-9.]+)?$")
Component = dict[str, Any]


def write(bill: dict[str, Any], target: Path) -> Path:
    """Write a bill as JSON and return where."""
    target.write_text(json.dumps(bill, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return target


def bill_of(folder: Path, moment: int) -> dict[str, Any]:
    """Return the bill of the program in `folder`, dated `moment`, in seconds since 1970."""
    version = bundle.version()
    purl = f"pkg:generic/{bundle.NAME}@{version}"
    about = {
        "type": "application",
        "bom-ref": f"{bundle.NAME}@{version}",
        "name": "Umbra",
        "version": version,
        "licenses": [{"license": {"id": _UMBRA}}],
        "purl": purl,
    }
    parts = [python(), *pinned(LOCK.read_text(encoding="utf-8")), font(), bootloader()]
    parts += native(folder)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{purl}#{moment}')}",
        "version": 1,
        "metadata": {
            "timestamp": datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
            "component": about,
        },
        "components": parts,
        "dependencies": [
            {"ref": about["bom-ref"], "dependsOn": [each["bom-ref"] for each in parts]}
        ],
    }


def pinned(lock: str) -> Iterator[Component]:
    """Yield what a lock file pins, as far as it is installed on this system."""
    for line in lock.replace("\\\n", "").splitlines():
        found = re.match(r"([a-z0-9-]+)==([0-9.]+)", line)
        if found is None:
            continue
        name, version = found.groups()
        if name in bundle.MODULES_LEFT_OUT:
            continue
        try:
            installed = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or another Python
        if installed.version != version:
            raise ValueError(f"{name} {installed.version} is installed; the lock says {version}")
        yield package(name, version, installed, re.findall(r"--hash=sha256:([0-9a-f]{64})", line))


def package(name: str, version: str, installed: Distribution, hashes: list[str]) -> Component:
    """Return a Python package as a component, with what it says it holds of others."""
    purl = f"pkg:pypi/{name}@{version}"
    made: Component = {
        "type": "library",
        "bom-ref": purl,
        "name": name,
        "version": version,
        "purl": purl,
        "licenses": [{"expression": licence_of(name, installed)}],
        "hashes": [{"alg": "SHA-256", "content": each} for each in sorted(hashes)],
    }
    if held := list(_held(installed, purl)):
        made["components"] = held
    return made


def licence_of(name: str, installed: Distribution) -> str:
    """Return a package's licence as an SPDX expression; raises ValueError where nobody said."""
    if name in LICENCES:
        return LICENCES[name]
    said = installed.metadata.get_all("License-Expression")
    if not said:
        raise ValueError(f"{name} does not say its licence in SPDX: add it to LICENCES")
    return str(said[0])


def _held(installed: Distribution, purl: str) -> Iterator[Component]:
    """Yield what a package holds of others: Qt, and what a wheel's own bills say is always there.

    What they call optional may be left out of the wheel; where it is inside, it is a native
    library of its own, which `native` lists.
    """
    if installed.metadata["Name"].lower() == "pyside6_essentials":
        yield {
            "type": "framework",
            "bom-ref": f"{purl}#Qt",
            "name": "Qt",
            "version": installed.version,
            "licenses": [{"expression": "LGPL-3.0-only"}],
        }
    seen = set()
    for each in _in_bills(installed):
        known = (each["name"], each.get("version"))
        of_its_own = str(each.get("purl", "")).startswith(purl)
        if each.get("scope", "required") != "required" or of_its_own or not all(known):
            continue
        if known in seen:
            continue
        seen.add(known)
        made = {key: each[key] for key in ("name", "version", "licenses") if each.get(key)}
        yield {"type": "library", "bom-ref": f"{purl}#{known[0]}@{known[1]}", **made}


def _in_bills(installed: Distribution) -> Iterator[Component]:
    for file in installed.files or ():
        if ".dist-info/sboms/" in file.as_posix() and file.suffix == ".json":
            bill = json.loads(Path(str(installed.locate_file(file))).read_text(encoding="utf-8"))
            yield from bill.get("components", ())


def python() -> Component:
    """Return the Python whose library and modules are inside."""
    version = platform.python_version()
    return {
        "type": "framework",
        "bom-ref": f"python@{version}",
        "name": "CPython",
        "version": version,
        "purl": f"pkg:generic/python@{version}",
        "licenses": [{"license": {"id": "PSF-2.0"}}],
    }


def bootloader() -> Component:
    """Return what starts the frozen program."""
    version = distribution("pyinstaller").version
    purl = f"pkg:pypi/pyinstaller@{version}"
    return {
        "type": "library",
        "bom-ref": purl,
        "name": "pyinstaller",
        "version": version,
        "purl": purl,
        "licenses": [{"expression": "GPL-2.0-or-later WITH Bootloader-exception"}],
    }


def font() -> Component:
    """Return the font that is drawn with; packaging/fonts.py says how it was made."""
    return {
        "type": "file",
        "bom-ref": "umbra-sans",
        "name": "Umbra Sans",
        "description": "Made from Inter 4",
        "licenses": [{"license": {"id": "OFL-1.1"}}],
    }


def native(folder: Path) -> Iterator[Component]:
    """Yield each native library in the program, by its place and its SHA-256."""
    for path in sorted(each for each in folder.rglob("*") if each.is_file()):
        if path.is_symlink() or not _NATIVE.search(path.name):
            continue
        inside = path.relative_to(folder).as_posix()
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        yield {
            "type": "file",
            "bom-ref": f"file:{inside}",
            "name": inside,
            "hashes": [{"alg": "SHA-256", "content": content}],
        }
