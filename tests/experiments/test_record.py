import hashlib
import json

import numpy as np
import pytest

from ser.errors import DataDamaged, DataMissing
from ser.experiments import Predictions, read, read_predictions
from ser.experiments import record as records

NAME = "all/random/corrected/f0-s0"
NEEDED = ["run", "key", "profile", "arm", "config", "split", "data", "versions", "device", "seconds"]
NEEDED += ["metrics", "training"]


@pytest.fixture
def record():
    words = {name: name for name in ("key", "profile", "arm", "device")} | {"run": NAME}
    clips = {
        "clips": 30,
        "speakers": 2,
        "fingerprint": "f",
        "corpora": {"TESS": {"found": 30, "expected": 30}},
    }
    parts = {
        "split": {"name": "random", "fold": 0, "seed": 0, "train": 80, "validation": 10, "test": 30},
        "data": {"name": "TESS", "demo": True} | clips,
        "seconds": {"training": 1.5},
        "metrics": {"accuracy": 0.5, "majority": 0.2, "chance": 0.125},
        "training": {"epochs": 1, "best_epoch": 0, "parameters": 9},
    }
    return {name: {"about": name} for name in NEEDED} | words | parts


@pytest.fixture
def predictions():
    rng = np.random.default_rng(0)
    return Predictions(
        np.array([f"TESS/OAF_{n}_fear" for n in range(30)]),
        rng.integers(0, 8, 30),
        rng.dirichlet(np.ones(8), 30).astype(np.float16),
    )


@pytest.fixture
def written(tmp_path, record, predictions):
    return records.write(tmp_path, record, predictions)


def test_what_is_written_is_read_back(tmp_path, written, record, predictions):
    assert written == tmp_path / "runs/all/random/corrected/f0-s0.json"
    made = hashlib.sha256(written.with_suffix(".npz").read_bytes()).hexdigest()
    assert read(written) == record | {"format": records.FORMAT, "predictions": made}
    held = read_predictions(written)
    assert held.clips.tolist() == predictions.clips.tolist()
    np.testing.assert_array_equal(held.truth, predictions.truth)
    np.testing.assert_array_equal(held.probabilities, predictions.probabilities)
    np.testing.assert_array_equal(held.predicted, predictions.probabilities.argmax(axis=1))


def test_a_run_is_two_files_and_no_pickle(tmp_path, written):
    assert sorted(path.name for path in written.parent.iterdir()) == ["f0-s0.json", "f0-s0.npz"]
    with np.load(written.with_suffix(".npz"), allow_pickle=False) as stored:
        assert {stored[name].dtype.kind for name in stored} == {"U", "u", "f"}


def test_the_json_is_for_people_too(written):
    text = written.read_text()
    assert text.endswith("}\n")
    assert text.count("\n") > 10


def test_the_probabilities_stay_to_the_last_digit(tmp_path, record, predictions):
    """Figures are taken from float16, so that they can be recomputed from the file."""
    path = records.write(tmp_path, record, predictions)
    assert read_predictions(path).probabilities.dtype == np.float16


@pytest.mark.parametrize("step", [0, 1])
def test_a_run_that_was_not_finished_is_not_there(
    tmp_path, record, predictions, written, monkeypatch, rename_fails, step
):
    """Also where an older run lay: its JSON must not vouch for new predictions."""
    rename_fails(step, "killed")
    with pytest.raises(OSError, match="killed"):
        records.write(tmp_path, record, predictions)
    monkeypatch.undo()
    with pytest.raises(DataMissing):
        read(written)


# bad input


def test_no_such_run(tmp_path, refuses):
    with refuses(DataMissing, "no result", tmp_path / "x.json", "`ser experiments run`"):
        read(tmp_path / "x.json")
    with refuses(DataMissing, "no predictions", tmp_path / "x.npz", "`ser experiments run`"):
        read_predictions(tmp_path / "x.json")


