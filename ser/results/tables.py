"""Every table of every experiment, computed from the stored predictions, as CSV files that are committed."""

from collections.abc import Callable, Sequence
from pathlib import Path

import pandas as pd

from ser import files
from ser.corpora import CATALOGUE, EMOTIONS
from ser.corpora.banner import BANNER
from ser.evaluation import per_class, reliability
from ser.experiments import EXPERIMENTS
from ser.results.choosing import choosing
from ser.results.compare import every_place
from ser.results.pooled import complete, groups_of, pool, recall_limits, summary
from ser.results.repeated import repeated
from ser.results.runs import Result, is_demo, metrics_of, of_corpus
from ser.results.voting import compared, elect

DIGITS = 6
"""Decimals that are written: fewer than sums in another order, on another machine, can move."""

_OF_CLASS = ("precision", "recall", "recall_low", "recall_high", "f1", "support")

_DEMO = f"# {BANNER}\n"
_COUNTED = ("folds", "seeds", "clips", "speakers", "parameters", "noise_seeds", "own_noise_seeds")
_WHOLE = (*_COUNTED, "gained", "lost", "pairs", "paired_seeds")
_OF_RUN = ("accuracy", "uar", "macro_f1", "weighted_f1", "ece", "brier", "chance", "majority")


def make_tables(results: list[Result], choices: Sequence[Result] = ()) -> dict[str, pd.DataFrame]:
    """Return every table by name.

    One a name for each experiment (its arms at every place, see `ser.results.compare.compare`), and:
    `summary` (each arm on each split), `corpora` (the same for each corpus of a test side that has
    several), `classes` (precision, recall, F1 and support by emotion), `confusions` (clips by true
    and predicted emotion), `reliability` (the table behind the calibration error) and `runs` (each
    run with its figures, its environment and what it cost), `choosing` (what was chosen on
    validation, from `choices`: see `ser.results.choosing`), `voters` (who votes, from the same: see
    `ser.results.voting`; the vote itself is the last arm of `vote`) and `repeated` (runs done on two
    machines: see `ser.results.repeated`). Seeds and folds are pooled as in `summary`.
    """
    tables = {one.name: every_place(results, one) for one in EXPERIMENTS}
    return tables | {
        "summary": summary(results),
        "corpora": _by_corpus(results),
        "classes": _for_each_arm(results, _classes),
        "confusions": _for_each_arm(results, _confusions),
        "reliability": _for_each_arm(results, _reliability),
        "runs": _runs(results),
        "choosing": choosing(list(choices)),
        "vote": compared(results),
        "voters": elect(choices),
        "repeated": repeated(results),
    }


def as_csv(table: pd.DataFrame) -> str:
    """Return a table as CSV text, the same bytes for the same predictions."""
    table = table.copy()
    for name in table.columns:
        if name in _WHOLE or str(name).startswith("clips_"):
            table[name] = table[name].astype(float).round().astype("Int64")
        elif table[name].dtype.kind == "f":
            table[name] = table[name].round(DIGITS)
    return table.to_csv(index=False, lineterminator="\n")


def write_tables(results: list[Result], folder: Path | str, choices: Sequence[Result] = ()) -> list[Path]:
    """Write every table under `folder`, remove tables there that are none any more, return the paths."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    mark = _DEMO if is_demo(results) else ""
    written = []
    for name, table in make_tables(results, choices).items():
        written.append(files.write_text(folder / f"{name}.csv", mark + as_csv(table)))
    for path in sorted(set(folder.glob("*.csv")) - set(written)):
        path.unlink()
    return written


def _by_corpus(results: list[Result]) -> pd.DataFrame:
    """Return the rows of `summary` for each corpus of the test sides that hold several."""
    several = [
        one for group in groups_of(results).values() if len(_corpora_of(group)) > 1 for one in complete(group)
    ]
    present = _corpora_of(several)
    tables = [
        summary(of_corpus(several, corpus)).assign(corpus=corpus) for corpus in CATALOGUE if corpus in present
    ]
    table = pd.concat(tables, ignore_index=True) if tables else summary([]).assign(corpus=[])
    # What a run cost stands in `summary`; a corpus has no cost of its own.
    cost = ("parameters", "epochs", "minutes", "device", "backend")
    return table[["corpus", *(name for name in summary([]).columns if name not in cost)]]


def _corpora_of(group: Sequence[Result]) -> set[str]:
    return {clip.partition("/")[0] for one in group for clip in one.predictions.clips.tolist()}


def _for_each_arm(results: list[Result], rows_of: Callable[[list[Result]], list[dict]]) -> pd.DataFrame:
    """Return what `rows_of` says about each arm on each split, its data, split and arm in front."""
    rows = [
        {"data": data, "split": split, "arm": arm, **row}
        for (data, split, arm), group in groups_of(results).items()
        for row in rows_of(complete(group))
    ]
    return pd.DataFrame(rows)


def _classes(group: list[Result]) -> list[dict]:
    held = pool(group)
    found = per_class(held.confusions.sum(axis=0))
    low, high = recall_limits(held)
    found |= {"recall_low": low, "recall_high": high}
    return [
        {"emotion": emotion} | {name: found[name][label] for name in _OF_CLASS}
        for label, emotion in enumerate(EMOTIONS)
        if found["support"][label]
    ]


def _confusions(group: list[Result]) -> list[dict]:
    counts = pool(group).confusions.sum(axis=0)
    return [
        {"true": emotion} | dict(zip(EMOTIONS, counts[label], strict=True))
        for label, emotion in enumerate(EMOTIONS)
        if counts[label].any()
    ]


def _reliability(group: list[Result]) -> list[dict]:
    held = pool(group)
    table = pd.DataFrame(reliability(held.truth, held.probabilities))
    return table[table["clips"] > 0].to_dict("records")


def _runs(results: list[Result]) -> pd.DataFrame:
    rows = []
    for one in results:
        record, metrics = one.record, metrics_of(one)
        backend, device = one.machine
        versions = record["versions"]
        rows.append(
            {
                "run": record["run"],
                "key": record["key"],
                "arm": record["arm"],
                "data": record["data"]["name"],
                "split": record["split"]["name"],
                "fold": one.fold,
                "seed": one.seed,
                **{name: metrics[name] for name in _OF_RUN},
                "train": record["split"]["train"],
                "validation": record["split"]["validation"],
                "test": record["split"]["test"],
                "epochs": record["training"]["epochs"],
                "best_epoch": record["training"]["best_epoch"],
                "parameters": record["training"]["parameters"],
                "seconds": record["seconds"]["training"],
                "backend": backend,
                "device": device,
                "keras": versions.get("keras", ""),
                "fingerprint": record["data"]["fingerprint"][:16],
                "split_hash": record["split"].get("hash", "")[:16],
            }
        )
    return pd.DataFrame(rows).sort_values("run", ignore_index=True)
