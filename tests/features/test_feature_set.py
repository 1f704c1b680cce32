import numpy as np
import pytest

from ser.corpora import fingerprint
from ser.errors import DataMissing


def test_a_clip_is_padded_with_zeros_to_the_window_and_keeps_its_length(tiny_features):
    names = tiny_features.clips["clip"].tolist()
    frames, lengths = tiny_features.padded(names)
    assert frames.shape == (64, 26, 8)
    assert frames.dtype == np.float32
    np.testing.assert_array_equal(lengths, tiny_features.lengths)
    start = 0
    for row, length in enumerate(tiny_features.lengths):
        np.testing.assert_array_equal(
            frames[row, :length], tiny_features.values[start : start + length].astype(np.float32)
        )
        assert not frames[row, length:].any()
        assert tiny_features.starts[row] == start
        start += length
    assert start == len(tiny_features.values)


def test_clips_come_in_the_order_asked_for(tiny_features):
    names = tiny_features.clips["clip"].to_numpy()
    order = [40, 3, 3, 17]
    whole, lengths = tiny_features.padded(list(names))
    some, their = tiny_features.padded(names[order])
    np.testing.assert_array_equal(some, whole[order])
    np.testing.assert_array_equal(their, lengths[order])


def test_a_clip_that_is_not_there_is_an_error(tiny_features):
    with pytest.raises(KeyError, match="nobody"):
        tiny_features.padded(["nobody"])


def test_the_fingerprint_is_that_of_the_clips(tiny_features):
    assert tiny_features.fingerprint == fingerprint(tiny_features.clips)


def test_the_part_of_some_corpora(demo_features):
    assert demo_features.expected == {"RAVDESS": 360, "TESS": 112, "SAVEE": 96}
    part = demo_features.only(("SAVEE", "RAVDESS"))
    assert part.expected == {"RAVDESS": 360, "SAVEE": 96}
    assert len(part.clips) == len(part.lengths) == 456
    assert part.values.shape == (part.lengths.sum(), 40)
    assert part.demo is True
    names = ["SAVEE/KL_su03", part.clips["clip"][0]]
    np.testing.assert_array_equal(part.padded(names)[0], demo_features.padded(names)[0])
    assert part.fingerprint != demo_features.fingerprint


def test_the_part_names_what_was_left_out_of_it_alone(tiny_features):
    from dataclasses import replace

    gaps = (("RAVDESS/a", "missing"), ("TESS/b", "empty file"))
    held = replace(tiny_features, expected={"RAVDESS": 65, "TESS": 1}, left_out=gaps)
    assert held.only(("RAVDESS",)).left_out == gaps[:1]


def test_a_corpus_that_is_not_in_the_store_is_refused(tiny_features, refuses):
    with refuses(DataMissing, "no clips of TESS, SAVEE", "it holds RAVDESS", "`ser features`"):
        tiny_features.only(("RAVDESS", "TESS", "SAVEE"))
