"""The picture that the desktop shows for Umbra's window."""

from PySide6.QtGui import QIcon, QPixmap

import resources

_SIZES = (16, 32, 64, 256)


def window_icon() -> QIcon:
    """Return the icon in the sizes that desktops take; packaging/icons.py draws them."""
    icon = QIcon()
    for size in _SIZES:
        picture = QPixmap()
        picture.loadFromData(resources.data(f"icons/umbra-{size}.png"))
        icon.addPixmap(picture)
    return icon
