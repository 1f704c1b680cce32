"""The answers of another system as a CSV file has them: a line each, every line held to what an answer is."""

import codecs
import csv
import difflib
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np
import pandas as pd

from ser.corpora import CATALOGUE, EMOTIONS
from ser.errors import DataDamaged, DataMissing
from ser.outside import plain, refused

COLUMNS = ("clip", "predicted", "fold", "seed", *EMOTIONS)
"""The columns that are read; others are passed over."""

_REMEDY = (
    "expected CSV with the columns clip and predicted, and fold and seed where there are several; mend it"
)
_WHOLE = re.compile(r"(\d{1,18})(\.0*)?", re.ASCII)
_NEVER = -np.inf


@dataclass(frozen=True)
class Answers:
    """What a file answers, an entry for each of its lines.

    `table` has the columns clip (an id), line (its number in the file), and fold and seed where the file has
    them. `scores` has shape (lines, 8), the highest is what was said; `scored` names the emotions that have a
    column of scores, () where names are predicted. `other` are the columns that were passed over.
    """

    table: pd.DataFrame
    scores: np.ndarray
    scored: tuple[str, ...]
    other: tuple[str, ...]


def read_answers(path: Path) -> Answers:
    """Read a CSV file of answers. Case and spaces around names and emotions do not matter.

    Raises:
        DataMissing: there is no such file.
        DataDamaged: it is no CSV in UTF-8, lacks a column, or a line of it holds no answer; the message names
            the line.
    """
    if not path.is_file():
        raise DataMissing(f"no file {path}; {_REMEDY}")
    with refused(path, _REMEDY):
        cells, other = _columns(path, _rows(path, _text(path)))
    if cells.empty:
        raise DataDamaged(f"{path}: received no line, {_REMEDY}")
    for line, clip in zip(cells["line"], cells["clip"], strict=True):
        if not clip:
            raise DataDamaged(f"{path}, line {line}: received a line without a clip, {_REMEDY}")
    table = cells[["line"]].assign(clip=[_clip_id(given) for given in cells["clip"]])
    for name in ("fold", "seed"):
        if name in cells:
            table[name] = _whole_numbers(path, cells, name)
    scored = tuple(name for name in EMOTIONS if name in cells)
    if ("predicted" in cells) == bool(scored):
        both = "both predicted and columns of emotions" if scored else "no answers"
        found = ", ".join(_told(name) for name in (*cells.columns.drop("line"), *other))
        raise DataDamaged(
            f"{path}: received {both}, expected either the column predicted or one for each of {', '.join(EMOTIONS)}; "
            f"the columns found are {found}; mend it"
        )
    scores = _scores(path, cells, scored) if scored else _predicted(path, cells)
    return Answers(table, scores, scored, other)


def _text(path: Path) -> str:
    content = path.read_bytes()
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) or b"\0" in content[:1000]:
        raise DataDamaged(f"{path}: received UTF-16, or no text, expected UTF-8; save it as UTF-8")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise DataDamaged(
            f"{path}, line {line}: received bytes of another encoding, such as Latin-1, expected UTF-8; save it as UTF-8"
        ) from error


def _rows(path: Path, text: str) -> list[tuple[int, list[str]]]:
    """Return the number and the cells of each line that has any."""
    head = text.lstrip().partition("\n")[0]
    # What spreadsheets write where a comma is the sign of decimals.
    sep = ";" if ";" in head and "," not in head else ","
    if "\t" in head and sep not in head:
        names = ", ".join(_told(name) for name in head.split("\t"))
        raise DataDamaged(
            f"{path}: received the columns {names}, separated by tabs, expected commas; save it as CSV"
        )
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sep, strict=True)
    stripped = ((reader.line_num, [cell.strip() for cell in row]) for row in reader)
    return [(line, row) for line, row in stripped if any(row)]


