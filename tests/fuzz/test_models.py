"""A model folder, changed anywhere, answers or is refused in one line; the same for its ONNX file."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strangers import CHANGES, EXCHANGES, answered, changed, contents, examples, exchange, in_folder

from ser.errors import DataDamaged
from ser.training.saved import exported, folder, onnx_file

FRAMES, LENGTHS = np.full((2, 26, 8), -20.0, np.float32), np.array([26, 9])


@pytest.fixture(scope="module")
def files(small_folder):
    """{name: bytes} of a model folder with its export."""
    return contents(small_folder)


def _say(found):
    if not isinstance(found, Exception):
        said = answered(lambda: found.predict(FRAMES, LENGTHS))
        assert isinstance(said, DataDamaged) or (said.shape == (2, 8) and np.isfinite(said).all())


def _about(where):
    found = answered(lambda: folder.read_about(where), named=where)
    if not isinstance(found, Exception):
        assert found.settings.frames == found.features.frames <= 20_000
        assert (
            np.isfinite(found.scaler(np.zeros((1, *FRAMES.shape[1:])), [26])).all()
            or len(found.scaler.mean) != 8
        )


def _network(where):
    found = answered(lambda: folder.load(where), named=where)
    _say(found if isinstance(found, Exception) else found[0])


def _onnx(where):
    _say(answered(lambda: exported.load_exported(where), named=where))


@pytest.mark.parametrize("name", ["config.json", "scaler.json", "labels.json"])
@examples(100)
@given(exchanges=EXCHANGES)
def test_what_a_folder_says_of_itself(files, name, exchanges):
    in_folder(files | {name: exchange(json.loads(files[name]), exchanges)}, _about)


@pytest.mark.parametrize("name", ["config.json", "scaler.json", "labels.json"])
@examples(30)
@given(changes=CHANGES)
def test_the_bytes_of_what_it_says(files, name, changes):
    in_folder(files | {name: changed(files[name], changes)}, _about)


@examples(12)
@given(changes=CHANGES)
def test_the_bytes_of_a_network(files, changes):
    in_folder(files | {"model.keras": changed(files["model.keras"], changes)}, _network)


@examples(12)
@given(exchanges=EXCHANGES)
def test_the_description_inside_a_network(files, exchanges):
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(files["model.keras"])) as held:
        members = {name: held.read(name) for name in held.namelist()}
    described = exchange(json.loads(members["config.json"]), exchanges)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in (members | {"config.json": json.dumps(described).encode()}).items():
            made.writestr(name, content)
    in_folder(files | {"model.keras": buffer.getvalue()}, _network)


@examples(12)
@given(changes=CHANGES)
def test_the_bytes_of_the_weights_inside_a_network(files, changes):
    """Written into a whole zip file, whose checksums say nothing against them."""
    import io
    import zipfile

    with zipfile.ZipFile(io.BytesIO(files["model.keras"])) as held:
        members = {name: held.read(name) for name in held.namelist()}
    weights = changed(members["model.weights.h5"], changes)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as made:
        for name, content in (members | {"model.weights.h5": weights}).items():
            made.writestr(name, content)
    in_folder(files | {"model.keras": buffer.getvalue()}, _network)


@examples(40)
@given(changes=CHANGES)
def test_the_bytes_of_an_onnx_file(files, changes):
    in_folder(files | {"model.onnx": changed(files["model.onnx"], changes)}, _onnx)


@examples(200)
@given(content=st.binary(max_size=200))
def test_bytes_of_any_kind_are_no_graph(content):
    answered(lambda: onnx_file.check(content), kinds=(ValueError,))
