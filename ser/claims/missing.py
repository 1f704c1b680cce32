"""What a number over several corpora would come to with those that are missing, were the others as they are."""

import math
from collections.abc import Mapping

from ser.claims.published import Claim
from ser.corpora import CORPORA


def accuracy_with(row: Mapping, missing: float) -> float:
    """Return the accuracy on the whole combined set, were `missing` the share of right answers on corpora not tested.

    `row` has `accuracy_CORPUS` for each corpus that was tested (`ser.results.pooled.figures`). Each corpus counts
    with all its published clips.
    """
    tested = _tested(row)
    shares = {name: row[f"accuracy_{name}"] if name in tested else missing for name in CORPORA}
    right = sum(CORPORA[name].clips * share for name, share in shares.items())
    return right / sum(corpus.clips for corpus in CORPORA.values())


def needed(row: Mapping, least: float) -> float:
    """Return the share of the missing corpora's clips that have to be right for `least` on the whole set.

    Above 1, not even all of them are enough; below 0, none is needed. NaN where no corpus is missing.
    """
    low, high = accuracy_with(row, 0.0), accuracy_with(row, 1.0)
    return (least - low) / (high - low) if high > low else math.nan


def missing_told(row: Mapping, claim: Claim) -> str:
    """Return what the missing corpora have to give for a number to stay within its tolerance, as a sentence.

    "" where none of the corpora is missing, or none was tested.
    """
    tested = _tested(row)
    lacking = [name for name in CORPORA if name not in tested]
    if not lacking or not tested or claim.value is None or claim.tolerance is None:
        return ""
    share = needed(row, claim.value - claim.tolerance)
    names = " and ".join(lacking)
    within = f"within {claim.tolerance:g} of the claim"
    if share > 1:
        return f"Added to this, not even all clips of {names} named correctly would bring it {within}."
    if share <= 0:
        return f"Added to this, {names} could not take it below the claim by more than {claim.tolerance:g}."
    worst = min(tested, key=lambda name: row[f"accuracy_{name}"])
    like_worst = row[f"accuracy_{worst}"]
    return (
        f"With {names} added and the rest as it is, the number is {within} only if at least {share:.1%} of the clips of "
        f"{names} are named correctly; of those of {worst}, {like_worst:.1%} are. "
        f"Were it so of {names} too, the number would be {accuracy_with(row, like_worst):.1%}."
    )


def _tested(row: Mapping) -> list[str]:
    return [name for name in CORPORA if not math.isnan(row.get(f"accuracy_{name}", math.nan))]