def _columns(path: Path, rows: list[tuple[int, list[str]]]) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Return the columns that are read, and the number of each line, with the names of those passed over."""
    if not rows:
        raise DataDamaged(f"{path}: received nothing, {_REMEDY}")
    (_, head), *rest = rows
    known = [name.lower() if name.lower() in COLUMNS else name for name in head]
    if "clip" not in known:
        found = ", ".join(_told(name) for name in head[:12])
        raise DataDamaged(f"{path}: received no column clip but {found}, {_REMEDY}")
    twice = next((name for name in COLUMNS if known.count(name) > 1), None)
    if twice:
        raise DataDamaged(f"{path}: received the column {twice} twice, {_REMEDY}")
    rest = _as_wide_as(path, len(head), rest)
    cells = pd.DataFrame({name: [row[place] for _, row in rest] for place, name in _read(known)})
    cells["line"] = [line for line, _ in rest]
    unnamed = [place for place, name in enumerate(known) if not name]
    empty = {place for place in unnamed if not any(row[place] for _, row in rest)}
    other = [name for place, name in enumerate(known) if name not in COLUMNS and place not in empty]
    return cells, tuple(other)


def _read(names: Sequence[str]) -> list[tuple[int, str]]:
    return [(place, name) for place, name in enumerate(names) if name in COLUMNS]


def _as_wide_as(path: Path, width: int, rows: list[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return rows of `width` cells, short ones filled with nothing."""
    if rows and all(len(row) == width + 1 for _, row in rows):
        # Each line ends with a comma that the first has not; or, as R writes, begins with a name of its own.
        last = any(row[-1] for _, row in rows)
        rows = [(line, row[1:] if last else row[:-1]) for line, row in rows]
    for line, row in rows:
        if any(row[width:]):
            raise DataDamaged(
                f"{path}, line {line}: received {len(row)} cells, expected {width} as in the first line; mend it"
            )
    return [(line, [*row[:width], *[""] * (width - len(row))]) for line, row in rows]


def _told(name: str) -> str:
    return plain(name) or "one without a name"


def _clip_id(given: str) -> str:
    """Return the id of a clip that is named in one of the ways its corpus has; any other text as it is."""
    path = PurePosixPath(given if given.lower().endswith(".wav") else given + ".wav")
    for corpus in CATALOGUE.values():
        name = corpus.parse(path)
        if name is not None:
            return name.clip
    return given


def _whole_numbers(path: Path, cells: pd.DataFrame, name: str) -> list[int]:
    found = []
    for line, given in zip(cells["line"], cells[name], strict=True):
        number = _WHOLE.fullmatch(given)
        if not number:
            raise DataDamaged(
                f"{path}, line {line}: {name}: received {_quoted(given)}, expected whole numbers such as 0 (not {name[0]}0); mend it"
            )
        found.append(int(number[1]))
    return found


def _predicted(path: Path, cells: pd.DataFrame) -> np.ndarray:
    said = [word.lower() for word in cells["predicted"]]
    wrong = {
        given: line
        for line, given, word in reversed(list(zip(cells["line"], cells["predicted"], said, strict=True)))
        if word not in EMOTIONS
    }
    if wrong:
        words = [f"{_quoted(one)}{_nearest(one)}" for one in list(wrong)[::-1][:4]]
        counted = any(one.replace(".", "", 1).isdecimal() for one in wrong)
        names = (
            f"names, as numbers of emotions differ: {', '.join(EMOTIONS)}" if counted else ", ".join(EMOTIONS)
        )
        raise DataDamaged(
            f"{path}, line {min(wrong.values())}: predicted: received {', '.join(words)}, expected {names}; mend it"
        )
    return np.eye(len(EMOTIONS))[[EMOTIONS.index(word) for word in said]]


def _quoted(given: str) -> str:
    return repr(plain(given)) if given else "nothing"


def _nearest(given: str) -> str:
    """Return " (angry?)" for a word that is near the name of an emotion, "" for any other."""
    word = given.lower()
    near = [name for name in EMOTIONS if len(word) > 2 and name[:3] == word[:3]]
    near += difflib.get_close_matches(word, EMOTIONS, 1)
    return f" ({near[0]}?)" if near else ""


def _scores(path: Path, cells: pd.DataFrame, scored: tuple[str, ...]) -> np.ndarray:
    scores = np.full((len(cells), len(EMOTIONS)), _NEVER)
    for name in scored:
        found = pd.to_numeric(cells[name], errors="coerce").to_numpy(float)
        wrong = np.flatnonzero(~np.isfinite(found))
        if len(wrong):
            line, given = cells["line"].iloc[wrong[0]], cells[name].iloc[wrong[0]]
            raise DataDamaged(
                f"{path}, line {line}: {name}: received {_quoted(given)}, a score that is no number, expected a number "
                "under each emotion; mend it"
            )
        scores[:, EMOTIONS.index(name)] = found
    return scores
