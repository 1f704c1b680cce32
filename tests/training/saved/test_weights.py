"""A model file from a stranger: numbers come in, and nothing that could run, reach out or grow."""

import io
import json
import stat
import zipfile

import numpy as np
import pytest
from strangers import copied

from ser.errors import DataDamaged
from ser.training.saved import folder

h5py = pytest.importorskip("h5py")
DESCRIPTION, WEIGHTS = "config.json", "model.weights.h5"


@pytest.fixture
def copy(small_folder, tmp_path):
    return copied(small_folder, tmp_path / "copy")


@pytest.fixture
def refused(copy, refuses, monkeypatch):
    """Return a function that loads the folder and wants it refused, with nothing built from the file."""
    import keras

    def fail(*_, **__):
        raise AssertionError("something was built from what a file says")

    monkeypatch.setattr(keras.saving, "deserialize_keras_object", fail)
    monkeypatch.setattr(keras.saving, "load_model", fail)

    def load(*words):
        with refuses(DataDamaged, copy, "model.keras cannot be used", *words, "`ser train`"):
            folder.load(copy)

    return load


def _members(path):
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _rewrite(path, members, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)


def _described(copy, change):
    members = _members(copy / "model.keras")
    described = json.loads(members[DESCRIPTION])
    change(described["config"]["layers"])
    _rewrite(copy / "model.keras", members | {DESCRIPTION: json.dumps(described)})


def _weighed(copy, change):
    """Let `change` work on the HDF5 file of the weights."""
    members = _members(copy / "model.keras")
    held = io.BytesIO(members[WEIGHTS])
    with h5py.File(held, "r+") as file:
        change(file)
    _rewrite(copy / "model.keras", members | {WEIGHTS: held.getvalue()})


def _first(file):
    """The first array of the weights."""
    found = []
    file.visititems(lambda name, one: found.append(name) if isinstance(one, h5py.Dataset) else None)
    return found[0]


def test_the_fixture_is_a_model_that_loads(copy):
    _rewrite(copy / "model.keras", _members(copy / "model.keras"))
    folder.load(copy)


def test_what_was_saved_in_another_process_has_other_names_and_loads(copy):
    def rename(layers):
        for one in layers:
            if one["class_name"] == "Conv2D":
                one["name"] = one["config"]["name"] = "conv2d_77"
        for one in layers:
            for node in one["inbound_nodes"]:
                for tensor in node["args"]:
                    if isinstance(tensor, dict) and tensor["config"]["keras_history"][0].startswith("conv2d"):
                        tensor["config"]["keras_history"][0] = "conv2d_77"

    _described(copy, rename)
    folder.load(copy)


# code


@pytest.mark.parametrize(
    ("module", "name", "registered"),
    [
        ("os", "system", "system"),
        ("builtins", "exec", None),
        ("__main__", "Payload", "Payload"),
        ("keras.layers", "Lambda", None),
        ("keras.src.layers.core.lambda_layer", "Lambda", None),
        ("ser.exercises.grading.alone", "run", "ser>Payload"),
        ("keras.utils", "get_file", None),
        ("keras.layers", "TFSMLayer", None),
    ],
)
def test_a_layer_of_another_kind_is_refused_before_anything_is_built(
    copy, refused, tmp_path, module, name, registered
):
    marker = tmp_path / "ran"
    layer = {
        "module": module,
        "class_name": name,
        "registered_name": registered,
        "config": {"function": f"touch {marker}", "name": "x", "arguments": {"command": f"touch {marker}"}},
    }
    _described(copy, lambda layers: layers[1].update(layer))
    refused("is not the one of config.json")
    assert not marker.exists()


@pytest.mark.parametrize(
    "field",
    ["kernel_initializer", "kernel_regularizer", "kernel_constraint", "activation", "dtype"],
)
def test_an_object_hidden_in_a_layer_is_refused(copy, refused, field):
    payload = {
        "module": "os",
        "class_name": "system",
        "config": {"command": "true"},
        "registered_name": "system",
    }

    def change(layers):
        (one,) = (one for one in layers if one["class_name"] == "Conv2D")
        one["config"][field] = payload

    _described(copy, change)
    refused("is not the one of config.json")


