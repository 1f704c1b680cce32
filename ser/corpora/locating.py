"""Where single clips lie below a folder, by the names of their files alone."""

from collections.abc import Collection
from functools import lru_cache
from pathlib import Path

from ser.corpora.naming import by_name
from ser.corpora.walking import DEMO_MARKER, one_line, walk
from ser.errors import BadValue, DataMissing


def locate(root: Path | str, clips: Collection[str]) -> dict[str, Path]:
    """Return {clip id: its file} for those of `clips` that are below `root`; no file is opened.

    Of several files with the name of one clip, the first by path is taken. What is in a file is not
    checked: that is what `ser data verify` is for.

    Raises:
        BadValue: `root` is the demo corpus, whose clips are made ones under the names of real ones, or lies in it.
        DataMissing: there is no such folder.
    """
    root = Path(root).expanduser().absolute()
    if not root.is_dir():
        raise DataMissing(f"no folder {one_line(root)}; expected one that holds the corpora; check --data")
    demo = next((folder for folder in (root, *root.parents) if (folder / DEMO_MARKER).is_file()), None)
    if demo:
        raise BadValue(f"{one_line(demo)} holds the demo corpus; expected recorded clips; leave --data out")
    held = _held(root)
    return {clip: held[clip] for clip in clips if clip in held}


@lru_cache(maxsize=4)
def _held(root: Path) -> dict[str, Path]:
    claims, _, _ = by_name(walk(root).files, root.name)
    plain = [claim for claim in claims if not claim.file.fault]
    return {claim.name.clip: Path(claim.file.path) for claim in reversed(plain)}
