import json

import pandas as pd
import pytest

from ser.errors import DataDamaged, DataMissing
from ser.results.benchmarks import getting_there, plan, read_benchmarks, row_of, seconds_a_clip
from ser.results.runs import Result


def row(benchmark, name, ours, **other):
    fields = {
        "measure": "s",
        "baseline": None,
        "ratio": None,
        "spread": [ours, ours],
        "mark": 1.0,
        "met": True,
    }
    about = {"corpus": "RAVDESS", "clips": 1000, "hours": 1.0, "machine": "m", "repeats": 3}
    return {"benchmark": benchmark, "name": name, "ours": ours} | fields | about | other


ROWS = [
    row("extraction", "MFCC of all clips, cold (values within 0.01)", 30.0, measure="ratio"),
    row("extraction", "size of the feature store", 7.0, measure="MiB"),
    row("prediction", "predict every clip from files", 60.0, measure="ratio"),
]


def test_rows_are_read(tmp_path):
    (tmp_path / "results.json").write_text(json.dumps(ROWS))
    rows = read_benchmarks(tmp_path / "results.json")
    assert row_of(rows, "prediction", "predict every")["ours"] == 60.0
    assert row_of(rows, "grid", "any") is None


def test_what_cannot_be_read_is_named(tmp_path):
    path = tmp_path / "results.json"
    with pytest.raises(DataMissing, match="make bench"):
        read_benchmarks(path)
    for content in ("", "{", '[{"benchmark": "grid"}]', "[1, 2]", "1", "[" * 100_000):
        path.write_text(content)
        with pytest.raises(DataDamaged, match="make bench"):
            read_benchmarks(path)


def test_a_plan_multiplies_what_was_measured():
    table = plan(pd.DataFrame(ROWS), times=(1, 100), epoch=0.003, epochs=50)
    assert table.index.tolist() == [1.0, 100.0]
    assert table["clips"].tolist() == [1000, 100_000]
    assert table["features"].tolist() == [0.5, 50.0]
    assert table["answers"].tolist() == [1.0, 100.0]
    assert table["store"].tolist() == [7.0, 700.0]
    assert table["training"].tolist() == pytest.approx([700 * 0.003 * 50 / 60, 70_000 * 0.003 * 50 / 60])
    # 130 frames of 40 float32 numbers.
    assert table["input"].tolist() == pytest.approx([20.8e6 / 2**20, 20.8e8 / 2**20])


def test_what_was_not_measured_is_missing():
    table = plan(pd.DataFrame(ROWS[:1]))
    assert table[["answers", "training", "store"]].isna().all().all()
    assert plan(pd.DataFrame(ROWS[1:])).empty


def test_an_epoch_is_told_by_clip(tmp_path):
    def result(arm, epoch, train, device="cpu: any"):
        record = {"arm": arm, "seconds": {"epoch": epoch}, "split": {"train": train}, "device": device}
        return Result(record, None, tmp_path)

    held = [
        result("corrected", 10.0, 1000),
        result("corrected", 4.0, 500),
        result("corrected", 30.0, 1000),
        result("corrected", 0.1, 1000, device="gpu: any"),
        result("svm", 0.0, 1000),
        result("published", 99.0, 1000),
    ]
    assert seconds_a_clip(held, "corrected") == pytest.approx(0.01)
    assert seconds_a_clip(held, "svm") is None


def test_how_many_stored_trainings_reach_the_accuracy_that_was_timed(tmp_path):
    def result(arm, *curve, demo=False):
        history = {"val_accuracy": list(curve)} if curve else {}
        record = {"arm": arm, "training": {"history": history}, "data": {"demo": demo}}
        return Result(record, None, tmp_path)

    rows = pd.DataFrame(
        [
            row("training", "training to a validation accuracy of 0.887: best-random", 8.0),
            row("training", "training to a validation accuracy of 0.850: corrected", 480.0),
            row("training", "memory of training", 1000.0),
        ]
    )
    curves = [result("corrected", 0.2, 0.85, 0.7), result("corrected", 0.849, 0.8)]
    others = [result("published", 0.9), result("corrected"), result("corrected", 0.9, demo=True)]
    assert getting_there(rows, curves + others, "corrected") == (0.85, 1, 2)
    assert getting_there(rows, curves, "published") is None
    assert getting_there(rows, others, "corrected") is None
    assert getting_there(rows[:1], curves, "corrected") is None
