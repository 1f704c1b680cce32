import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ser.training import augmentation
from ser.training.settings import AUGMENTATIONS

FRAMES, WIDTH = 40, 20
LENGTHS = np.array([40, 31, 12, 3, 2, 1, 25, 38])


@pytest.fixture(scope="module")
def frames():
    """Eight clips of 1 to 40 true frames of 20 values, none of them 0; zero where padded."""
    values = np.random.default_rng(3).uniform(0.5, 2, (len(LENGTHS), FRAMES, WIDTH)).astype(np.float32)
    return values * _true(LENGTHS)[..., None]


@pytest.fixture(scope="module")
def change(frames):
    """Return a function that gives changed copies of the clips: (frames, lengths, labels)."""

    def make(*kinds, seed=0, cepstral=True, clips=frames, lengths=LENGTHS, labels=None):
        labels = np.eye(len(clips), dtype=np.float32) if labels is None else labels
        rng = np.random.default_rng(seed)
        return augmentation.augmented(clips, lengths, labels, rng, kinds=kinds, cepstral=cepstral)

    return make


def _true(lengths):
    return np.arange(FRAMES) < np.asarray(lengths)[:, None]


# every kind


def test_no_kind_is_no_change(change, frames):
    changed, lengths, labels = change()
    np.testing.assert_array_equal(changed, frames)
    np.testing.assert_array_equal(lengths, LENGTHS)
    np.testing.assert_array_equal(labels, np.eye(len(frames)))


@pytest.mark.parametrize("kind", AUGMENTATIONS)
def test_a_kind_changes_clips_and_leaves_its_arguments_alone(change, frames, kind):
    before, held = frames.copy(), LENGTHS.copy()
    changed, _, _ = change(kind)
    assert changed.dtype == np.float32
    assert changed.shape == frames.shape
    assert (changed != frames).any()
    np.testing.assert_array_equal(frames, before)
    np.testing.assert_array_equal(LENGTHS, held)


@pytest.mark.parametrize("kind", AUGMENTATIONS)
def test_the_same_numbers_give_the_same_changes(change, kind):
    for one, other in zip(change(kind, seed=5), change(kind, seed=5), strict=True):
        np.testing.assert_array_equal(one, other)
    assert (change(kind, seed=5)[0] != change(kind, seed=6)[0]).any()


@settings(max_examples=60, deadline=None)
@given(
    kinds=st.sets(st.sampled_from(AUGMENTATIONS)),
    lengths=st.lists(st.integers(1, FRAMES), min_size=1, max_size=6),
    cepstral=st.booleans(),
    seed=st.integers(0, 10_000),
)
def test_whatever_is_drawn_padding_stays_zero_and_labels_sum_to_one(change, kinds, lengths, cepstral, seed):
    lengths = np.array(lengths)
    clips = np.random.default_rng(seed).normal(size=(len(lengths), FRAMES, WIDTH)).astype(np.float32)
    clips *= _true(lengths)[..., None]
    labels = np.eye(8, dtype=np.float32)[np.arange(len(lengths)) % 8]
    changed, now, mixed = change(
        *kinds, seed=seed, cepstral=cepstral, clips=clips, lengths=lengths, labels=labels
    )
    assert (changed[~_true(now)] == 0).all()
    assert np.isfinite(changed).all()
    assert (now >= 1).all() and (now <= FRAMES).all()
    if "tempo" not in kinds:
        np.testing.assert_array_equal(now, lengths)
    np.testing.assert_allclose(mixed.sum(axis=1), 1, atol=1e-5)
    assert (mixed.max(axis=1) >= 0.5 - 1e-6).all()
    if "mixup" not in kinds:
        np.testing.assert_array_equal(mixed, labels)


# masks


def _runs(mask):
    """Number of stretches of true values."""
    return int((np.diff(np.concatenate([[0], mask.astype(int)])) == 1).sum())


