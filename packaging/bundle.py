"""What the frozen program holds, and what it leaves to the system or to nobody.

Read by umbra.spec while PyInstaller collects. Umbra draws with widgets and needs no network, so
most of Qt stays behind. On Linux no library of the system is copied: the Debian package depends on
the packages that hold them, and gets their security updates.
"""

import os
import re
from fnmatch import fnmatchcase

CHECKOUT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
NAME = "umbra"
IDENTIFIER = "org.umbracompounding.Umbra"
"""The name of the program among all programs: on macOS, and in AppStream."""

MODULES_LEFT_OUT = (
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
    "PIL.ImageTk",
    "PIL._avif",
    "PIL._imagingtk",
    "PIL._webp",
    "_pytest",
    "curses",
    "ensurepip",
    "idlelib",
    "lib2to3",
    "numpy",
    "pip",
    "pint.testsuite",
    "pytest",
    "readline",
    "setuptools",
    "test",
    "tkinter",
)

# Which plugins of Qt are wanted, of all that PyInstaller finds: a window on X11, Wayland, Windows
# and macOS; drawing without a display, for the demo; dead keys; printers.
_PLUGINS = (
    "platforms/*xcb*",
    "platforms/*wayland*",
    "platforms/*offscreen*",
    "platforms/qwindows*",
    "platforms/*cocoa*",
    "styles/*",
    "platforminputcontexts/*",
    "platformthemes/*xdgdesktopportal*",
    "printsupport/*",
    "wayland-decoration-client/*bradient*",
    "wayland-shell-integration/*xdg-shell*",
)
# Libraries of Qt that only plugins without a use here asked for, and what nobody reads.
_LEFT_OUT = (
    "*libQt6Egl*",
    "*libQt6Network.*",
    "*libQt6OpenGL.*",
    "*libQt6Svg.*",
    "*libQt6WlShell*",
    "*Qt6Network.dll",
    "*Qt6OpenGL.dll",
    "*Qt6Qml*.dll",
    "*Qt6Quick*.dll",
    "*Qt6Svg.dll",
    "*Qt6VirtualKeyboard.dll",
    "*opengl32sw.dll",
    "*/translations/*",
    "*.dist-info/RECORD",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/direct_url.json",
    "pint/testsuite/*",
)
# Where Debian and its kin keep the libraries of the system.
_SYSTEM = re.compile(r"(?:/usr)?/lib(?:64|/[a-z0-9_]+-linux-gnu[a-z0-9]*)?/[^/]+\.so[.0-9]*")
_OURS_ANYWAY = ("libpython*",)


def is_wanted(name: str) -> bool:
    """Tell whether a file is wanted, by its name within the program's folder."""
    path = name.replace(os.sep, "/")
    if any(fnmatchcase(path, pattern) for pattern in _LEFT_OUT):
        return False
    _, is_plugin, plugin = path.partition("/plugins/")
    return not is_plugin or any(fnmatchcase(plugin, pattern) for pattern in _PLUGINS)


def is_of_the_system(source: str) -> bool:
    """Tell whether a file is a library of the system it is built on, which stays there.

    `source` is where the file was found. Python's own library is none: the modules beside it were
    made for it and for no other.
    """
    name = os.path.basename(source)
    ours = any(fnmatchcase(name, pattern) for pattern in _OURS_ANYWAY)
    return not ours and _SYSTEM.fullmatch(source) is not None


def version() -> str:
    """Return Umbra's version, from its one place: app/__init__.py."""
    with open(os.path.join(CHECKOUT, "app", "__init__.py"), encoding="utf-8") as file:
        found = re.search(r'^__version__ = "([^"]+)"$', file.read(), re.MULTILINE)
    if found is None:
        raise ValueError('app/__init__.py has no line such as __version__ = "1.2.3"')
    return found[1]


def property_list() -> dict[str, object]:
    """Return what macOS is to know of Umbra.app beside its name: the files it opens."""
    kinds = (
        ("HL7 v2 message", "hl7", "public.plain-text"),
        ("FHIR resources", "json", "public.json"),
    )
    return {
        "CFBundleShortVersionString": version(),
        "LSMinimumSystemVersion": "13.0",
        "NSHighResolutionCapable": True,
        "CFBundleDocumentTypes": [
            {
                "CFBundleTypeName": name,
                "CFBundleTypeRole": "Viewer",
                "CFBundleTypeExtensions": [extension],
                "LSItemContentTypes": [content],
                # Offered for such files, and never taken for all of them.
                "LSHandlerRank": "Alternate",
            }
            for name, extension, content in kinds
        ],
    }
