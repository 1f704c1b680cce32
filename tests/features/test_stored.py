import io
import tracemalloc

import numpy as np
import pandas as pd
import pytest

from ser.corpora import fingerprint
from ser.errors import DataMissing
from ser.features import MfccSettings
from ser.features.stored import _KEPT, file_name, read, writing

SETTINGS = MfccSettings(coefficients=4)


def table(clips: int) -> pd.DataFrame:
    named = dict.fromkeys(_KEPT, "x") | {"corpus": "TESS", "emotion": "sad", "sha256": "ab"}
    return pd.DataFrame([named | {"clip": f"TESS/{number}"} for number in range(clips)])


def written(folder, matrices):
    clips = table(len(matrices))
    about = {"key": "k", "fingerprint": fingerprint(clips), "expected": 3, "demo": True, "left_out": []}
    with writing(folder, SETTINGS) as begun:
        for matrix in matrices:
            begun.add(matrix)
        begun.finish(clips, about)
    return clips


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "TESS"


@pytest.fixture
def matrices():
    rng = np.random.default_rng(0)
    return [rng.normal(size=(frames, 4)).astype(np.float16) for frames in (3, 1, 130)]


def test_what_was_written_clip_by_clip_is_read(folder, matrices):
    clips = written(folder, matrices)
    found, values, lengths, about = read(folder, SETTINGS)
    assert found["clip"].tolist() == clips["clip"].tolist()
    np.testing.assert_array_equal(values, np.concatenate(matrices))
    assert values.dtype == np.float16 and lengths.tolist() == [3, 1, 130]
    assert (about["clips"], about["frames"]) == (3, 134)


def test_the_archive_is_what_numpy_would_write(folder, matrices):
    written(folder, matrices)
    expected = io.BytesIO()
    lengths = np.array([len(matrix) for matrix in matrices], np.int32)
    np.savez(expected, values=np.concatenate(matrices), lengths=lengths)
    assert (folder / f"{file_name(SETTINGS)}.npz").read_bytes() == expected.getvalue()


def test_a_part_of_a_matrix_is_written_as_it_is_seen(folder):
    whole = np.arange(80, dtype=np.float16).reshape(10, 8)
    written(folder, [whole[::2, ::2]])
    np.testing.assert_array_equal(read(folder, SETTINGS)[1], whole[::2, ::2])


def test_memory_does_not_grow_with_the_clips(folder):
    matrix = np.ones((130, 40), np.float16)

    def most(clips: int) -> int:
        tracemalloc.start()
        with writing(folder, SETTINGS) as begun:
            for _ in range(clips):
                begun.add(matrix)
            largest = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return largest

    most(10)
    # All the features of 3000 clips are 31 MB; what is kept of a clip is its length.
    assert most(3000) - most(30) < 0.5e6


def test_what_is_left_unfinished_leaves_nothing(folder, matrices):
    with pytest.raises(KeyboardInterrupt), writing(folder, SETTINGS) as begun:
        begun.add(matrices[0])
        raise KeyboardInterrupt
    assert not folder.exists()
    with pytest.raises(DataMissing):
        read(folder, SETTINGS)


def test_what_stood_there_stays_until_all_is_computed(folder, matrices):
    written(folder, matrices)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    with pytest.raises(OSError, match="full"), writing(folder, SETTINGS) as begun:
        begun.add(matrices[0])
        raise OSError("full")
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