@pytest.mark.parametrize("kept", [0, 1, 40, -3])
def test_a_record_cut_short_is_refused(written, refuses, kept):
    written.write_text(written.read_text()[:kept])
    with refuses(DataDamaged, written, "not JSON", "delete it and run `ser experiments run`"):
        read(written)


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"not json"])
def test_a_record_of_something_else_is_refused(written, refuses, content):
    written.write_bytes(content)
    with refuses(DataDamaged, written, "not JSON"):
        read(written)


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_record_of_another_format_is_refused_not_guessed_at(written, refuses, version):
    written.write_text(json.dumps(json.loads(written.read_text()) | {"format": version}))
    with refuses(DataDamaged, written, f"result format {version}", "expected 1", "delete it and run"):
        read(written)


@pytest.mark.parametrize("content", ["[]", "3", '"x"', "{}"])
def test_json_that_is_no_record_is_refused(written, refuses, content):
    written.write_text(content)
    with refuses(DataDamaged, written, "result format None", "expected 1"):
        read(written)


@pytest.mark.parametrize("name", NEEDED)
def test_a_missing_key_is_named(written, refuses, name):
    held = json.loads(written.read_text())
    del held[name]
    written.write_text(json.dumps(held))
    with refuses(DataDamaged, written, f"{name} missing", "delete it and run `ser experiments run`"):
        read(written)


@pytest.mark.parametrize("damage", ["cut", "empty", "another", "lengths", "text"])
def test_damaged_predictions_are_refused(written, refuses, damage):
    path = written.with_suffix(".npz")
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-200])
    elif damage == "empty":
        path.write_bytes(b"")
    elif damage == "text":
        path.write_text("hello")
    elif damage == "another":
        np.savez(path, truth=np.zeros(3))
    else:
        np.savez(path, clips=np.array(["a"]), truth=np.zeros(2, int), probabilities=np.zeros((2, 8)))
    with refuses(DataDamaged, path, "delete it and run `ser experiments run`"):
        read_predictions(written)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"split": []}, "split"),
        ({"split": {"fold": "0"}}, "split.fold"),
        ({"split": {"seed": True}}, "split.seed"),
        ({"data": {"name": "a\nb"}}, "data.name"),
        ({"data": {"demo": 1}}, "data.demo"),
        ({"data": {"corpora": {"TESS": 3}}}, "data.corpora.'TESS'"),
        ({"data": {"corpora": {"TESS": {"found": -1, "expected": 2}}}}, "data.corpora.'TESS'"),
        ({"metrics": {"uar": "high"}}, "metrics.uar"),
        ({"metrics": {"majority_label": "glad"}}, "metrics.majority_label"),
        ({"training": {"epochs": 1.5}}, "training.epochs"),
        ({"arm": 3}, "arm"),
        ({"run": "\x1b[2J"}, "run"),
    ],
)
def test_a_part_of_another_kind_is_named(written, refuses, change, named):
    written.write_text(json.dumps(json.loads(written.read_text()) | change))
    with refuses(DataDamaged, written, f"{named} is not what a record has there", "delete it and run"):
        read(written)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"truth": np.full(30, 8, np.uint8)}, "true labels from 8 to 8, expected 0 to 7"),
        ({"truth": np.zeros((30, 1), np.uint8)}, "arrays of another shape"),
        ({"probabilities": np.full((30, 8), np.nan, np.float16)}, "not finite"),
        ({"probabilities": np.zeros((30, 8), np.int16)}, "arrays of another kind"),
        ({"clips": np.arange(30)}, "arrays of another kind"),
        ({"clips": np.array(["a"] * 29)}, "different lengths"),
        ({"clips": np.array(["a"] * 30, object)}, "expected numbers or words"),
    ],
)
def test_predictions_of_another_kind_are_refused(written, predictions, refuses, change, words):
    arrays = {
        "clips": predictions.clips,
        "truth": predictions.truth,
        "probabilities": predictions.probabilities,
    }
    path = written.with_suffix(".npz")
    np.savez(path, **(arrays | change), allow_pickle=True)
    with refuses(DataDamaged, path, words, "delete it and run"):
        read_predictions(written)
