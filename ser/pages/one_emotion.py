"""What the pages say of runs that name one emotion for every clip."""

from collections.abc import Sequence

import pandas as pd

from ser.experiments import ARMS
from ser.pages import words
from ser.results import Result, select
from ser.results.stopping import Stopping, stopping

_NEAR_THE_END = 0.95
"""Where a run is best no earlier than at this share of its epochs, it may not have been done."""
_WHERE = {"speaker": "on unseen speakers", "random": "on random clips"}


def silent(results: Sequence[Result], arm: str, corpus: str) -> dict[str, Stopping]:
    """Return how an arm's runs on one corpus stopped, by protocol in words, where any of them is silent."""
    found = {
        where: stopping(select(results, data=corpus, split=split, arm=arm)) for split, where in _WHERE.items()
    }
    return {where: one for where, one in found.items() if one and one.one_answer}


def brief(found: Stopping | None, corpus: str) -> str:
    """Return in a clause in how many of its runs on one corpus the published code is silent."""
    if not found or not found.one_answer:
        return f"With few clips, as in {corpus} alone, the published code can stop before it can answer"
    return f"On {corpus} alone, the published code names one emotion for every clip in {found.one_answer} of {found.runs} runs"


def told(found: dict[str, Stopping], corpus: str) -> str:
    """Return in a sentence, without its full stop, what `silent` found of the published code."""
    if not found:
        return f"No run of the published code on {corpus} alone gives one answer for every clip; with few clips it can happen"
    counts = words.listed(
        [
            f"{one.one_answer} of {words.count(one.runs, 'run')} of the published code {where}"
            for where, one in found.items()
        ]
    )
    return f"On {corpus} alone, {counts} name one emotion for every clip: its schedule stops it before it can answer"


def left_out(found: dict[str, Stopping]) -> str:
    """Return why a list of what accuracy does leaves the published code out, as a sentence; "" where `silent` found nothing.

    What gives one answer to every clip neither falls nor holds.
    """
    if not found:
        return ""
    counts = [f"{one.one_answer} of {words.count(one.runs, 'run')} {where}" for where, one in found.items()]
    return f"The published code is left out: it names one emotion for every clip in {words.listed(counts)}."


def seed_by_seed(arms: Sequence[Sequence[Result]]) -> pd.DataFrame:
    """Return the runs of several arms on one fold, a row for each seed and a column for each arm; None where one is lacking."""
    columns = {
        ARMS[found[0].record["arm"]].label: {one.seed: one for one in found} for found in arms if found
    }
    table = pd.DataFrame(columns, dtype=object).sort_index()
    return table.where(table.notna(), None).rename_axis("seed")


def run_told(one: Result | None) -> str | None:
    """Return the accuracy of a run and the epoch that it kept, "0.747 (epoch 43 of 50)"; None for None."""
    if one is None:
        return None
    told = one.record["training"]
    return f"{one.record['metrics']['accuracy']:.3f} (epoch {told['best_epoch'] + 1} of {told['epochs']})"


def where_it_learns(table: pd.DataFrame, model: str) -> str:
    """Return how the first arm of `seed_by_seed` stands beside the last in the seeds where it is not silent, in sentences.

    `model` names the last. "" where the first is silent in every seed, or in none.
    """
    if table.shape[1] < 2:
        return ""
    pairs = table.iloc[:, [0, -1]].dropna()
    silent = pairs.iloc[:, 0].map(lambda one: one.one_answer).astype(bool)
    if silent.all() or not silent.any():
        return ""
    scores = pairs[~silent].map(lambda one: one.record["metrics"]["accuracy"])
    ours, theirs = ([f"{score:.3f}" for score in scores.iloc[:, place]] for place in (1, 0))
    told = (
        f"In {words.count(len(scores), 'seed')} the published code gets past that point. There it has an accuracy of "
        f"{words.listed(theirs)}, and {model} one of {words.listed(ours)} on the same clips."
    )
    if (scores.iloc[:, 0] >= scores.iloc[:, 1]).all():
        told += f" So where the published code learns, nothing shows {model} to be the more accurate one on random clips."
        if not any(one.one_answer for one in pairs.iloc[:, 1]):
            told += " What it has is that it learns with every seed."
    return told


def to_the_end(found: Sequence[Result]) -> str:
    """Return that runs were best in their last epochs, as a sentence; "" where one was not, or none was run."""
    kept = [(one.record["training"]["best_epoch"] + 1, one.record["training"]["epochs"]) for one in found]
    if not kept or any(best < _NEAR_THE_END * epochs for best, epochs in kept):
        return ""
    span = words.span((min(best for best, _ in kept), max(best for best, _ in kept)), ",.0f")
    return (
        f"On the schedule of the corrected model, the published network is best at epoch {span} of "
        f"{max(epochs for _, epochs in kept)}: it may not have been done, and its fall from random clips to unseen speakers is that of "
        "a network which may have been cut short."
    )


def two_kinds(found: Stopping | None, where: str) -> str:
    """Return how the runs at one protocol part into silent and others, in sentences; "" where all are alike."""
    if not found or not found.one_answer or not found.others:
        return ""
    epochs, accuracies = zip(*found.others, strict=True)
    many = len(found.others) > 1
    return (
        f"{where.capitalize()}, {found.one_answer} of {words.count(found.runs, 'run')} end like this, after "
        f"{words.span((min(found.silent), max(found.silent)), ',.0f')} epochs. The other{f' {len(found.others)}' if many else ''} "
        f"{'differ' if many else 'differs'} from them in nothing but the seed, which also deals out the clips: "
        f"stopped after {words.span((min(epochs), max(epochs)), ',.0f')} epochs, {'they have' if many else 'it has'} an accuracy of "
        f"{words.span((min(accuracies), max(accuracies)), '.3f')}. The mean over the seeds is one over two kinds of run."
    )
