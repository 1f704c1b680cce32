import json
from pathlib import Path

import pandas as pd

from ser.pages import speed

ROOT = Path(__file__).parents[2]

ROWS = pd.DataFrame(
    [
        {
            "name": "MFCC",
            "measure": "ratio",
            "baseline": 20.0,
            "ours": 5.0,
            "ratio": 4.0,
            "spread": [3.9, 4.2],
        }
        | {"mark": 4.0, "met": True, "corpus": "RAVDESS"},
        {
            "name": "grid with two workers against one",
            "measure": "ratio",
            "baseline": 10.0,
            "ours": 8.0,
            "ratio": 1.25,
            "spread": [1.2, 1.3],
        }
        | {"mark": 1.8, "met": False, "corpus": "demo"},
        {
            "name": "memory",
            "measure": "MiB",
            "baseline": None,
            "ours": 97.0,
            "ratio": None,
            "spread": [96.0, 98.0],
        }
        | {"mark": 400.0, "met": True, "corpus": "RAVDESS"},
    ]
)


def test_comparisons_and_limits_stand_apart():
    sides = speed.against_published(ROWS)
    assert sides.index.tolist() == ["MFCC", "grid with two workers against one (demo corpus)"]
    assert sides["range"].tolist() == ["3.9 to 4.2", "1.2 to 1.3"]
    assert sides["met"].tolist() == ["yes", "no"]
    alone = speed.limits(ROWS)
    assert alone.index.tolist() == ["memory"]
    assert alone.loc["memory", ["ours", "in", "met"]].tolist() == [97.0, "MiB", "yes"]


def test_the_memory_of_training_is_said_to_be_that_of_several_methods():
    rows = ROWS.iloc[[2]].assign(name="memory of training", repeats=3)
    told = "memory of training (median of 3 methods, the most 98 MiB)"
    assert speed.limits(rows).index.tolist() == [told]
    assert speed.limits(rows.assign(corpus="demo")).index.tolist() == [f"{told} (demo corpus)"]
    measured = json.loads((ROOT / "benchmarks" / "results.json").read_text(encoding="utf-8"))
    assert "memory of training" in {row["name"] for row in measured}


def test_what_was_run_once_is_named():
    assert speed.once(ROWS.assign(repeats=3)) == ""
    assert speed.once(ROWS.assign(repeats=[3, 1, 1])).endswith(
        ": grid with two workers against one (demo corpus)."
    )


def test_how_many_trainings_get_there_is_told():
    assert "2 get to a validation accuracy of 0.887" in speed.reached((0.887, 2, 5))
    assert "Of 5 stored trainings" in speed.reached((0.887, 1, 5)) and "1 gets" in speed.reached(
        (0.887, 1, 5)
    )
    assert speed.reached(None).startswith("No stored training")


def test_what_is_not_met_is_named():
    assert speed.not_met(ROWS) == "grid with two workers against one (demo corpus)"
    assert speed.not_met(ROWS[ROWS["met"]]) == "none"


def test_what_has_no_mark_is_neither_met_nor_open():
    rows = ROWS.assign(mark=[4.0, None, 400.0], met=True)
    assert speed.against_published(rows)["met"].tolist() == ["yes", None]
    assert speed.not_met(rows) == "none"


def test_a_plan_is_told_in_units_one_reads():
    table = pd.DataFrame(
        {"clips": [10, 1000], "features": [0.5, 90.0], "answers": [None, 600.0]}
        | {"training": [119.0, 121.0], "store": [30.0, 3000.0], "input": [None, 2048.0]},
        index=pd.Index([3.0, 3000.0], name="hours of audio"),
    )
    told = speed.in_words(table)
    assert told.index.tolist() == ["3.0 h", "3,000.0 h"]
    assert told["features"].tolist() == ["30 s", "90 min"]
    assert told["answers"].tolist() == [None, "10 h"]
    assert told["training"].tolist() == ["119 min", "2 h"]
    assert told["store"].tolist() == ["30 MiB", "2.9 GiB"]
    assert told["input"].tolist() == [None, "2.0 GiB"]
    assert speed.in_words(pd.DataFrame()).empty


def test_what_two_workers_gain_is_told_where_it_was_measured():
    assert "not measured yet" in speed.two_workers(ROWS.assign(benchmark="extraction"))
    assert "1.2 times" in speed.two_workers(ROWS.iloc[[1]].assign(benchmark="grid"))
