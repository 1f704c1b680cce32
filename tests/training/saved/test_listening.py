import numpy as np
import pytest

from ser.errors import DataDamaged, DataMissing
from ser.training.saved.exported import load_exported
from ser.training.saved.listening import listen


@pytest.fixture(scope="module")
def exported(small_folder):
    return load_exported(small_folder)


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
    outcomes = list(listen(exported, exported.about.features, files))
    assert [path for path, _ in outcomes] == files
    for number, (_, found) in enumerate(outcomes):
        if number == 50:
            assert isinstance(found, DataMissing)
        elif number % 9 == 4:
            assert isinstance(found, DataDamaged)
        else:
            assert found.shape == (8,) and found.sum() == pytest.approx(1, abs=1e-4)
    alone = [next(listen(exported, exported.about.features, [path])) for path in files[:40:7]]
    assert _plain(alone) == _plain(outcomes[:40:7])


def test_threads_change_nothing(exported, files):
    assert _plain(listen(exported, exported.about.features, files, jobs=3)) == _plain(
        listen(exported, exported.about.features, files)
    )


def test_keras_hears_the_same(small_model, exported, files):
    pairs = zip(
        listen(small_model, exported.about.features, files[:10], jobs=3),
        listen(exported, exported.about.features, files[:10]),
        strict=True,
    )
    for (_, one), (_, other) in pairs:
        if isinstance(one, Exception):
            assert str(one) == str(other)
        else:
            np.testing.assert_allclose(one, other, atol=1e-5)


def test_no_files_give_nothing(exported):
    assert list(listen(exported, exported.about.features, [])) == []
