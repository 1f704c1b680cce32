"""Is one arm better than its rivals, as a claim says: what the paired comparisons answer at one place."""

from dataclasses import dataclass, replace

import pandas as pd

from ser.claims.published import Comparison
from ser.experiments import ARMS, Experiment, Place
from ser.results import Result, select
from ser.results.compare import compare
from ser.results.numbers_in_prose import p_value, signed

_NAMED = 3
"""So many open rivals are named; of more, the number is told."""


@dataclass(frozen=True)
class Standing:
    """How the subject of a claim stands against its rivals at one place.

    `table` has the rows of `ser.results.compare.compare` for the rivals that were compared, `open` the
    labels of those that were not, or not yet on all folds and seeds, `obstacles` why runs that are
    there could not be compared; `results` are the subject's runs.
    """

    place: Place
    table: pd.DataFrame
    open: tuple[str, ...]
    obstacles: tuple[str, ...]
    results: tuple[Result, ...]

    @property
    def compared(self) -> bool:
        """Whether there is any rival to stand against."""
        return len(self.table) > 0

    @property
    def leaning(self) -> str:
        """ "for": the subject beats every rival; "against": a rival beats it; else "neither"."""
        if len(self._with("better")):
            return "against"
        return "for" if len(self._with("worse")) == len(self.table) else "neither"

    @property
    def strongest(self) -> pd.Series:
        """The row of the rival that comes out highest against the subject."""
        return self.table.loc[self.table["difference"].idxmax()]

    @property
    def lead(self) -> tuple[float, float, float]:
        """Subject minus strongest rival, in accuracy, and its 95% interval."""
        row = self.strongest
        return -float(row["difference"]), -float(row["difference_high"]), -float(row["difference_low"])

    @property
    def told(self) -> str:
        """What was found, with the numbers."""
        where = f"{self.place.data}, {self.place.split} split"
        difference, low, high = self.lead
        strongest = self.strongest
        counts = [
            f"beats {len(self._with('worse'))}",
            f"loses to {len(self._with('better'))}",
            f"shows no difference that counts from {len(self._with('no difference shown'))}",
        ]
        return (
            f"{where}: of {len(self.table)} rival{'' if len(self.table) == 1 else 's'} it "
            f"{', '.join(counts)}; against the strongest, "
            f"{strongest['label']}, {signed(difference)} ({signed(low)} to {signed(high)}), "
            f"p (Holm) {p_value(strongest['p_corrected'])}{self._ceiling}"
        )

    @property
    def _ceiling(self) -> str:
        """What a lead has to exceed, and that none could have been shown where the strongest rival leaves too little room."""
        room, hurdle = 1 - self.strongest["accuracy"], self.strongest["hurdle"]
        if not room <= hurdle:
            return "" if pd.isna(hurdle) else f"; up to {hurdle:.3f} does not count"
        return (
            f"; no lead could show here: without a single mistake it would be {room:.3f}, "
            f"and up to {hurdle:.3f} does not count"
        )

    @property
    def told_open(self) -> str:
        """What is still open, "" when nothing is."""
        if not self.open:
            return ""
        more = f" and {len(self.open) - _NAMED} more" if len(self.open) > _NAMED else ""
        why = f" ({'; '.join(self.obstacles)})" if self.obstacles else ""
        return (
            f"still open, in whole or in part, on {self.place.data}, {self.place.split} split: "
            f"{', '.join(self.open[:_NAMED])}{more}{why}"
        )

    def _with(self, verdict: str) -> pd.DataFrame:
        return self.table[self.table["verdict"] == verdict]


def standing_at(comparison: Comparison, chosen: Experiment, place: Place, results: list[Result]) -> Standing:
    """Return how the subject of a comparison stands at one place of one of its experiments.

    Where the subject is the reference of the experiment, the table is the experiment's own, with
    Holm's correction for all of its arms; else the correction is for the rivals alone.
    """
    if comparison.subject != chosen.reference or not set(comparison.rivals) <= set(chosen.arms):
        arms = (comparison.subject, *comparison.rivals)
        chosen = replace(chosen, arms=arms, reference=comparison.subject)
    table = compare(results, chosen, place).loc[list(comparison.rivals)]
    whole = len(place.folds) * len(place.seeds)
    unfinished = table[~(table["pairs"] >= whole)]
    obstacles = unfinished.loc[unfinished["run"] & unfinished["difference"].isna(), "reason"]
    subject = select(
        results,
        data=place.data,
        split=place.split,
        arm=comparison.subject,
        fold=place.folds,
        seed=place.seeds,
    )
    return Standing(
        place,
        table[table["difference"].notna()],
        tuple(ARMS[arm].label for arm in unfinished.index),
        tuple(sorted(set(obstacles) - {""})),
        tuple(subject),
    )


def together(standings: list[Standing]) -> str:
    """Return which way several places point: "for", "against", "both" or "neither"."""
    leanings = {one.leaning for one in standings}
    if "against" in leanings:
        return "both" if "for" in leanings else "against"
    return "neither" if "neither" in leanings else "for"
