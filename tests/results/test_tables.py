"""Every table as a file: the same bytes again, whatever the order, and what stands in them."""

import io
import random

import numpy as np
import pandas as pd
import pytest
from made_runs import clips_of, leave, leave_said

from ser.corpora import EMOTIONS
from ser.experiments import EXPERIMENTS
from ser.results import load_results, make_tables, pooled_confusion, select, summary, write_tables
from ser.results.tables import as_csv

CLIPS = [*clips_of(range(1, 13)), "TESS/OAF_back_angry", "TESS/OAF_back_fear"]
TRUTH = np.array([2 if "-01-03-" in clip else 4 for clip in CLIPS[:48]] + [4, 5])


@pytest.fixture
def results(tmp_path):
    """Two seeds of both models on the combined set, and one of an arm on RAVDESS."""
    rng = np.random.default_rng(2)
    for arm in ("published", "corrected"):
        for seed in range(2):
            said = np.where(rng.random(50) < 0.6, TRUTH, rng.integers(0, 8, 50))
            leave_said(tmp_path, f"all/random/{arm}/f0-s{seed}", CLIPS, TRUTH, said)
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", rng.random(48) < 0.5, CLIPS[:48])
    return load_results(tmp_path)


def _bytes(paths):
    return {path.name: path.read_bytes() for path in paths}


def test_there_is_a_table_for_each_experiment_and_for_each_page(results, tmp_path):
    written = write_tables(results, tmp_path / "tables")
    names = {path.stem for path in written}
    assert {one.name for one in EXPERIMENTS} <= names
    assert {"summary", "corpora", "classes", "confusions", "reliability", "runs"} <= names
    assert {path.name for path in (tmp_path / "tables").iterdir()} == {path.name for path in written}


def test_the_same_predictions_give_the_same_bytes(results, tmp_path):
    first = _bytes(write_tables(results, tmp_path / "one"))
    # Read again, so that nothing is remembered, and in another order.
    again = load_results(tmp_path)
    random.Random(1).shuffle(again)
    assert _bytes(write_tables(again, tmp_path / "two")) == first
    assert _bytes(write_tables(again, tmp_path / "two")) == first


def test_other_predictions_give_other_tables(results, tmp_path):
    first = _bytes(write_tables(results, tmp_path / "tables"))
    leave_said(tmp_path, "all/random/corrected/f0-s1", CLIPS, TRUTH, TRUTH)
    second = _bytes(write_tables(load_results(tmp_path), tmp_path / "tables"))
    assert second["headline.csv"] != first["headline.csv"]
    assert second["training.csv"] == first["training.csv"]


def test_a_table_that_is_none_any_more_is_removed_and_other_files_stay(results, tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    for name in ("ablations.csv", "README.md"):
        (folder / name).write_text("old")
    write_tables(results, folder)
    assert not (folder / "ablations.csv").exists() and (folder / "README.md").exists()


def test_a_file_reads_back_as_the_table(results, tmp_path):
    write_tables(results, tmp_path / "tables")
    held = pd.read_csv(tmp_path / "tables" / "summary.csv")
    expected = summary(results)
    assert held.columns.tolist() == expected.columns.tolist()
    for name in ("accuracy", "uar_low", "ece", "clips", "seeds", "accuracy_TESS"):
        np.testing.assert_allclose(held[name], expected[name].astype(float), atol=5e-7)
    assert held["clips"].dtype.kind == "i"


def test_headline_holds_both_arms_at_every_place_run_or_not(results):
    table = make_tables(results)["headline"]
    assert len(table) == 8
    assert table.set_index(["data", "arm"])["run"].to_dict() == {
        (data, arm): data == "all" or (data, arm) == ("RAVDESS", "corrected")
        for data in ("all", "RAVDESS", "TESS", "SAVEE")
        for arm in ("published", "corrected")
    }
    assert table["chance"].notna().tolist() == table["run"].tolist()


def test_counts_by_emotion_are_those_of_the_predictions(results):
    tables = make_tables(results)
    counts = pooled_confusion(select(results, data="all", arm="corrected"))
    where = {"data": "all", "split": "random", "arm": "corrected"}
    for name in ("classes", "confusions"):
        held = tables[name]
        held = held[(held[list(where)] == pd.Series(where)).all(axis=1)]
        present = [label for label in range(8) if counts[label].any()]
        key = "emotion" if name == "classes" else "true"
        assert held[key].tolist() == [EMOTIONS[label] for label in present]
        if name == "confusions":
            np.testing.assert_array_equal(held[list(EMOTIONS)], counts[present])
        else:
            np.testing.assert_array_equal(held["support"], counts.sum(axis=1)[present])
            np.testing.assert_allclose(
                held["recall"], (np.diag(counts) / counts.sum(axis=1).clip(1))[present]
            )


def test_reliability_adds_up_to_every_prediction(results):
    table = make_tables(results)["reliability"]
    assert table.groupby(["data", "arm"])["clips"].sum().to_dict() == {
        ("all", "published"): 100,
        ("all", "corrected"): 100,
        ("RAVDESS", "corrected"): 48,
    }
    gaps = (table["accuracy"] - table["confidence"]).abs() * table["clips"]
    errors = gaps.groupby([table["data"], table["arm"]]).sum()
    held = summary(results).set_index(["data", "arm"])
    counts = table.groupby(["data", "arm"])["clips"].sum()
    np.testing.assert_allclose((errors / counts)[held.index], held["ece"])


def test_each_corpus_of_a_combined_test_side_has_a_row(results):
    table = make_tables(results)["corpora"]
    assert table[["corpus", "arm"]].values.tolist() == [
        [corpus, arm] for corpus in ("RAVDESS", "TESS") for arm in ("published", "corrected")
    ]
    whole = summary(results).set_index(["data", "arm"])
    for _, row in table.iterrows():
        assert row["accuracy"] == pytest.approx(whole.loc[("all", row["arm"]), f"accuracy_{row['corpus']}"])
    assert table["chance"].tolist() == [0.5] * 4


def test_each_run_has_its_figures_and_its_environment(results):
    table = make_tables(results)["runs"].set_index("run")
    assert len(table) == 5
    row = table.loc["all/random/published/f0-s1"]
    (one,) = select(results, data="all", arm="published", seed=1)
    assert row["accuracy"] == pytest.approx(one.record["metrics"]["accuracy"])
    assert (row["backend"], row["device"], row["seconds"]) == ("tensorflow", "cpu: test", 90.0)
    assert row[["ece", "brier", "macro_f1", "key"]].notna().all()


def test_what_rests_on_the_demo_corpus_says_so(tmp_path):
    leave(tmp_path, "RAVDESS/random/corrected/f0-s0", np.ones(48, bool), CLIPS[:48], demo=True)
    for path in write_tables(load_results(tmp_path), tmp_path / "tables"):
        text = path.read_text()
        assert text.startswith("# demo corpus: not a result\n"), path.name
        assert len(pd.read_csv(io.StringIO(text), comment="#").columns) > 3


def test_digits_that_another_machine_may_compute_otherwise_are_not_written():
    text = as_csv(pd.DataFrame({"uar": [0.1 + 0.2, float("nan")], "clips": [3.0, float("nan")]}))
    assert text == "uar,clips\n0.3,3\n,\n"
