"""What came of a trial in the lab: the runs beside their reference and the grid, and a verdict in words."""

import html
import re
from dataclasses import dataclass, field
from functools import cached_property

import pandas as pd

from ser.corpora.banner import BANNER
from ser.exercises.lab.choices import REFERENCE, Choices, choices_of, twin
from ser.experiments import EXPERIMENTS
from ser.experiments.table import Experiment
from ser.pages import comparison, words
from ser.results import Result, select
from ser.results.compare import compare

DEMO = f"{BANNER.capitalize()}."
_CODE = re.compile(r"`([^`]+)`")
_COMPARED = ("better", "worse", "no difference shown")


@dataclass(frozen=True, eq=False, repr=False)
class Outcome:
    """One trial. `refused` says why there was none, "" where there was; then the rest is empty.

    Args:
        refused: the line that says what was wrong with the choices or the data.
        choices: what was tried.
        demo: it was tried on the demo corpus.
        mine: its runs, and those of other trials at the same place that are done.
        reference: the runs it is compared with: of the lab itself, or of the grid.
        tried: the names of the arms tried at this place, this one among them.
        grid: the runs of the committed grid at the same part of the data and split.
        obstacle: why the reference is not that of the grid, "" where it is, or where the grid was not asked.
    """

    refused: str = ""
    choices: Choices = field(default_factory=Choices)
    demo: bool = True
    mine: tuple[Result, ...] = ()
    reference: tuple[Result, ...] = ()
    tried: tuple[str, ...] = ()
    grid: tuple[Result, ...] = ()
    obstacle: str = ""

    @cached_property
    def table(self) -> pd.DataFrame:
        """The reference and every trial at this place, as `ser.results.compare.compare` returns them.

        p-values are corrected for all that was tried here: who looks often finds something by luck.
        """
        of = _arm(self.reference) or self.choices.reference.name
        tried = [name for name in self.tried if name != of]
        asked = Experiment(
            name="lab",
            question="What does the choice change?",
            varies=", ".join(self.choices.changed),
            held="the rest",
            places=(self.choices.place,),
            arms=(of, *tried),
            reference=of,
        )
        ours = [one for one in self.mine if _name(one) != of]
        table = compare([*self.reference, *ours], asked)
        return table.assign(label=[self._label(name) for name in table.index])

    @property
    def beside(self) -> pd.DataFrame:
        """The table as a page shows it: accuracy and difference with intervals, verdict, number of runs."""
        return pd.DataFrame() if self.refused else comparison.verdict_table(self.table)

    @cached_property
    def committed(self) -> pd.DataFrame:
        """The arms of the committed grid at the same part of the data and split that have been run.

        Their verdicts are those of the pages: each against the corrected model, with all folds and seeds
        that are done.
        """
        at = (self.choices.data, self.choices.split)
        tables = [
            compare(list(self.grid), one, place)
            for one in EXPERIMENTS
            for place in one.places
            if one.reference == REFERENCE and (place.data, place.split) == at
        ]
        found = pd.concat(tables) if tables else pd.DataFrame(columns=["run", "label"])
        return found[(found["run"] == True) & ~found.index.duplicated()]  # noqa: E712

    @property
    def row(self) -> pd.Series:
        """The row of this trial in `table`."""
        return self.table.loc[self.choices.name if self.choices.name in self.table.index else REFERENCE]

    @property
    def verdict(self) -> str:
        """ "better", "worse", "no difference shown", "reference", "not compared" or "refused"."""
        return "refused" if self.refused else str(self.row["verdict"])

    @property
    def reason(self) -> str:
        """Why there is no comparison with the reference, "" where there is one."""
        if self.refused or self.verdict in (*_COMPARED, "reference"):
            return ""
        if self.obstacle and not self.reference:
            return "there is none that it can be compared with; `own_reference=True` runs one here"
        return str(self.row["reason"])

    def sentences(self) -> list[str]:
        """Return what is to be said about the trial, the verdict among it."""
        if self.refused:
            return [self.refused]
        row = self.row
        said = [DEMO] if self.demo else []
        said.append(self._changes())
        score = words.between(row)
        said.append(f"Yours, on {self.choices.where}: accuracy {score}, UAR {row['uar']:.3f}.")
        said += self._compared(row) if self.verdict in _COMPARED else []
        if self.obstacle:
            said.append(f"Not compared with the committed grid: {self.obstacle}.")
        if self.reason:
            said.append(f"Verdict: not compared with the reference, because of this: {self.reason}.")
        if row["reach"]:
            said.append(f"In brackets stand intervals of 95%. They speak of {row['reach']}.")
        if len(self.choices.seeds) == 1:
            said.append("One seed shows no noise band. Try `seeds=[0, 1, 2]`.")
        return said

    def __str__(self) -> str:
        return "\n".join(self.sentences())

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """The sentences for a notebook, a paragraph each."""
        said = [_CODE.sub(r"<code>\1</code>", html.escape(one)) for one in self.sentences()]
        told = "".join(f"<p>{one}</p>" for one in said)
        return f'<div class="ser-trial" role="note">{told}</div>'

    def _changes(self) -> str:
        changed = self.choices.changed
        if not changed:
            return "You changed nothing: this is the reference, the corrected model."
        told = words.listed(f"{name} ({before} → {here})" for name, (before, here) in changed.items())
        if len(changed) > 1:
            return f"You changed {told} at once: a difference belongs to none of them alone."
        same = twin(self.choices)
        known = f" The table of experiments has this arm: {same.label}." if same else ""
        return f"You changed one thing: {told}.{known}"

    def _compared(self, row: pd.Series) -> list[str]:
        whose = "run here" if _arm(self.reference).startswith("lab") else "of the committed grid"
        of = self.table.iloc[0]
        difference = words.between(row, "difference", sign=True)
        tried = len(self.table) - 1
        family = (
            f" You have tried {tried} configurations here, and p is corrected for that." if tried > 1 else ""
        )
        return [
            f"The reference ({whose}): accuracy {words.between(of)}, UAR {of['uar']:.3f}.",
            f"Verdict: {row['verdict']}. The difference in accuracy is {difference}; {row['reason']}.{family}",
        ]

    def _label(self, name: str) -> str:
        found = choices_of(name, self.choices)
        label = found.label if found else "the corrected model, committed"
        return f"yours: {label}" if name == self.choices.name and self.choices.changed else label


