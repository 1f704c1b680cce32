"""Splits as data: `data/splits/*.csv`, one file a split and corpus, the same for everybody.

They are made once from the manifests, so they cover every clip of a corpus, whoever lacks one; a
clip that is not at hand drops out and moves no other. A file has the column `clip` and one column a
fold (`f0`) or seed (`s0`), which holds `train`, `validation`, `test`, or nothing for a clip that
takes no part. `index.csv` lists every column with its counts and its hash.
"""

import csv
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from functools import cache
from pathlib import Path, PurePosixPath

import pandas as pd

import ser
from ser.corpora import CORPORA, read_manifest
from ser.errors import BadValue, DataDamaged
from ser.files import whole
from ser.outside import UNREADABLE, plain, reason
from ser.splits.split import SIDES

FOLDER = Path(ser.__file__).resolve().parents[1] / "data" / "splits"
"""In a checkout of the project, beside the package."""

VERSION = 1
"""Counted up whenever a committed split changes; results rest on the hash of their own split."""

SEEDS = 5
"""Seeds that are committed of each seeded split."""

INDEX = "index.csv"
_INDEX_COLUMNS = ("version", "split", "corpus", "column", *SIDES, "hash")
_REMEDY = "restore data/splits, or make it again with `ser data splits --write`"


def read_sides(name: str, corpus: str, column: str, clips: Iterable[str]) -> pd.Series:
    """Return clip id -> side of one committed column for those of `clips` that take part.

    The whole column is checked against its hash in the index first.

    Raises:
        DataDamaged: no such file or no index (the package runs outside a checkout), a file is not as
            it was committed, or has no line for a clip of `clips`.
        BadValue: a column (fold or seed) that is not committed.
    """
    table = _read(FOLDER, name, corpus)
    if column not in table:
        raise BadValue(
            f"split {name!r} on {corpus}: received {column}, expected one of {plain(', '.join(table.columns))}; "
            "data/splits holds no other"
        )
    wanted = list(clips)
    unknown = sorted(set(wanted) - set(table.index))
    if unknown:
        raise DataDamaged(
            f"split {name!r} on {corpus}: received clip {unknown[0]}, expected clips of the manifest; it is not in data/splits"
        )
    sides = table.loc[wanted, column]
    return sides[sides != ""]


def expected_clips(corpus: str) -> pd.DataFrame:
    """Return the clips a whole corpus has, from its manifest: what their names say, and the content hash."""
    rows = []
    for _, entry in sorted((read_manifest(CORPORA[corpus]) or {}).items()):
        name = CORPORA[corpus].parse(PurePosixPath(entry.path))
        if name is not None:
            rows.append(asdict(name) | {"corpus": corpus, "sha256": entry.sha256})
    return pd.DataFrame(rows)


def write_all(folder: Path | str, tables: dict[tuple[str, str], pd.DataFrame]) -> None:
    """Write `tables` ((split, corpus) -> clips x columns of sides) and their index into `folder`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for file, rows in _contents(tables).items():
        with whole(folder / file) as beside, beside.open("w", newline="", encoding="utf-8") as handle:
            csv.writer(handle, lineterminator="\n").writerows(rows)


def differences(folder: Path | str, tables: dict[tuple[str, str], pd.DataFrame]) -> Iterator[str]:
    """Yield a line for each file in `folder` that is not what `write_all` writes of `tables`."""
    folder = Path(folder)
    contents = _contents(tables)
    for file, rows in contents.items():
        path = folder / file
        if not path.is_file():
            yield f"{file}: missing"
            continue
        expected = [",".join(map(str, row)) for row in rows]
        received = path.read_text(encoding="utf-8", errors="replace").splitlines()
        for number in range(max(len(expected), len(received))):
            one, other = (
                lines[number] if number < len(lines) else "no line" for lines in (received, expected)
            )
            if one != other:
                yield f"{file}, line {number + 1}: received {one!r}, expected {other!r}"
                break
    strangers = sorted(path.name for path in folder.glob("*.csv") if path.name not in contents)
    yield from (f"{name}: no split has this name" for name in strangers)


def column_hash(sides: pd.Series) -> str:
    """Return a hash in hex over who lies where, whatever the order (that of `Split.hash`)."""
    lines = sorted(f"{clip}\t{side}" for clip, side in sides.items() if side in SIDES)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _file(name: str, corpus: str) -> str:
    return f"{name}-{corpus.lower()}.csv"


def _contents(tables: dict[tuple[str, str], pd.DataFrame]) -> dict[str, list[list[object]]]:
    """Return {file name: rows}, the index last: until then, what is new is not believed."""
    contents: dict[str, list[list[object]]] = {}
    lines: list[list[object]] = [list(_INDEX_COLUMNS)]
    for (name, corpus), table in sorted(tables.items()):
        table = table.sort_index()
        contents[_file(name, corpus)] = [["clip", *table.columns], *table.reset_index().to_numpy().tolist()]
        for column in table:
            counts = [int((table[column] == side).sum()) for side in SIDES]
            lines.append([VERSION, name, corpus, column, *counts, column_hash(table[column])])
    return contents | {INDEX: lines}


@cache
def _read(folder: Path, name: str, corpus: str) -> pd.DataFrame:
    """Return clips x columns of sides, each column as its hash in the index promises."""
    path = folder / _file(name, corpus)
    table, index = _read_csv(path), _read_csv(folder / INDEX)
    if "clip" not in table or not table["clip"].is_unique or not {*_INDEX_COLUMNS} <= {*index}:
        raise DataDamaged(f"{path}: expected a column clip, each clip once, and {INDEX} beside it; {_REMEDY}")
    table = table.set_index("clip")
    listed = index[(index["split"] == name) & (index["corpus"] == corpus)]
    if set(listed["version"]) - {str(VERSION)}:
        raise DataDamaged(
            f"{folder / INDEX}: received version {plain(listed['version'].max())}, expected {VERSION}; {_REMEDY}"
        )
    promised = dict(zip(listed["column"], listed["hash"], strict=True))
    held = {column: column_hash(table[column]) for column in table}
    if promised != held:
        wrong = min(one for one in {*promised, *held} if promised.get(one) != held.get(one))
        raise DataDamaged(
            f"{path}: column {plain(wrong)} has hash {held.get(wrong, 'none')[:12]}, expected "
            f"{plain(promised.get(wrong, 'none')[:12])} as {INDEX} says; {_REMEDY}"
        )
    return table


def _read_csv(path: Path) -> pd.DataFrame:
    if not path.is_file():
        raise DataDamaged(f"no split file {path}; expected it in a checkout of the project; {_REMEDY}")
    try:
        return pd.read_csv(path, dtype=str, keep_default_na=False)
    except UNREADABLE as error:
        raise DataDamaged(f"{path}: cannot be read ({reason(error)}); {_REMEDY}") from error
