"""What somebody did at the window before the data folder was open; it is done once it is."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from app.ui import theme
from app.ui.pages.sign_in import SignInPage

if TYPE_CHECKING:
    from app.ui.attendance import Attendance


class Early:
    """Keeps a PIN that was typed, or a badge that was scanned, on the page of names."""

    def __init__(self, sign_in: SignInPage) -> None:
        self._sign_in = sign_in
        self._pin: tuple[str, str] | None = None
        self._badge: str | None = None

    def enter(self, name: str, pin: str) -> None:
        """Keep the PIN of somebody; after a badge nobody knows yet whose it is."""
        if self._badge is None:
            self._pin = (name, pin)
        else:
            # It must not be tried as another's.
            self._tell()

    def keep_badge(self, number: str) -> None:
        """Keep the number of a badge: whose it is stands in the folder."""
        self._badge = number
        self._tell()

    def forget(self) -> None:
        """Keep nothing any longer: nobody is let in here."""
        self._pin = self._badge = None

    def _tell(self) -> None:
        sentence = "The data folder is being opened; your name is chosen in a moment, then type "
        self._sign_in.tell(f"{sentence}your PIN.", "Badge", theme.Tone.INFO)

    def hand_on(self, attendance: "Attendance", take_badge: Callable[[str], object]) -> None:
        """Do what was kept, now that the folder is open."""
        pin, badge = self._pin, self._badge
        self.forget()
        if pin is not None:
            attendance.sign_in(*pin, self._sign_in)
        if badge is not None:
            take_badge(badge)
