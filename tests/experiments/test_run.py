import json
from dataclasses import replace

import numpy as np
import pytest

from ser.corpora import EMOTIONS
from ser.errors import BadValue
from ser.evaluation import summarise
from ser.experiments import do, read, read_predictions, score, split_of
from ser.experiments import run as module
from ser.experiments.ground import key_of
from ser.experiments.record import paths
from ser.features import ChangedSettings, by_speaker, load
from ser.models.baselines import BaselineSettings
from ser.training import TrainingSettings, train
from ser.training.saved import folder


@pytest.fixture(scope="module")
def features(tiny_store):
    return load(tiny_store)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def record(keras, features, tiny_runs, home):
    """The record of one small run, done once."""
    return do(tiny_runs[0], features, results=home, profile="demo", keep_model=home / "models" / "small")


@pytest.fixture(scope="module")
def path(home, record):
    return home / "runs" / "TESS" / "random" / "small" / "f0-s3.json"


def test_the_record_is_what_lies_on_disk(path, record):
    held = read(path)
    assert len(held.pop("predictions")) == 64
    assert held == json.loads(json.dumps({"format": 1} | record))


def test_the_record_says_what_was_run(record, features, tiny_runs):
    run = tiny_runs[0]
    split = split_of(features, run)
    assert (record["run"], record["profile"], record["arm"]) == ("TESS/random/small/f0-s3", "demo", "small")
    assert record["key"] == key_of(run, features, split)
    assert record["config"]["model"]["filters"] == (4,)
    assert record["config"]["features"]["kind"] == "mfcc"
    assert record["config"]["training"]["epochs"] == 1
    assert record["split"] == {
        "name": "random",
        "fold": 0,
        "seed": 3,
        "hash": split.hash,
        "train": len(split.train),
        "validation": len(split.validation),
        "test": len(split.test),
    }
    assert sum(record["split"][side] for side in ("train", "validation", "test")) == 56


def test_the_record_says_what_it_rests_on_and_what_was_left_out(record, features):
    assert record["data"] == {
        "name": "TESS",
        "corpora": {"TESS": {"found": 56, "expected": 57}},
        "clips": 56,
        "speakers": 2,
        "fingerprint": features.fingerprint,
        "demo": False,
        "left_out": [["TESS/OAF_missing_sad", "missing"]],
    }


def test_the_record_says_how_it_was_made(record):
    assert {"python", "numpy", "keras", "backend", "system"} <= set(record["versions"])
    assert record["versions"]["backend"] in record["versions"]
    assert record["device"].startswith(("cpu: ", "gpu: "))
    assert set(record["seconds"]) == {"training", "epoch"}
    training = record["training"]
    assert (training["epochs"], training["best_epoch"]) == (1, 0)
    assert training["parameters"] > 100
    assert set(training["history"]) == {"loss", "accuracy", "val_loss", "val_accuracy"}


def test_the_figures_can_be_computed_again_from_the_stored_predictions(path, record, features, tiny_runs):
    held = read_predictions(path)
    split = split_of(features, tiny_runs[0])
    assert held.clips.tolist() == list(split.test)
    truth = [EMOTIONS.index(name) for name in features.clips.set_index("clip").loc[held.clips, "emotion"]]
    assert held.truth.tolist() == truth
    trained_on = features.clips.set_index("clip").loc[list(split.train), "emotion"]
    share = (features.clips.set_index("clip").loc[held.clips, "emotion"] == trained_on.mode()[0]).mean()
    again = summarise(held.truth, held.probabilities, np.full(len(truth), "TESS"), majority=0)
    assert {name: again[name] for name in again if name != "majority"} == {
        name: record["metrics"][name] for name in again if name != "majority"
    }
    if trained_on.value_counts().iloc[0] > trained_on.value_counts().iloc[1]:
        assert record["metrics"]["majority"] == pytest.approx(share)
    assert np.array(record["metrics"]["confusion"]).shape == (8, 8)


def test_no_folder_of_this_machine_stands_in_a_result(path, home, tiny_store, record):
    assert record
    for file in home.rglob("*.json"):
        text = file.read_text()
        assert str(home) not in text
        assert str(tiny_store.parent) not in text


def test_the_model_that_is_kept_gives_the_stored_predictions(home, path, record, features):
    trained, settings, config = folder.load(home / "models" / "small")
    held = read_predictions(path)
    said = trained.predict(*features.padded(held.clips.tolist())).astype(np.float16)
    np.testing.assert_array_equal(said, held.probabilities)
    assert settings == features.settings
    assert (config["run"], config["key"]) == (record["run"], record["key"])
    assert config["test"]["uar"] == record["metrics"]["uar"]
    assert config["data"] == record["data"]


