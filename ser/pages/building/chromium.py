"""Where a Chromium is: the tests look at the book in it, and it prints the book."""

import os
import shutil

from ser.errors import DataMissing

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
VARIABLE = "SER_CHROMIUM"


def find() -> str | None:
    """The path of a Chromium or Chrome: the one that SER_CHROMIUM names, or the first on the PATH.

    Raises:
        DataMissing: SER_CHROMIUM names what cannot be started.
    """
    named = os.environ.get(VARIABLE)
    if not named:
        return next(filter(None, map(shutil.which, NAMES)), None)
    found = shutil.which(named)
    if found is None:
        raise DataMissing(
            f"{VARIABLE} is {named!r}, which cannot be started. Set it to a Chromium, or unset it "
            f"and have one of these on the PATH: {', '.join(NAMES)}."
        )
    return found
