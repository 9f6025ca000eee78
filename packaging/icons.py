"""How the pictures in ``resources/icons`` were made: ``icons.py [TARGET]``.

Draws ``packaging/icon/umbra.svg`` in each size that desktops and the window ask for, and writes
``umbra-SIZE.png`` into the folder TARGET, ``resources/icons`` where none is given. Equal input
gives equal bytes.
"""

import argparse
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

SOURCE = Path(__file__).parent / "icon" / "umbra.svg"
TARGET = Path(__file__).parent.parent / "resources" / "icons"
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)


def picture(size: int) -> bytes:
    """Return the icon as a PNG of `size` x `size` pixels."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(SOURCE.read_bytes())).render(painter, QRectF(0, 0, size, size))
    painter.end()
    kept = QByteArray()
    buffer = QBuffer(kept)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(kept.data())


def main() -> None:
    """Write every size."""
    parser = argparse.ArgumentParser(description="Draw Umbra's icon in every size.")
    parser.add_argument("target", type=Path, nargs="?", default=TARGET)
    target = parser.parse_args().target
    target.mkdir(parents=True, exist_ok=True)
    for size in SIZES:
        (target / f"umbra-{size}.png").write_bytes(picture(size))


if __name__ == "__main__":
    main()