def test_the_key_is_taken_before_training(features, tiny_runs, tmp_path, monkeypatch):
    """Else code that is changed during a long run would lend its key to what the old code did."""
    order = []
    monkeypatch.setattr(module, "key_of", lambda *_: order.append("key") or "0" * 16)

    def stop(*_, **__):
        order.append("train")
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "train", stop)
    with pytest.raises(KeyboardInterrupt):
        do(tiny_runs[0], features, results=tmp_path, profile="demo", keep_model=tmp_path / "model")
    assert order == ["key", "train"]
    assert list(tmp_path.iterdir()) == []


def test_the_demo_corpus_is_named_in_what_rests_on_it(demo_features):
    assert module.describe_data("all", demo_features)["demo"] is True


# known speakers


def test_known_speakers_are_scaled_in_training_and_in_test(tiny_runs, features, tmp_path, monkeypatch):
    run = tiny_runs[0]
    run = replace(run, arm=replace(run.arm, training=replace(run.arm.training, known_speakers=True)))
    given = []

    def watched(part, *rest, **options):
        given.append(part)
        return train(part, *rest, **options)

    monkeypatch.setattr(module, "train", watched)
    monkeypatch.setattr(
        module,
        "score",
        lambda trained, part, split, **k: given.append(part) or score(trained, part, split, **k),
    )
    do(run, features, results=tmp_path, profile="demo")
    assert len(given) == 2
    for part in given:
        np.testing.assert_array_equal(part.values, by_speaker(features).values)


# changed copies


@pytest.fixture
def copying(tiny_runs):
    """The first of the tiny runs, with copies beside its clips."""
    run = tiny_runs[0]
    training = replace(run.arm.training, copies=("gain", "noise"))
    return replace(run, arm=replace(run.arm, training=training))


def _louder(features, change):
    values = (features.values + 10).astype(np.float16)
    return replace(features, settings=ChangedSettings(features.settings, change), values=values)


def _watched(monkeypatch, name):
    """Return a list that takes the features and the split that the function of this name is given to train on."""
    given, work = [], getattr(module, name)

    def watched(part, sides, *rest, **options):
        given.append((part, sides))
        return work(part, sides, *rest, **options)

    monkeypatch.setattr(module, name, watched)
    return given


def test_copies_train_and_neither_choose_nor_are_tested(copying, features, tmp_path, monkeypatch):
    given = _watched(monkeypatch, "train")
    copies = {change: _louder(features, change) for change in ("gain", "noise")}
    record = do(copying, features, copies=copies, results=tmp_path, profile="demo")
    split = split_of(features, copying)
    ((part, sides),) = given
    assert len(sides.train) == 3 * len(split.train) and len(part.clips) == 3 * len(features.clips)
    assert record["split"]["train"] == len(split.train)
    assert record["data"]["clips"] == len(features.clips)
    _, path = paths(tmp_path, copying.name)
    assert tuple(read_predictions(path).clips) == split.test
    other = copies | {"noise": replace(copies["noise"], values=copies["gain"].values + np.float16(1))}
    assert key_of(copying, features, split, copies) != key_of(copying, features, split, other)


def test_copies_train_a_baseline_too(copying, features, tmp_path, monkeypatch):
    given = _watched(monkeypatch, "fit_baseline")
    run = replace(copying, arm=replace(copying.arm, model=BaselineSettings("svm")))
    copies = {change: _louder(features, change) for change in ("gain", "noise")}
    do(run, features, copies=copies, results=tmp_path, profile="demo")
    split = split_of(features, run)
    ((part, sides),) = given
    assert len(sides.train) == 3 * len(split.train) and len(part.clips) == 3 * len(features.clips)
    assert (sides.validation, sides.test) == (split.validation, split.test)


def test_what_a_classifier_refuses_is_one_line(copying, features, tmp_path, refuses, monkeypatch):
    few = split_of(features, copying)
    monkeypatch.setattr("ser.experiments.run.split_of", lambda *_: replace(few, train=few.train[:9]))
    arm = replace(copying.arm, model=BaselineSettings("knn"), training=TrainingSettings())
    with refuses(BadValue, "received 9 clips to train", "'knn' refuses", "n_neighbors", "--data"):
        do(replace(copying, arm=arm), features, results=tmp_path, profile="demo")
    assert not list(tmp_path.rglob("*.json"))


def test_copies_that_are_not_asked_for_or_lack_are_refused(copying, tiny_runs, features, tmp_path, refuses):
    with refuses(BadValue, "received copies none", "expected gain, noise"):
        do(copying, features, results=tmp_path, profile="demo")
    with refuses(BadValue, "received copies gain", "expected none"):
        do(tiny_runs[0], features, copies={"gain": features}, results=tmp_path, profile="demo")
    assert not list(tmp_path.rglob("*.json"))
