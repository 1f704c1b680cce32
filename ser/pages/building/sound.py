"""Sound in a book: which pages play a reader's own corpora, and how sound files get beside a page.

A book with recordings of other people lies in folders of its own, so that it is never taken for the
one that may be published.
"""

import shutil
from pathlib import Path
from typing import Any

from ser.pages.building.execute import parameter_names

OWN = "-own-clips"
"""Added to the profile in the names of folders that hold recordings."""

MEDIA = "_media"
"""The folder of a book's source whose content is copied as it is."""

SOUNDS = ("*.flac",)


def folder_name(profile: str, data: Path | str = "") -> str:
    """Return the name of the folder of a book: that of the profile, or one that says what it holds."""
    return f"{profile}{OWN}" if data else profile


def asked_of(notebook: Path, data: Path | str = "") -> dict[str, Any]:
    """Return the parameter `data` for a notebook that declares it, when a folder was named."""
    if not data or "data" not in parameter_names(notebook):
        return {}
    return {"data": str(Path(data).expanduser().resolve())}


def carry(figures: Path, page: str, source: Path) -> bool:
    """Copy the sound files of a page into the book's source, where the page will look for them.

    Returns:
        Whether there were any.
    """
    sounds = sorted(path for kind in SOUNDS for path in figures.glob(kind))
    into = source / MEDIA / Path(page).parent / "figures" / figures.name
    for path in sounds:
        into.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, into / path.name)
    return bool(sounds)
