"""Arms beside their reference: what is drawn, told and named comes from the tables alone."""

import pandas as pd
import pytest
from made_runs import clips_of, leave

from ser.experiments import experiment
from ser.pages import comparison, words
from ser.pages.arms import show_figure, show_tables
from ser.results import load_results
from ser.results.compare import compare


class _Page:
    def __init__(self):
        self.figures, self.tables = [], []

    def figure(self, figure, name, **told):
        self.figures.append((figure, name, told))

    def table(self, table, **told):
        self.tables.append((table, told))


@pytest.fixture
def tables(tmp_path):
    """The architecture experiment at random clips, where two arms were run, and at unseen speakers, where none was."""
    right = [number % 4 > 0 for number in range(96)]
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", right, clips_of(range(1, 25)))
    leave(tmp_path, "RAVDESS/random/no-lstm/f0-s0", right[::-1], clips_of(range(1, 25)))
    chosen = experiment("architecture")
    held = load_results(tmp_path)
    return {words.PROTOCOLS[place.split]: compare(held, chosen, place) for place in chosen.places}


def test_the_figure_is_told_in_numbers(tables):
    page = _Page()
    show_figure(
        page,
        "arms",
        tables,
        reference="corrected",
        alt="Arms.",
        caption="Arms",
        lines="the reference",
        of_reference=True,
    )
    ((figure, name, told),) = page.figures
    assert name == "arms"
    drawn = [tick.get_text().replace("\n", " ") for tick in figure.axes[0].get_yticklabels()]
    assert drawn == ["corrected", "no LSTM"]
    numbers = (
        f"In numbers: random clips: {comparison.extremes(tables['random clips'])}; unseen speakers: none of its arms "
        "has been run yet. Not run yet: mean instead of attention, maximum instead of attention, last step instead "
        f"of attention, dot-product attention and {len(tables['random clips']) - 6} more."
    )
    assert told["alt"] == f"Arms. {numbers}"
    assert (
        told["caption"]
        == f"Arms, with 95% intervals. Light orange: the reference. Vertical lines: the reference. {numbers} "
        "Of the reference, random clips: 96 clips, 24 speakers, 1 seed; unseen speakers: not run."
    )
    assert "clips" not in told
    assert list(told["data"].index.names) == ["protocol", "arm"]


def test_of_all_arms_the_most_of_any_row_is_told(tables):
    page = _Page()
    show_figure(
        page, "arms", tables, reference="corrected", alt="Arms.", caption="Arms", lines="the reference"
    )
    ((_, _, told),) = page.figures
    assert told["caption"].endswith("; at most:")
    assert {name: told[name] for name in ("clips", "speakers", "seeds")} == words.most(tables.values())


def test_each_place_has_its_table(tables):
    page = _Page()
    show_tables(page, tables, subject="Arms", reference="the model")
    assert [told["caption"].split(":")[0] for _, told in page.tables] == [
        "Arms, random clips",
        "Arms, unseen speakers",
    ]
    assert all("difference from the model" in told["caption"] for _, told in page.tables)


def test_a_table_holds_the_arms_that_were_run_and_names_the_others(tables):
    page = _Page()
    show_tables(page, tables, subject="Arms", reference="the model")
    (random, told), (strangers, told_open) = page.tables
    source = tables["random clips"]
    pd.testing.assert_frame_equal(random, comparison.verdict_table(source[source["run"]]))
    assert random.index.tolist() == ["corrected", "no LSTM"]
    _, _, named = told["caption"].partition("Not run yet: ")
    assert all(label in named for label in source.loc[~source["run"], "label"])
    assert "no LSTM" not in named
    # Where nothing was run, the reference alone says so.
    assert strangers.index.tolist() == ["corrected"] and strangers["accuracy"].isna().all()
    assert "not run yet" in told_open["caption"]


def test_dots_that_stand_on_the_other_side_than_their_difference_are_told(tmp_path):
    """The arm has the seed in which the reference is lucky: it is worse there, and drawn to the right."""
    clips = clips_of(range(1, 25))
    for seed, share in enumerate((9, 3)):
        leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", [n % 10 < share for n in range(96)], clips)
    leave(tmp_path, "RAVDESS/random/no-lstm/f0-s0", [n % 10 < 8 for n in range(96)], clips)
    table = compare(load_results(tmp_path), experiment("architecture"))
    words_of = {"reference": "corrected", "alt": "Arms.", "caption": "Arms", "lines": "the reference"}
    page = _Page()
    show_figure(page, "arms", {"random clips": table}, **words_of)
    ((_, _, told),) = page.figures
    assert (
        "So 1 dot lies on one side of the line while the difference in the tables points to the other."
        in told["caption"]
    )
    again = _Page()
    show_figure(again, "arms", {"random clips": table.assign(difference=0.1)}, **words_of)
    assert "other side" not in again.figures[0][2]["caption"]
