"""The arms of one experiment beside its reference, clip by clip where both were tested."""

from dataclasses import asdict, replace

import numpy as np
import pandas as pd

from ser.evaluation import report, summarise
from ser.evaluation.intervals import bootstrap, drawing_units
from ser.experiments import ARMS, Arm, Experiment, Predictions
from ser.results.runs import Result, name_of, select, summary

FIGURES = (
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "uar",
    "uar_low",
    "uar_high",
    "folds_mean_uar",
    "spread",
    "chance",
    "majority",
    "folds",
    "seeds",
    "clips",
    "speakers",
    "parameters",
    "epochs",
    "minutes",
)
PAIRED = ("difference", "difference_low", "difference_high", "disagree", "gained", "lost")


def compare(results: list[Result], chosen: Experiment) -> pd.DataFrame:
    """Return one row for each arm of an experiment in its order, NaN where an arm has not been run.

    Beside the figures of `summary`, each arm is paired with the reference on the folds, seeds and
    clips both were tested on: `difference` in accuracy (arm minus reference) with a 95% interval,
    `disagree` (share of the clips on which they predict different labels), and `gained` and `lost`
    (clips that only the arm, or only the reference, names rightly).
    """
    here = select(results, data=chosen.data, split=chosen.split)
    reference = select(here, arm=chosen.reference)
    rows = []
    for arm in chosen.arms:
        found = select(here, arm=arm)
        row: dict = {"arm": arm, "label": ARMS[arm].label, "run": bool(found)}
        row |= dict.fromkeys((*FIGURES, *PAIRED), float("nan"))
        if found:
            row |= summary(found).iloc[0][list(FIGURES)].to_dict()
            row |= paired(found, reference) if arm != chosen.reference else {}
        rows.append(row)
    return pd.DataFrame(rows).set_index("arm").astype({name: float for name in (*FIGURES, *PAIRED)})


def paired(found: list[Result], reference: list[Result], *, draws: int = 2000, seed: int = 0) -> dict:
    """Return how an arm and its reference differ on the clips both were tested on; {} when there are none.

    The interval is a percentile bootstrap over speakers where a corpus has ten or more, else over its
    texts or clips. It tells how far the difference depends on who was tested, not on the seed.
    """
    pairs = [
        (one.predictions, other.predictions)
        for one in found
        for other in reference
        if _place(one) == _place(other)
    ]
    if not pairs:
        return {}
    for ours, theirs in pairs:
        if not np.array_equal(ours.clips, theirs.clips):
            return {}
    clips = np.concatenate([ours.clips for ours, _ in pairs])
    right = np.concatenate([ours.predicted == ours.truth for ours, _ in pairs])
    before = np.concatenate([theirs.predicted == theirs.truth for _, theirs in pairs])
    differ = np.concatenate([ours.predicted != theirs.predicted for ours, theirs in pairs])
    change = right.astype(int) - before.astype(int)
    names = [name_of(clip) for clip in clips]
    corpora = np.array([clip.partition("/")[0] for clip in clips])
    units, _ = drawing_units(
        np.array([name.speaker for name in names]), np.array([name.text for name in names]), corpora
    )
    # A clip is lost (-1), unchanged or gained (+1): three labels, whose mean is the difference.
    low, high = bootstrap(
        np.zeros(len(change), int), change + 1, units, strata=corpora, statistic=_mean_change, draws=draws, seed=seed
    )
    return {
        "difference": float(change.mean()),
        "difference_low": float(low),
        "difference_high": float(high),
        "disagree": float(differ.mean()),
        "gained": int((change > 0).sum()),
        "lost": int((change < 0).sum()),
    }


def _mean_change(counts: np.ndarray) -> float:
    """Return gained minus lost over all clips, from a matrix whose one row counts lost, unchanged and gained."""
    lost, unchanged, gained = np.pad(counts[0], (0, 3))[:3]
    return float((gained - lost) / (lost + unchanged + gained))


def of_corpus(results: list[Result], corpus: str) -> list[Result]:
    """Return the results with the predictions on clips of one corpus alone; those without any are left out.

    The figures in the records stay those of the whole test side; what is counted from predictions,
    as `summary` does, is of the corpus.
    """
    found = []
    for one in results:
        held = one.predictions
        kept = np.char.startswith(held.clips, f"{corpus}/")
        if kept.any():
            part = Predictions(held.clips[kept], held.truth[kept], held.probabilities[kept])
            found.append(replace(one, predictions=part))
    return found


def protocols(results: list[Result], arms: tuple[str, ...], corpus: str) -> pd.DataFrame:
    """Return how each arm does on the test clips of one corpus under each protocol that was run.

    A row for each arm and protocol, NaN where it has not been run, with the columns of `FIGURES`, the
    arm, its label and the protocol: "random, all corpora" (the clips of `corpus` on the test side of
    the combined set), "random, alone" (trained on `corpus` alone) and "unseen speakers".
    """
    rows = []
    for arm in arms:
        mine = select(results, arm=arm)
        for protocol, found in (
            ("random, all corpora", of_corpus(select(mine, data="all", split="random"), corpus)),
            (f"random, {corpus} alone", select(mine, data=corpus, split="random")),
            ("unseen speakers", select(mine, data=corpus, split="speaker")),
        ):
            figures = summary(found).iloc[0][list(FIGURES)].to_dict() if found else {}
            about = {"arm": arm, "model": ARMS[arm].label, "protocol": protocol}
            rows.append(about | dict.fromkeys(FIGURES, float("nan")) | figures)
    return pd.DataFrame(rows).astype(dict.fromkeys(FIGURES, float))


def pooled_report(results: list[Result]) -> pd.DataFrame:
    """Return precision, recall and F1 by emotion over the test predictions of all results together."""
    truth = np.concatenate([one.predictions.truth for one in results])
    probabilities = np.concatenate([one.predictions.probabilities for one in results])
    corpora = np.array([clip.partition("/")[0] for one in results for clip in one.predictions.clips])
    return report(summarise(truth, probabilities, corpora, majority=0))


def changes(arm: Arm, reference: Arm) -> dict[str, tuple]:
    """Return each setting in which two arms differ: name -> (of the reference, of the arm)."""
    found: dict[str, tuple] = {}
    for part in ("model", "training", "features"):
        before, after = asdict(getattr(reference, part)), asdict(getattr(arm, part))
        found |= {name: (before[name], after[name]) for name in after if before.get(name) != after[name]}
    return found


def _place(result: Result) -> tuple[int, int]:
    return result.record["split"]["fold"], result.record["split"]["seed"]
