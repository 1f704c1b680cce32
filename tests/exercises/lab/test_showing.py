"""What a notebook shows of a trial: nothing of the demo corpus without its name."""

from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.exercises.lab import Outcome, choose, show, show_choices, show_grid
from ser.pages.banner import BANNER
from ser.pages.show import Page
from ser.results import load_results

CLIPS = clips_of(range(1, 21))
PAGE = Page(profile="full", results=Path(), demo=False)


@pytest.fixture
def shown(monkeypatch):
    """What was displayed, as text."""
    seen = []
    monkeypatch.setattr("IPython.display.display", lambda data, **more: seen.append(f"{data} {more}"))
    return seen


def _outcome(folder, *, demo):
    choices = choose(attention="mean")
    for place, name in enumerate((choices.reference.name, choices.name)):
        right = np.random.default_rng(place).random(len(CLIPS)) < 0.6
        leave(folder / "lab", f"RAVDESS/random/{name}/f0-s0", right, CLIPS, demo=demo)
    leave(folder / "grid", "RAVDESS/random/corrected/f0-s0", right, CLIPS)
    runs = {one.record["arm"]: one for one in load_results(folder / "lab")}
    reference = (runs[choices.reference.name],)
    return Outcome(
        choices=choices,
        demo=demo,
        mine=tuple(runs.values()),
        reference=reference,
        tried=tuple(runs),
        grid=tuple(load_results(folder / "grid")),
    )


@pytest.mark.parametrize("demo", [True, False])
def test_a_trial_on_the_demo_corpus_says_so_in_figure_and_table_and_no_other_does(tmp_path, shown, demo):
    show(_outcome(tmp_path, demo=demo))
    figure, table = shown
    for one in (figure, table):
        assert (BANNER in one.lower()) is demo
    assert "40 clips" not in figure and "80 clips, 20 speakers, 1 seed" in figure
    assert "mean of the steps" in table and "Verdict on yours: no difference shown" in figure


def test_the_grid_is_told_apart_from_made_clips(tmp_path, shown):
    show_grid(_outcome(tmp_path, demo=True), PAGE)
    (table,) = shown
    assert "Recordings of people" in table and BANNER not in table.lower()
    shown.clear()
    show_grid(_outcome(tmp_path / "real", demo=False), PAGE)
    assert "Recordings of people" not in shown[0]


def test_a_grid_without_such_runs_and_a_refusal_are_told_in_words(tmp_path, shown, capsys):
    show_grid(Outcome(), PAGE)
    assert "no runs on RAVDESS, random clips yet" in capsys.readouterr().out
    show(Outcome(refused="no"))
    show_grid(Outcome(refused="no"), PAGE)
    assert shown == [] and capsys.readouterr().out == ""


def test_every_choice_is_listed_with_that_of_the_reference(shown):
    show_choices(PAGE)
    (table,) = shown
    assert all(word in table for word in ("attentive-statistics", "cepstral", "speaker-6", "log-mel"))
