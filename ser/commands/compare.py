"""`ser compare`: another system's predictions beside an arm of ours, clip by clip."""

import argparse
import textwrap
from pathlib import Path
from typing import TYPE_CHECKING

from ser.commands.places import results_folder

if TYPE_CHECKING:
    import pandas as pd


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("compare", help="another system's predictions beside an arm of ours")
    parser.add_argument(
        "predictions",
        type=Path,
        metavar="FILE.csv",
        help="columns clip and predicted; fold, seed where there are several",
    )
    parser.add_argument("--data", default="RAVDESS", help="all, RAVDESS, ... (default: RAVDESS)")
    parser.add_argument("--split", default="speaker", help="its name in `ser data splits` (default: speaker)")
    parser.add_argument("--arm", default="corrected", help="what it is set beside (default: corrected)")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.errors import BadValue
    from ser.experiments import ARMS, Place
    from ser.results import is_demo, load_results, rests_on, select
    from ser.results.compare import compare
    from ser.results.others import YOURS, beside, read_others

    experiments.profile(options.profile)
    held = load_results(results_folder(options.profile))
    here = select(held, data=options.data, split=options.split)
    reference = select(here, arm=options.arm)
    if not reference:
        known = sorted({one.record["arm"] for one in here}, key=[*ARMS].index)
        told = f"one of {', '.join(known)}" if known else "data and a split that have been run"
        raise BadValue(
            f"no run of {options.arm} on {options.data}, {options.split}; expected {told}; see `ser experiments status`"
        )
    yours = read_others(options.predictions, reference)
    folds, seeds = (tuple(sorted({getattr(one, name) for one in yours})) for name in ("fold", "seed"))
    place = Place(options.data, options.split, folds, seeds)
    table = compare([*reference, *yours], beside(place, options.arm), place)
    for line in _told(table, place, options.arm, YOURS):
        print(line)
    print(
        f"The runs of {options.arm} rest on {rests_on(reference)}"
        + ("; demo corpus: not a result" if is_demo(reference) else ".")
    )


def _told(table: "pd.DataFrame", place: object, arm: str, yours: str) -> list[str]:
    from ser.results.written import signed

    row, other = table.loc[yours], table.loc[arm]
    width = max(len(arm), len("difference"))
    counts = f"{row['clips']:.0f} clips, {row['speakers']:.0f} speakers, {row['seeds']:.0f} seed{'s' if row['seeds'] > 1 else ''}"
    lines = [f"{place}: {counts}; 95% intervals over {row['unit']}", f"{'':<{width}}  {'accuracy':<28}  UAR"]
    for name, one in ((yours, row), (arm, other)):
        cells = [
            f"{one[measure]:.3f} ({one[f'{measure}_low']:.3f} to {one[f'{measure}_high']:.3f})"
            for measure in ("accuracy", "uar")
        ]
        lines.append(f"{name:<{width}}  {cells[0]:<28}  {cells[1]}")
    cells = [
        " ".join(
            (
                signed(row[f"difference{measure}"]),
                f"({signed(row[f'difference{measure}_low'])} to {signed(row[f'difference{measure}_high'])})",
            )
        )
        for measure in ("", "_uar")
    ]
    lines.append(f"{'difference':<{width}}  {cells[0]:<28}  {cells[1]}")
    lines.append(f"by accuracy: {row['verdict']}; by UAR: {row['verdict_uar']}")
    about = f"{row['reason']}. What the intervals speak of: {row['reach']}."
    lines += textwrap.wrap(about, 100)
    lines += textwrap.wrap(
        "One comparison: whoever makes several has to correct p for their number. That the system was trained on the "
        "training side alone, and that nothing about it was chosen on these clips, is for you to know.",
        100,
    )
    return lines
