"""What the pages say of runs that name one emotion for every clip."""

from collections.abc import Sequence

from ser.pages import words
from ser.results import Result, select
from ser.results.stopping import Stopping, stopping

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