def obstacles(mine: list[Result], grid: list[Result], choices: Choices) -> str:
    """Return why a trial on real clips cannot be compared with the committed grid, "" where it can."""
    here = select(grid, data=choices.data, split=choices.split, arm=REFERENCE)
    if not here:
        return f"the committed grid has no run of the corrected model on {words.where(choices.place)}"
    wanted = {(fold, seed) for fold in choices.folds for seed in choices.seeds}
    there = {(one.fold, one.seed) for one in here}
    if not wanted & there:
        told = words.listed(f"fold {fold}, seed {seed}" for fold, seed in sorted(there))
        return f"the committed grid has the corrected model on other folds and seeds alone ({told})"
    theirs = {one.record["data"]["fingerprint"] for one in here}
    there_on, here_on = ([one for one in part if one.is_network] for part in (here, mine))
    if mine and not {one.record["data"]["fingerprint"] for one in mine} <= theirs:
        ours, all_of = (one[0].record["data"]["clips"] for one in (mine, here))
        return f"your clips ({ours:,}) are not those of the committed grid ({all_of:,})"
    if here_on and not {one.arithmetic for one in here_on} & {one.arithmetic for one in there_on}:
        return f"yours was computed on {_machines(here_on)}, the committed grid on {_machines(there_on)}"
    return ""


def _machines(runs: list[Result]) -> str:
    return words.listed(
        f"{device} with {backend or 'a backend not recorded'}"
        for backend, device in sorted({one.machine for one in runs})
    )


def _arm(results: tuple[Result, ...]) -> str:
    return _name(results[0]) if results else ""


def _name(result: Result) -> str:
    return result.record["arm"]
