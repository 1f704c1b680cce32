"""The verdicts as they were last written down, so that none changes without anyone noticing."""

import re
from pathlib import Path

from ser import files
from ser.claims.ledger import ledger
from ser.errors import DataDamaged
from ser.results import Result

COMMAND = "ser claims --record"
_FIELD = re.compile(r"^recorded\s*=.*$")
_ID = re.compile(r'^id\s*=\s*"([^"]+)"')


def changed(path: Path | str, results: list[Result]) -> list[str]:
    """Return a line for each claim whose verdict is not the one that `recorded` in the ledger holds."""
    table = ledger(path, results)
    return [
        f"{row.id}: recorded {row.recorded or 'nothing'!r}, now {row.standing!r} ({row.reason})"
        for row in table[table["standing"] != table["recorded"]].itertuples()
    ]


def record(path: Path | str, results: list[Result]) -> list[str]:
    """Write the verdicts of today into the ledger; return what `changed` said before.

    Only the lines `recorded = "..."` are touched: comments and order stay.

    Raises:
        DataDamaged: a claim has no line for its id, so that it cannot be found in the text.
    """
    path = Path(path)
    told = changed(path, results)
    standing = ledger(path, results).set_index("id")["standing"]
    head, *blocks = re.split(r"^(?=\[\[)", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    text = head + "".join(_with(block, standing.to_dict(), path) for block in blocks)
    files.write_text(path, text)
    return told


def _with(block: str, standing: dict[str, str], path: Path) -> str:
    """Return one block of the ledger with today's verdict in it."""
    if not block.startswith("[[claim]]"):
        return block
    lines = block.splitlines()
    kept = [line for line in lines if not _FIELD.match(line)]
    place, id_ = next(((n, found[1]) for n, line in enumerate(kept) if (found := _ID.match(line))), (0, ""))
    if id_ not in standing:
        raise DataDamaged(
            f'{path}: a claim has no line id = "..."; expected one in each [[claim]]; restore it'
        )
    kept.insert(place + 1, f'recorded = "{standing[id_]}"')
    return "\n".join(kept) + "\n"
