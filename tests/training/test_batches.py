from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from ser.models import ModelSettings
from ser.training.settings import AUGMENTATIONS

FRAMES, WIDTH = 40, 20
CORRECTED = ModelSettings(frames=FRAMES, coefficients=WIDTH)


@pytest.fixture
def batches(keras):
    """Return a function that makes batches of 3 of seven clips, each filled with its own number."""
    from ser.training.batches import AugmentedBatches

    def make(*kinds, seed=0, model=CORRECTED, weights=None):
        clips = np.ones((7, FRAMES, WIDTH), np.float32) * np.arange(1, 8)[:, None, None]
        lengths = np.arange(20, 27)
        clips *= (np.arange(FRAMES) < lengths[:, None])[..., None]
        labels = np.eye(8, dtype=np.float32)[:7]
        return AugmentedBatches(
            model, clips, lengths, labels, weights, kinds=kinds, cepstral=True, batch=3, seed=seed
        )

    return make


def _epoch(batches):
    """What one epoch gives, and then its end."""
    given = [batches[number] for number in range(len(batches))]
    batches.on_epoch_end()
    return given


def _clips_of(batch):
    return (batch[0]["mfcc"][:, 0, 0] - 1).astype(int).tolist()


def _order(given):
    return list(chain.from_iterable(map(_clips_of, given)))


def test_every_clip_is_in_one_batch_of_an_epoch(batches):
    made = batches()
    assert len(made) == 3
    for _ in range(3):
        given = _epoch(made)
        assert [len(batch[1]) for batch in given] == [3, 3, 1]
        assert sorted(_order(given)) == list(range(7))


def test_labels_masks_and_weights_go_with_their_clips(batches):
    weights = np.linspace(1, 2, 7).astype(np.float32)
    for batch in _epoch(batches(weights=weights)):
        rows = _clips_of(batch)
        assert batch[1].argmax(axis=1).tolist() == rows
        assert batch[0]["mask"].sum(axis=1).tolist() == [20 + row for row in rows]
        np.testing.assert_array_equal(batch[2], weights[rows])
    assert {len(batch) for batch in _epoch(batches())} == {2}


def test_the_order_differs_by_epoch_and_by_seed(batches):
    made = batches()
    orders = [_order(_epoch(made)) for _ in range(4)]
    orders += [_order(_epoch(batches(seed=seed))) for seed in (1, 2)]
    assert len(set(map(tuple, orders))) == 6


def test_the_changes_differ_by_epoch(batches):
    """Clip 0 is another one each time, so a network never sees the same clip twice."""
    made = batches("level")
    first = [
        batch[0]["mfcc"][row, 0, 0]
        for _ in range(3)
        for batch in _epoch(made)
        for row in np.flatnonzero(batch[1][:, 0])
    ]
    assert len(set(first)) == 3


def test_the_same_seed_gives_the_same_batches(batches):
    first, again = batches(*AUGMENTATIONS, seed=4), batches(*AUGMENTATIONS, seed=4)
    for _ in range(2):
        for one, other in zip(_epoch(first), _epoch(again), strict=True):
            np.testing.assert_array_equal(one[0]["mfcc"], other[0]["mfcc"])
            np.testing.assert_array_equal(one[0]["mask"], other[0]["mask"])
            np.testing.assert_array_equal(one[1], other[1])


def test_the_mask_follows_the_tempo(batches):
    moved = 0
    for batch in _epoch(batches("tempo")):
        lengths = batch[0]["mask"].sum(axis=1).astype(int)
        np.testing.assert_array_equal(lengths, (batch[0]["mfcc"][..., 1] != 0).sum(axis=1))
        moved += int((lengths != 20 + batch[1].argmax(axis=1)).sum())
    assert moved > 3


def test_the_published_model_gets_its_own_form(batches):
    batch = batches(model=replace(CORRECTED, name="published"))[0]
    assert list(batch[0]) == ["mfcc"]
    assert batch[0]["mfcc"].shape == (3, WIDTH, FRAMES, 1)
