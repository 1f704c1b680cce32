import numpy as np
import pytest

from ser import models
from ser.errors import DataDamaged, DataMissing
from ser.features import MfccSettings
from ser.models import ModelSettings
from ser.training import Scaler, Trained, export, folder
from ser.training.exported import load_exported
from ser.training.listening import listen

FEATURES = MfccSettings(coefficients=8, duration=0.6)
MODEL = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)


@pytest.fixture(scope="module")
def trained(keras):
    keras.utils.set_random_seed(0)
    scaler = Scaler(np.full(8, -20.0), np.full(8, 30.0))
    return Trained(models.build(MODEL), MODEL, scaler, {}, 0, 0.0)


@pytest.fixture(scope="module")
def exported(trained, tmp_path_factory):
    kept = folder.save(trained, tmp_path_factory.mktemp("models") / "m", features=FEATURES, about={})
    export.export(kept)
    return load_exported(kept)


@pytest.fixture(scope="module")
def files(made_clip, tmp_path_factory):
    """Seventy files: clips of several lengths, every ninth one no sound, one not there."""
    base = tmp_path_factory.mktemp("sounds")
    paths = []
    for number in range(70):
        paths.append(base / f"{number:02d}.wav")
        content = b"no sound" if number % 9 == 4 else made_clip(0.7 + 0.01 * number, seed=number % 5)
        if number != 50:
            paths[-1].write_bytes(content)
    return paths


def _plain(outcomes):
    return [
        (path.name, str(found) if isinstance(found, Exception) else found.round(4).tolist())
        for path, found in outcomes
    ]


def test_every_file_gets_its_answer_in_order_whatever_stands_beside_it(exported, files):
    outcomes = list(listen(exported, FEATURES, files))
    assert [path for path, _ in outcomes] == files
    for number, (_, found) in enumerate(outcomes):
        if number == 50:
            assert isinstance(found, DataMissing)
        elif number % 9 == 4:
            assert isinstance(found, DataDamaged)
        else:
            assert found.shape == (8,) and found.sum() == pytest.approx(1, abs=1e-4)
    alone = [next(listen(exported, FEATURES, [path])) for path in files[:40:7]]
    assert _plain(alone) == _plain(outcomes[:40:7])


def test_threads_change_nothing(exported, files):
    assert _plain(listen(exported, FEATURES, files, jobs=3)) == _plain(listen(exported, FEATURES, files))


def test_keras_hears_the_same(trained, exported, files):
    pairs = zip(
        listen(trained, FEATURES, files[:10], jobs=3), listen(exported, FEATURES, files[:10]), strict=True
    )
    for (_, one), (_, other) in pairs:
        if isinstance(one, Exception):
            assert str(one) == str(other)
        else:
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_no_files_give_nothing(exported):
    assert list(listen(exported, FEATURES, [])) == []
