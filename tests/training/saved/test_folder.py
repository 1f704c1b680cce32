import json
import shutil
import zipfile

import numpy as np
import pytest

from ser import files, models
from ser.corpora import EMOTIONS
from ser.errors import DataDamaged, DataMissing
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.training import Scaler, Trained, TrainingSettings, train
from ser.training.saved import folder

FEATURES = MfccSettings(coefficients=8, duration=0.6)
MODEL = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)
PUBLISHED = ModelSettings("published", frames=26, coefficients=8)


@pytest.fixture(scope="module")
def trained(keras, tiny_features):
    from ser.splits import make_split

    split = make_split("random", tiny_features.clips, demo=True)
    return train(tiny_features, split, MODEL, TrainingSettings(epochs=1, batch=32))


@pytest.fixture(scope="module")
def kept(trained, tmp_path_factory):
    """A whole model folder; copied before it is changed."""
    return folder.save(
        trained, tmp_path_factory.mktemp("models") / "kept", features=FEATURES, about={"run": "r"}
    )


@pytest.fixture
def copy(kept, tmp_path):
    return shutil.copytree(kept, tmp_path / "copy")


def _say(trained, features):
    return trained.predict(*features.padded(features.clips["clip"][:9].tolist()))


def test_a_folder_holds_four_parts_and_no_pickle(kept):
    assert sorted(path.name for path in kept.iterdir()) == sorted(folder.PARTS)
    assert json.loads((kept / "labels.json").read_text()) == list(EMOTIONS)
    config = json.loads((kept / "config.json").read_text())
    assert config["model"]["filters"] == [4]
    assert config["features"] == {"kind": "mfcc"} | json.loads(json.dumps(FEATURES.__dict__))
    assert config["run"] == "r"
    assert not [path for path in kept.parent.iterdir() if path != kept]


def test_what_is_loaded_says_the_same(kept, trained, tiny_features):
    again, features, config = folder.load(kept)
    np.testing.assert_array_equal(_say(again, tiny_features), _say(trained, tiny_features))
    assert (again.settings, features) == (MODEL, FEATURES)
    assert config["run"] == "r"


def test_the_published_model_is_kept_and_loaded_too(keras, tiny_features, tmp_path):
    keras.utils.set_random_seed(0)
    scaler = Scaler(np.full(8, -20.0), np.full(8, 30.0), scales_padding=True)
    made = Trained(models.build(PUBLISHED), PUBLISHED, scaler, {}, 0, 0.0)
    folder.save(made, tmp_path / "model", features=FEATURES, about={})
    again, _, _ = folder.load(tmp_path / "model")
    assert again.scaler.scales_padding
    np.testing.assert_array_equal(_say(again, tiny_features), _say(made, tiny_features))


def test_the_optimiser_is_not_in_the_file(kept, trained):
    """Adam keeps two numbers more for each weight."""
    import h5py

    with zipfile.ZipFile(kept / "model.keras") as archive, archive.open("model.weights.h5") as weights:
        names = []
        h5py.File(weights).visit(names.append)
    assert not [name for name in names if "optimizer" in name]
    assert trained.model.optimizer is not None
    assert "optimizer" not in zipfile.ZipFile(kept / "model.keras").read("config.json").decode()


def test_saving_over_a_folder_keeps_other_files_and_replaces_the_parts(copy, trained, tiny_features):
    (copy / "training_history.png").write_bytes(b"a picture")
    (copy / "model.keras").write_bytes(b"an older model")
    folder.save(trained, copy, features=FEATURES, about={"run": "second"})
    assert (copy / "training_history.png").read_bytes() == b"a picture"
    again, _, config = folder.load(copy)
    assert config["run"] == "second"
    np.testing.assert_array_equal(_say(again, tiny_features), _say(trained, tiny_features))


# never half-written


def test_a_folder_that_could_not_be_written_is_not_there(trained, tmp_path, monkeypatch):
    def fail(*_):
        raise OSError("disk full")

    monkeypatch.setattr(Scaler, "to_json", fail)
    with pytest.raises(OSError, match="disk full"):
        folder.save(trained, tmp_path / "model", features=FEATURES, about={})
    assert list(tmp_path.iterdir()) == []


def test_content_that_json_cannot_hold_leaves_the_old_folder_alone(copy, trained):
    before = {path.name: path.read_bytes() for path in copy.iterdir()}
    with pytest.raises(TypeError):
        folder.save(trained, copy, features=FEATURES, about={"array": np.zeros(2)})
    assert {path.name: path.read_bytes() for path in copy.iterdir()} == before
    assert [path.name for path in copy.parent.iterdir()] == ["copy"]


