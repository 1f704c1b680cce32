import shutil

import numpy as np
import pytest

from ser import models
from ser.errors import DataDamaged, DataMissing
from ser.training import Trained, exported, folder


@pytest.fixture
def copy(small_folder, tmp_path):
    return shutil.copytree(small_folder, tmp_path / "copy")


def test_more_clips_than_go_in_at_once_come_out_in_their_order(small_folder, small_model):
    rng = np.random.default_rng(0)
    lengths = rng.integers(1, 27, 150)
    frames = rng.normal(-20, 30, (150, 26, 8)).astype(np.float32)
    frames *= (np.arange(26) < lengths[:, None])[..., None]
    found = exported.load_exported(small_folder).predict(frames, lengths)
    assert found.shape == (150, 8)
    np.testing.assert_allclose(found, small_model.predict(frames, lengths), atol=1e-5)


def test_a_folder_without_one_says_how_to_make_it(copy):
    (copy / "model.onnx").unlink()
    with pytest.raises(DataMissing, match=r"no ONNX file .*`ser export "):
        exported.load_exported(copy)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.9, 0.999])
def test_one_cut_short_is_noticed(copy, share):
    whole = (copy / "model.onnx").read_bytes()
    (copy / "model.onnx").write_bytes(whole[: int(share * len(whole))])
    with pytest.raises(DataDamaged, match=r"model\.onnx .*make it again with `ser export"):
        exported.load_exported(copy)


@pytest.mark.parametrize("content", [b"\0" * 500, b"not a model", b"PK\x03\x04" + b"x" * 90])
def test_what_is_no_onnx_is_noticed_in_one_line(copy, content):
    (copy / "model.onnx").write_bytes(content)
    with pytest.raises(DataDamaged) as caught:
        exported.load_exported(copy)
    assert len(str(caught.value).splitlines()) == 1


def test_one_of_other_weights_is_noticed(copy, keras, small_model):
    keras.utils.set_random_seed(1)
    other = Trained(models.build(small_model.settings), small_model.settings, small_model.scaler, {}, 0, 0.0)
    stale = (copy / "model.onnx").read_bytes()
    folder.save(other, copy, features=exported.load_exported(copy).about.features, about={})
    assert not (copy / "model.onnx").exists(), "the export of the model before"
    (copy / "model.onnx").write_bytes(stale)
    with pytest.raises(DataDamaged, match="other weights"):
        exported.load_exported(copy)


@pytest.mark.parametrize("part", folder.PARTS)
def test_a_folder_with_a_part_missing_is_refused(copy, part):
    (copy / part).unlink()
    with pytest.raises(DataMissing, match=part):
        exported.load_exported(copy)
