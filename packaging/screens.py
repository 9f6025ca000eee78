"""Pictures of every page: `python packaging/screens.py --out DIR`.

Walks the sample order through the real window, and drills through that of practice, and takes each
page in every theme at three sizes; then as people see it who tell colours apart less well, without
any colour, and through an amber filter; and lays contact sheets out, one for each folder of
pictures. Needs no display. Run it with the Python of the environment that `packaging/test.py` sets
up.
"""

import argparse
import os
import sys
import tempfile
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from PIL import Image, ImageFilter
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from screens_practice import practice_pages
from screens_seen import SEEN, contact_sheet
from screens_walk import EveryPage

from app.clock import Clock
from app.ui import theme
from app.ui.demo import PHARMACIST, prepare
from app.ui.density import name_of
from app.ui.theme import RoomLight
from app.workplace import Workplace

# Sizes of the window, and the pixels in a millimetre of a common screen of that size: 15.6, 23
# and 27 inches.
SIZES = {"1366x768": "3.95", "1920x1080": "3.77", "2560x1440": "4.28"}
# Simulated for one size: the larger ones hold the same colours.
SIMULATED = "1366x768"


def main() -> None:
    """Take all pictures that were asked for; prints each folder as it is done."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--out", type=Path, required=True, metavar="DIR")
    asked.add_argument("--themes", default=",".join(light.value for light in RoomLight))
    asked.add_argument("--sizes", default=",".join(SIZES))
    chosen = asked.parse_args()
    application = QApplication(["umbra"])
    for size in chosen.sizes.split(","):
        for name in chosen.themes.split(","):
            _take(application, chosen.out, size, RoomLight(name))


def _take(application: QApplication, out: Path, size: str, light: RoomLight) -> None:
    width, height = (int(each) for each in size.split("x"))
    theme.apply(application, light)
    theme.measured(Decimal(SIZES[size]), name_of(application.primaryScreen()))
    folder = out / f"{light.value}-{size}"
    with tempfile.TemporaryDirectory() as place:
        data = Path(place) / "data"
        clock = prepare(data)
        _choose(data, clock, light)
        walk = EveryPage(application, data, clock, folder, QSize(width, height))
        try:
            walk.everything()
        finally:
            walk.close()
        theme.practise(application)
        theme.apply(application, light)
        area = QSize(width, height)
        practice_pages(application, Path(place) / "practice", folder, area, light)
        theme.practise(application, False)
    _finish(folder)
    if size != SIMULATED:
        return
    seen = {RoomLight.WHITE: SEEN, RoomLight.AMBER: {"filtered": SEEN["amber"]}}
    for name, see in seen.get(light, {}).items():
        _simulate(folder, out / f"{light.value}-{size}-{name}", see)


def _choose(data: Path, clock: Clock, light: RoomLight) -> None:
    """Choose a room light at this workstation: the window goes by that."""
    work = Workplace.open(data, clock)
    try:
        person = work.people.named(PHARMACIST)
        work.choose_window(replace(work.window_settings, room_light=light.value), person)
    finally:
        work.close()


def _simulate(source: Path, to: Path, see: ImageFilter.Color3DLUT) -> None:
    to.mkdir(parents=True, exist_ok=True)
    for file in sorted(source.glob("*.png")):
        with Image.open(file) as picture:
            picture.convert("RGB").filter(see).save(to / file.name)
    _finish(to)


def _finish(folder: Path) -> None:
    contact_sheet(folder, folder.with_name(f"sheet-{folder.name}.png"))
    print(folder)


if __name__ == "__main__":
    main()