@pytest.mark.parametrize("step", range(4))
@pytest.mark.parametrize("new", [True, False], ids=["new folder", "over an old one"])
def test_a_folder_interrupted_while_it_is_put_in_place_is_never_believed(
    copy, trained, tmp_path, monkeypatch, rename_fails, step, new
):
    """Else the weights of one model would be used with the scaler of another."""
    target = tmp_path / "model" if new else copy
    rename_fails(step, "killed")
    with pytest.raises(OSError, match="killed"):
        folder.save(trained, target, features=FEATURES, about={})
    monkeypatch.undo()
    with pytest.raises(DataMissing):
        folder.load(target)
    folder.save(trained, target, features=FEATURES, about={})
    folder.load(target)


# bad input


def test_no_such_folder(tmp_path, refuses):
    with refuses(DataMissing, "no model folder", tmp_path / "none", "`ser train`", "check the path"):
        folder.load(tmp_path / "none")
    (tmp_path / "file").write_text("x")
    with refuses(DataMissing, "no model folder", tmp_path / "file"):
        folder.load(tmp_path / "file")


@pytest.mark.parametrize("part", folder.PARTS)
def test_a_part_that_is_missing_is_named(copy, refuses, part):
    (copy / part).unlink()
    with refuses(DataMissing, copy, f"{part} is missing", *folder.PARTS, "train it again with `ser train`"):
        folder.load(copy)


@pytest.mark.parametrize("part", folder.PARTS)
@pytest.mark.parametrize(
    "content", [b"", b"[]", b"{}", b"\xff\xfe", b'{"mean": 1, "model": 2}', b"PK\x03\x04"]
)
def test_a_part_with_other_content_is_named(copy, refuses, part, content):
    (copy / part).write_bytes(content)
    with refuses(DataDamaged, copy, f"{part} cannot be used", "train it again with `ser train`"):
        folder.load(copy)


@pytest.mark.parametrize("part", folder.PARTS)
def test_a_part_that_is_cut_short_is_named(copy, refuses, part):
    (copy / part).write_bytes((copy / part).read_bytes()[:-30])
    with refuses(DataDamaged, copy, f"{part} cannot be used", "`ser train`"):
        folder.load(copy)


@pytest.mark.parametrize("place", [0.02, 0.3, 0.9, 0.998])
def test_a_model_file_with_wrong_bytes_is_refused(copy, refuses, place):
    content = bytearray((copy / "model.keras").read_bytes())
    at = int(place * len(content))
    content[at : at + 40] = bytes(255 - byte for byte in content[at : at + 40])
    (copy / "model.keras").write_bytes(content)
    with refuses(DataDamaged, copy, "model.keras cannot be used", "`ser train`"):
        folder.load(copy)


def _config(folder, **changes):
    config = json.loads((folder / "config.json").read_text())
    for path, value in changes.items():
        section, name = path.split("__")
        config[section][name] = value
    (folder / "config.json").write_text(json.dumps(files.sealed(config)))


@pytest.mark.parametrize(
    ("change", "part", "words"),
    [
        ({"model__name": "resnet"}, "config.json", "unknown model 'resnet'"),
        ({"model__colour": "red"}, "config.json", "colour"),
        ({"features__coefficients": 0}, "config.json", "expected a number from 1 to"),
        (
            {"features__coefficients": 13},
            "config.json",
            "26 frames by 13 coefficients, a network for 26 by 8",
        ),
        ({"model__name": "published"}, "model.keras", "for the network of config.json"),
        ({"model__labels": 7}, "model.keras", "is not the one of config.json"),
    ],
)
def test_parts_that_disagree_are_refused(copy, refuses, change, part, words):
    _config(copy, **change)
    with refuses(DataDamaged, copy, f"{part} cannot be used", words, "`ser train`"):
        folder.load(copy)


@pytest.mark.parametrize("mean", [[0.0] * 7, [float("nan")] * 8, [1e300] * 8, [[0.0] * 8], 3])
def test_a_scaler_that_does_not_fit_is_refused(copy, refuses, mean):
    (copy / "scaler.json").write_text(
        json.dumps({"mean": mean, "deviation": [1.0] * 8, "scales_padding": False})
    )
    with refuses(DataDamaged, copy, "scaler.json cannot be used", "`ser train`"):
        folder.load(copy)


def test_labels_in_another_order_are_refused(copy, refuses):
    (copy / "labels.json").write_text(json.dumps(sorted(EMOTIONS)))
    with refuses(DataDamaged, copy, "labels.json cannot be used", "expected", "'neutral', 'calm'"):
        folder.load(copy)
