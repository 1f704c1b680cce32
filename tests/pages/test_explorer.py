"""The explorer's data: every arm at every place, small, complete, and never of the demo corpus without saying so."""

import json
import re
from dataclasses import replace

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import ARMS, EXPERIMENTS
from ser.pages.banner import BANNER
from ser.pages.explorer import COLUMNS, data, explorer_html, show_explorer, table, views
from ser.pages.show import Page
from ser.results import load_results
from ser.results.compare import compare

CLIPS = clips_of(range(1, 25))
SEVERAL = [one for one in EXPERIMENTS if len(one.arms) > 1]


def _leave(folder, run, share):
    leave(folder, run, np.arange(len(CLIPS)) < share * len(CLIPS), CLIPS)


@pytest.fixture
def held(tmp_path):
    for seed in (0, 1):
        _leave(tmp_path, f"RAVDESS/random/corrected/f0-s{seed}", 0.9 - 0.1 * seed)
        _leave(tmp_path, f"RAVDESS/random/no-attention/f0-s{seed}", 0.5)
    return load_results(tmp_path)


def _rows(found, view):
    for experiment in found["experiments"]:
        for one in experiment["views"]:
            if one["view"] == view:
                return {row[0]: dict(zip(COLUMNS, row, strict=False)) for row in one["rows"]}
    raise AssertionError(view)


def test_every_arm_at_every_place_is_there_run_or_not(held):
    found = data(views(held, "full"), demo=False)
    assert [one["name"] for one in found["experiments"]] == [one.name for one in SEVERAL]
    for one, shown in zip(SEVERAL, found["experiments"], strict=True):
        assert [(view["data"], view["split"]) for view in shown["views"]] == [
            (place.data, place.split) for place in one.places
        ]
        assert all([row[0] for row in view["rows"]] == list(one.arms) for view in shown["views"])


def test_it_opens_with_the_features_on_unseen_speakers_once_two_of_them_have_been_run(held, tmp_path):
    assert data(views(held, "full"), demo=False)["first"] == {}
    for arm in ("corrected", "log-mel"):
        _leave(tmp_path, f"RAVDESS/speaker/{arm}/f0-s0", 0.5)
    first = data(views(load_results(tmp_path), "full"), demo=False)["first"]
    assert first == {"experiment": "features", "data": "RAVDESS", "split": "speaker"}


def test_a_figure_of_several_corpora_has_its_parts_beside_it(tmp_path):
    both = [*CLIPS, *(f"TESS/OAF_{word}_happy" for word in ("back", "bar"))]
    for arm in ("published", "corrected"):
        leave(tmp_path, f"all/random/{arm}/f0-s0", np.arange(len(both)) < len(CLIPS), both)
    shown = {one.name: table(one) for one in views(load_results(tmp_path), "full")}
    assert shown["headline all random"].loc["corrected", "by corpus"] == "1.000 on RAVDESS and 0.000 on TESS"
    assert "by corpus" not in shown["headline RAVDESS random"]


def test_the_numbers_are_those_of_the_comparison(held):
    shown = views(held, "full")
    rows = _rows(data(shown, demo=False), "architecture RAVDESS random")
    view = next(one for one in shown if one.name == "architecture RAVDESS random")
    expected = compare(held, view.experiment, view.place)
    for arm in ("corrected", "no-attention"):
        for name in ("accuracy", "accuracy_low", "uar", "uar_high", "chance"):
            assert rows[arm][name] == pytest.approx(expected.loc[arm, name], abs=1e-4)
        assert (rows[arm]["done"], rows[arm]["planned"]) == (2, 3)
        assert (rows[arm]["clips"], rows[arm]["speakers"], rows[arm]["seeds"]) == (96, 24, 2)
    verdicts = data(shown, demo=False)["verdicts"]
    assert verdicts[rows["no-attention"]["verdict"]] == expected.loc["no-attention", "verdict"] == "worse"
    assert list(rows["no-lstm"]) == ["arm", "done", "planned", "verdict", "verdict_uar"]
    assert verdicts[rows["no-lstm"]["verdict"]] == "not run"


def test_the_table_says_how_many_runs_are_done(held):
    view = next(one for one in views(held, "full") if one.name == "architecture RAVDESS random")
    shown = table(view)
    assert shown.loc["corrected", "runs"] == "2 of 3"
    assert shown.loc["no LSTM", "runs"] == "0 of 3"
    assert shown.loc["no LSTM", "accuracy"] is None


def test_a_profile_shows_the_places_it_plans(held):
    names = {one.name for one in views(held, "quick")}
    assert "architecture RAVDESS random" in names
    assert "architecture RAVDESS speaker" not in names
    assert len(names) < len(views(held, "full"))


def test_the_page_holds_small_data_that_cannot_end_its_element(held, monkeypatch):
    shown = views(held, "full")
    text = explorer_html(shown, demo=False)
    found = re.search(
        r'<script type="application/json" id="ser-explorer-data">(.*?)</script>', text, re.DOTALL
    )
    assert json.loads(found[1]) == data(shown, demo=False)
    assert BANNER not in text.lower()
    rows = sum(len(view["rows"]) for one in json.loads(found[1])["experiments"] for view in one["views"])
    longest = max(len(json.dumps(row)) for row in _full_rows(json.loads(found[1])))
    assert rows * longest < 100_000  # with every arm run; a page may have 1.5 MiB
    assert text.count("data-view=") == len(shown)
    assert "\n\n" not in text
    monkeypatch.setitem(ARMS, "no-lstm", replace(ARMS["no-lstm"], label="</script><b>"))
    assert explorer_html(views(held, "full"), demo=False).count("</script>") == 1


def _full_rows(found):
    """The rows of arms that have been run and compared, which are the longest."""
    rows = [row for one in found["experiments"] for view in one["views"] for row in view["rows"]]
    return [row for row in rows if len(row) == len(COLUMNS)]


def test_the_demo_corpus_is_named_in_data_tables_and_text(held, tmp_path, monkeypatch):
    shown = views(held, "demo")
    text = explorer_html(shown, demo=True)
    assert data(shown, demo=True)["demo"] == BANNER
    assert text.count("Demo corpus: not a result.</caption>") == len(shown)
    displayed = []
    monkeypatch.setattr("IPython.display.display", lambda bundle, **_: displayed.append(bundle))
    show_explorer(Page("demo", tmp_path, True), shown)
    show_explorer(Page("full", tmp_path, False), shown)
    assert displayed[0]["text/plain"].startswith(BANNER)
    assert BANNER in displayed[0]["text/html"]
    assert BANNER not in displayed[1]["text/plain"] + displayed[1]["text/html"]
