"""What others see of a picture, and many pictures on one sheet."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont

import resources

Colour = tuple[float, float, float]
Matrix = tuple[Colour, Colour, Colour]

# Machado, Oliveira, Fernandes: "A Physiologically-based Model for Simulation of Color Vision
# Deficiency", IEEE TVCG 15(6), 2009, severity 1.0; they hold for linear light.
PROTANOPIA: Matrix = (
    (0.152286, 1.052583, -0.204868),
    (0.114503, 0.786281, 0.099216),
    (-0.003882, -0.048116, 1.051998),
)
DEUTERANOPIA: Matrix = (
    (0.367322, 0.860646, -0.227968),
    (0.280085, 0.672501, 0.047413),
    (-0.011820, 0.042940, 0.968881),
)
TRITANOPIA: Matrix = (
    (1.255528, -0.076749, -0.178779),
    (-0.078411, 0.930809, 0.147602),
    (0.004733, 0.691367, 0.303900),
)
# How bright each colour is: IEC 61966-2-1.
_BRIGHT: Colour = (0.2126, 0.7152, 0.0722)
GREY: Matrix = (_BRIGHT, _BRIGHT, _BRIGHT)
# A yellow filter that cuts off below 500 nm, as on lamps and shields of rooms for substances that
# blue light spoils: nearly all red passes, most green, next to no blue.
AMBER: Matrix = ((0.95, 0.0, 0.0), (0.0, 0.75, 0.0), (0.0, 0.0, 0.03))

_STEPS = 33
COLUMNS, THUMBNAIL, CAPTION, LETTERS = 6, 320, 22, 16


def linear(part: float) -> float:
    """Return the light of a part of an sRGB colour, both from 0 to 1."""
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _encoded(light: float) -> float:
    light = min(1.0, max(0.0, light))
    return light * 12.92 if light <= 0.0031308 else 1.055 * light ** (1 / 2.4) - 0.055


def seen_through(matrix: Matrix) -> Callable[[float, float, float], Colour]:
    """Return what becomes of an sRGB colour, its parts from 0 to 1."""

    def see(red: float, green: float, blue: float) -> Colour:
        light = (linear(red), linear(green), linear(blue))
        parts = (sum(a * b for a, b in zip(row, light, strict=True)) for row in matrix)
        one, two, three = (_encoded(part) for part in parts)
        return one, two, three

    return see


def _table(matrix: Matrix) -> ImageFilter.Color3DLUT:
    return ImageFilter.Color3DLUT.generate(_STEPS, seen_through(matrix))


SEEN = {
    "greyscale": _table(GREY),
    "protanopia": _table(PROTANOPIA),
    "deuteranopia": _table(DEUTERANOPIA),
    "tritanopia": _table(TRITANOPIA),
    "amber": _table(AMBER),
}


def contact_sheet(folder: Path, to: Path) -> None:
    """Lay all pictures of a folder out on one, each small and with its name above it."""
    files = sorted(folder.glob("*.png"))
    with Image.open(files[0]) as first:
        high = round(first.height * THUMBNAIL / first.width)
    rows = -(-len(files) // COLUMNS)
    cell = (THUMBNAIL + 8, high + CAPTION + 8)
    sheet = Image.new("RGB", (COLUMNS * cell[0], rows * cell[1]), "white")
    pen = ImageDraw.Draw(sheet)
    font = ImageFont.truetype(BytesIO(resources.data("fonts/UmbraSans-Bold.ttf")), LETTERS)
    for at, file in enumerate(files):
        x, y = at % COLUMNS * cell[0] + 4, at // COLUMNS * cell[1] + 4
        pen.text((x, y), file.stem, fill="black", font=font)
        with Image.open(file) as picture:
            small = picture.convert("RGB").resize((THUMBNAIL, high), Image.Resampling.LANCZOS)
        sheet.paste(small, (x, y + CAPTION))
    sheet.quantize(40, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE).save(to, optimize=True)