def test_a_layer_more_or_in_another_order_is_refused(copy, refused):
    _described(copy, lambda layers: layers.append(layers[-1]))
    refused("is not the one of config.json")


def test_another_wiring_is_refused(copy, refused):
    def change(layers):
        last = layers[-1]["inbound_nodes"][0]["args"][0]["config"]["keras_history"]
        last[0] = layers[0]["name"]

    _described(copy, change)
    refused("is not the one of config.json")


def test_a_description_nested_without_end_is_refused(copy, refused):
    members = _members(copy / "model.keras")
    _rewrite(copy / "model.keras", members | {DESCRIPTION: "[" * 100_000})
    refused("nested too deeply")


# the zip


@pytest.mark.parametrize("name", ["../escaped", "/escaped", "assets/x.txt", "..\\escaped", "a" * 300])
def test_a_member_more_is_refused_and_not_written(copy, refused, tmp_path, name):
    _rewrite(copy / "model.keras", _members(copy / "model.keras") | {name: b"out"})
    before = sorted(path for path in tmp_path.rglob("*"))
    refused("expected config.json")
    assert sorted(path for path in tmp_path.rglob("*")) == before


def test_a_link_in_a_members_place_is_no_file(copy, refused):
    members = _members(copy / "model.keras")
    link = zipfile.ZipInfo(WEIGHTS)
    link.create_system, link.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(copy / "model.keras", "w") as archive:
        for name in ("metadata.json", DESCRIPTION):
            archive.writestr(name, members[name])
        archive.writestr(link, b"/etc/hostname")
    refused()


def test_a_member_twice_is_refused(copy, refused):
    members = _members(copy / "model.keras")
    with zipfile.ZipFile(copy / "model.keras", "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr(DESCRIPTION, members[DESCRIPTION])
    refused("twice")


def test_a_bomb_is_not_unpacked(copy, refused):
    members = _members(copy / "model.keras")
    _rewrite(copy / "model.keras", members | {WEIGHTS: bytes(32 * 2**20)}, zipfile.ZIP_DEFLATED)
    assert (copy / "model.keras").stat().st_size < 2**17
    refused("states 33,554,432 bytes")


# the weights


def test_weights_that_link_to_another_file_are_refused(copy, refused, tmp_path):
    with h5py.File(tmp_path / "secret.h5", "w") as file:
        file["x"] = np.ones((3, 3, 1, 4))

    def change(file):
        name = _first(file)
        del file[name]
        file[name] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "x")

    _weighed(copy, change)
    refused("a link to elsewhere (ExternalLink)")


def test_weights_behind_a_soft_link_are_refused(copy, refused):
    def change(file):
        file["again"] = h5py.SoftLink("/")

    _weighed(copy, change)
    refused("a link to elsewhere (SoftLink)")


def test_weights_that_lie_in_another_file_are_refused(copy, refused, tmp_path):
    (tmp_path / "raw").write_bytes(np.ones(36, np.float32).tobytes())

    def change(file):
        name = _first(file)
        shape = file[name].shape
        del file[name]
        size = 4 * int(np.prod(shape))
        file.create_dataset(name, shape, "f4", external=[(str(tmp_path / "raw"), 0, size)])

    _weighed(copy, change)
    refused("in another file")


def test_weights_made_up_of_another_file_are_refused(copy, refused, tmp_path):
    def change(file):
        layout = h5py.VirtualLayout((4,), "f4")
        layout[:] = h5py.VirtualSource(str(tmp_path / "other.h5"), "x", shape=(4,))
        file.create_virtual_dataset("more", layout)

    _weighed(copy, change)
    refused("in another file")


