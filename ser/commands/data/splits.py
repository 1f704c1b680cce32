"""`ser data splits`: what each split is and what its sides share; check or write the committed files."""

import argparse
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_TITLES = {
    "shared_corpus": "corpus",
    "shared_speaker": "speaker",
    "shared_text": "text",
    "shared_sentence": "take",
    "shared_sha256": "file",
}


def add(actions: argparse._SubParsersAction) -> None:
    """Add the action to `ser data`."""
    parser = actions.add_parser("splits", help="show what the sides of each split share, check or write them")
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--check",
        action="store_true",
        help="compare data/splits with what is dealt out anew; exit 1 if it differs",
    )
    what.add_argument("--write", action="store_true", help="deal all splits out anew and write data/splits")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> int:
    from ser.splits import committed, overview, tables

    if not (options.check or options.write):
        print(_table(overview()).to_string(index=False))
        print(
            "corpus to file: share of the test clips that train or choose with the same corpus, speaker or text,\n"
            "with another take of the same sentence, or with a file of the same content; mean over folds or seeds"
        )
        return 0
    dealt = {(name, corpus): table for name, corpus, table in tables()}
    columns = sum(len(table.columns) for table in dealt.values())
    if options.write:
        committed.write_all(committed.FOLDER, dealt)
        print(f"{committed.FOLDER}: {len(dealt)} files and {committed.INDEX}, {columns} folds and seeds")
        return 0
    found = next(committed.differences(committed.FOLDER, dealt), None)
    if found:
        print(
            f"ser data splits: {committed.FOLDER}: {found}; restore data/splits, or make it again with "
            "`ser data splits --write`",
            file=sys.stderr,
        )
        return 1
    print(f"{committed.FOLDER}: {len(dealt)} files, {columns} folds and seeds, each as it is dealt out anew")
    return 0


def _table(splits: "pd.DataFrame") -> "pd.DataFrame":
    """Return a line for each split and corpus: how many folds or seeds, counts by side, what is shared."""
    import pandas as pd

    from ser.splits import SEEDED, SIDES

    lines = []
    for (name, corpus), group in splits.groupby(["split", "corpus"], sort=False):
        number = f"{len(group)} {'seed' if name in SEEDED else 'fold'}{'s' if len(group) > 1 else ''}"
        line = {"split": name, "tested": corpus, "": number}
        line |= {side: _range(group[side]) for side in SIDES}
        line |= {title: _percent(group[column].mean()) for column, title in _TITLES.items()}
        lines.append(line)
    return pd.DataFrame(lines)


def _range(counts: "pd.Series") -> str:
    low, high = counts.min(), counts.max()
    return f"{low}" if low == high else f"{low}-{high}"


def _percent(share: float) -> str:
    return f"{100 * share:.1f}".removesuffix(".0") + "%"
