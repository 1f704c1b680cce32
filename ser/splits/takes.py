"""What keeping takes together leaves open: the same sentence, said in the other intensity."""

from statistics import fmean

from ser.splits.committed import SEEDS, expected_clips
from ser.splits.named import make_split
from ser.splits.sharing import sharing


def other_intensity(corpus: str) -> float:
    """Return the share of the test clips that train or choose with the same sentence in another intensity.

    The same sentence: one text by one speaker in one emotion. It is counted in the committed splits
    `repetition` of the whole corpus, mean over their seeds; takes at one intensity share a side there.
    """
    clips = expected_clips(corpus)
    whatever = clips.assign(intensity="")
    return fmean(
        sharing(make_split("repetition", clips, seed=seed), whatever)["sentence"] for seed in range(SEEDS)
    )