def test_an_array_that_is_larger_than_its_file_is_refused(copy, refused):
    def change(file):
        name = _first(file)
        del file[name]
        file.create_dataset(name, (10**6, 10**6), "f4", chunks=(1024, 1024), compression="gzip")

    _weighed(copy, change)
    refused("more than the file has")


def test_a_group_that_holds_itself_has_an_end(copy, refused):
    def change(file):
        file["round"] = file["/"]

    _weighed(copy, change)
    refused()


def test_weights_that_are_no_numbers_are_refused(copy, refused):
    def change(file):
        file["words"] = ["one", "two"]

    _weighed(copy, change)
    refused("type object")


def test_weights_of_another_shape_are_refused(copy, refused):
    def change(file):
        name = _first(file)
        shape = (1, *file[name].shape)
        del file[name]
        file[name] = np.zeros(shape, np.float32)

    _weighed(copy, change)
    refused()


def test_weights_that_are_missing_are_refused(copy, refused):
    _weighed(copy, lambda file: file.pop(_first(file)))
    refused()


def test_weights_that_are_not_finite_are_refused(copy, refused):
    def change(file):
        file[_first(file)][...] = np.nan

    _weighed(copy, change)
    refused("not finite")


# sizes that the settings ask for


@pytest.mark.parametrize(
    ("changes", "part", "words"),
    [
        ({"filters": [1024] * 16, "time_pooling": [1] * 16}, "model.keras", "weights, expected"),
        ({"lstm": 2048}, "model.keras", "weights, expected"),
        ({"lstm": 10**9}, "config.json", "expected a whole number from 0 to 2,048"),
        ({"filters": [4.5]}, "config.json", "each from 1 to 1,024"),
        ({"filters": 4}, "config.json", "a number for each block"),
        ({"frames": True}, "config.json", "expected a whole number"),
        ({"dropout": float("nan")}, "config.json", "expected a number from 0 to below 1"),
        ({"l2": "much"}, "config.json", "expected a number from 0 up"),
        ({"masked": 3}, "config.json", "expected true or false"),
    ],
)
def test_a_network_larger_than_its_weights_is_not_built(copy, refuses, monkeypatch, changes, part, words):
    from ser import models

    def fail(_):
        raise AssertionError("it was built")

    monkeypatch.setattr(models, "build", fail)
    config = json.loads((copy / "config.json").read_text())
    config["model"] |= changes
    (copy / "config.json").write_text(json.dumps(config))
    with refuses(DataDamaged, copy, f"{part} cannot be used", words):
        folder.load(copy)


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 1e9},
        {"duration": float("nan")},
        {"hop": 0},
        {"hop": 1, "duration": 600.0},
        {"rate": 10**12},
        {"frame_length": 2**40},
        {"mel_bands": 10**9},
        {"coefficients": "8"},
        {"top_db": None},
    ],
)
def test_features_of_impossible_size_are_refused(copy, refuses, changes):
    config = json.loads((copy / "config.json").read_text())
    config["features"] |= changes
    (copy / "config.json").write_text(json.dumps(config))
    with refuses(DataDamaged, copy, "config.json cannot be used"):
        folder.load(copy)


@pytest.mark.parametrize(
    "said",
    [
        {"arm": 3},
        {"arm": "\x1b[2Jclean"},
        {"split": []},
        {"split": {"name": ["random"]}},
        {"split": {"fold": "0"}},
        {"data": "all"},
        {"data": {"corpora": {"TESS": 4}}},
        {"data": {"corpora": {"TESS": {"found": "4", "expected": 4}}}},
        {"data": {"clips": "many"}},
        {"test": {"accuracy": "good"}},
        {"test": {}},
    ],
)
def test_what_is_told_of_a_model_is_of_the_right_kind(copy, refuses, said):
    config = json.loads((copy / "config.json").read_text()) | said
    (copy / "config.json").write_text(json.dumps(config))
    with refuses(DataDamaged, copy, "config.json cannot be used"):
        folder.load(copy)