def test_time_masks_are_short_stretches_of_whole_frames(change, frames):
    longest = 0
    for seed in range(40):
        changed, _, _ = change("time-mask", seed=seed)
        for row, length in enumerate(LENGTHS):
            masked = (changed[row, :length] == 0).all(axis=1)
            assert _runs(masked) <= augmentation.TIME_MASKS
            assert masked.sum() <= augmentation.TIME_MASKS * min(augmentation.LONGEST_TIME_MASK, length // 3)
            np.testing.assert_array_equal(changed[row, :length][~masked], frames[row, :length][~masked])
            longest = max(longest, masked.sum())
    assert longest > augmentation.LONGEST_TIME_MASK  # two masks beside each other, now and then


def test_time_masks_lie_in_the_clip_and_not_in_its_padding(change):
    """A clip of 12 frames in a window of 40 is masked as often as one that fills it: 24 times in 25."""
    masked = [(change("time-mask", seed=seed)[0][2, :12, 0] == 0).any() for seed in range(100)]
    assert 0.88 < np.mean(masked) < 1


def test_a_clip_of_one_or_two_frames_is_never_masked_away(change, frames):
    for seed in range(20):
        changed, _, _ = change("time-mask", seed=seed)
        np.testing.assert_array_equal(changed[4:6], frames[4:6])


def test_band_masks_are_narrow_stretches_of_whole_bands(change, frames):
    widest, places = 0, set()
    for seed in range(60):
        changed, _, _ = change("band-mask", seed=seed)
        for row, length in enumerate(LENGTHS):
            masked = (changed[row, :length] == 0).all(axis=0)
            assert _runs(masked) <= augmentation.BAND_MASKS
            assert masked.sum() <= augmentation.BAND_MASKS * round(augmentation.LARGEST_BAND_MASK * WIDTH)
            np.testing.assert_array_equal(changed[row][:, ~masked], frames[row][:, ~masked])
            widest = max(widest, masked.sum())
            places |= set(np.flatnonzero(masked).tolist())
    assert widest == 2 * round(augmentation.LARGEST_BAND_MASK * WIDTH)
    assert places == set(range(WIDTH))


# level


def _added(change, frames, **options):
    """What was added to each value of the first two clips."""
    changed, lengths, _ = change("level", **options)
    np.testing.assert_array_equal(lengths, LENGTHS)
    return [(changed - frames)[row, : LENGTHS[row]] for row in (0, 1)]


def test_level_moves_the_first_cepstral_coefficient_alone(change, frames):
    for added in _added(change, frames, cepstral=True):
        assert np.abs(added[:, 1:]).max() == 0
        np.testing.assert_allclose(added[:, 0], added[0, 0], atol=1e-6)
        assert added[0, 0] != 0


def test_level_moves_every_band_by_the_same(change, frames):
    added = _added(change, frames, cepstral=False)
    for one in added:
        np.testing.assert_allclose(one, one[0, 0], atol=1e-6)
    assert added[0][0, 0] != added[1][0, 0]


def test_level_is_drawn_around_nothing(change, frames):
    shifts = np.array([one[0, 0] for seed in range(150) for one in _added(change, frames, seed=seed)])
    assert shifts.mean() == pytest.approx(0, abs=0.1)
    assert shifts.std() == pytest.approx(augmentation.LEVEL, rel=0.15)


# tempo


def test_tempo_changes_the_length_by_at_most_15_percent(change):
    factors = []
    for seed in range(60):
        _, lengths, _ = change("tempo", seed=seed)
        low, high = (1 - augmentation.TEMPO) * LENGTHS, (1 + augmentation.TEMPO) * LENGTHS
        assert (lengths >= np.maximum(np.round(low), 1)).all()
        assert (lengths <= np.minimum(np.round(high), FRAMES)).all()
        factors.append(lengths[1] / LENGTHS[1])
    assert min(factors) < 0.9
    assert max(factors) > 1.1


def test_a_straight_line_stays_one_at_another_slope(change):
    """Frame t of the changed clip is what the clip was at t / factor; the last frame is held."""
    line = np.zeros((1, FRAMES, WIDTH), np.float32)
    line[0, :25] = np.arange(25)[:, None] + 1
    slopes = set()
    for seed in range(20):
        changed, (length,), _ = change("tempo", seed=seed, clips=line, lengths=np.array([25]))
        values = changed[0, :length, 0]
        assert values[0] == 1
        assert values.max() <= 25
        steps = np.diff(values)[values[1:] < 24.99]
        np.testing.assert_allclose(steps, steps[0], atol=1e-4)
        assert abs(1 / steps[0] * 25 - length) <= 0.51
        slopes.add(round(float(steps[0]), 3))
    assert len(slopes) > 15
    assert min(slopes) < 1 < max(slopes)


def test_what_does_not_fit_the_window_is_cut(change):
    full = np.arange(FRAMES, dtype=np.float32)[None, :, None] * np.ones((1, 1, WIDTH), np.float32)
    for seed in range(20):
        changed, (length,), _ = change("tempo", seed=seed, clips=full, lengths=np.array([FRAMES]))
        assert length <= FRAMES
        if length == FRAMES:
            assert changed[0, -1, 0] <= FRAMES - 1
            assert (np.diff(changed[0, :, 0]) >= 0).all()


# mixup


def test_mixup_mixes_frames_as_it_mixes_labels(change, frames):
    """With a label for each clip, the labels say which clips were mixed and how much of each."""
    for seed in range(20):
        changed, lengths, labels = change("mixup", seed=seed)
        assert (labels > 0).sum(axis=1).max() <= 2
        np.testing.assert_allclose(labels.sum(axis=1), 1, atol=1e-6)
        mixed = np.einsum("no,ofc->nfc", labels, frames) * _true(LENGTHS)[..., None]
        np.testing.assert_allclose(changed, mixed, atol=1e-5)
        np.testing.assert_array_equal(lengths, LENGTHS)


def test_mixup_keeps_the_larger_share_of_the_clip_itself(change):
    own = np.concatenate([np.diag(change("mixup", seed=seed)[2]) for seed in range(60)])
    assert own.min() >= 0.5
    assert (own < 0.9).mean() > 0.1
    assert np.median(own) > 0.9  # most mixtures are slight


# warp


def test_a_warp_moves_a_ridge_to_higher_or_lower_bands(change):
    ridge = np.zeros((200, FRAMES, WIDTH), np.float32)
    ridge[:, :, 12] = 1
    lengths = np.full(200, FRAMES)
    changed, kept, _ = change("warp", clips=ridge, lengths=lengths, labels=np.eye(200, 8))
    np.testing.assert_array_equal(kept, lengths)
    places = (changed[:, 0] * np.arange(WIDTH)).sum(axis=1) / changed[:, 0].sum(axis=1)
    low, high = 12 / (1 + augmentation.WARP), 12 / (1 - augmentation.WARP)
    assert low - 0.5 <= places.min() < 11.5 and 12.5 < places.max() <= high + 0.5
    # All frames of a clip alike: a voice has one vocal tract.
    np.testing.assert_array_equal(changed, np.repeat(changed[:, :1], FRAMES, axis=1))


def test_a_warp_leaves_padding_and_even_spectra_alone(change):
    even = np.ones((len(LENGTHS), FRAMES, WIDTH), np.float32) * _true(LENGTHS)[..., None]
    changed, _, _ = change("warp", clips=even)
    np.testing.assert_allclose(changed, even, atol=1e-6)
