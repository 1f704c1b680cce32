"""Random changes of scaled features, drawn anew for every clip of every batch.

"time-mask", "band-mask": stretches of frames, and of coefficients or bands, set to zero, the mean of
scaled features (SpecAugment, Park et al. 2019). "tempo": the clip up to 15% faster or slower, by
interpolation between frames. "level": one number added to every frame, as if the clip were louder or
softer: to the first coefficient of MFCC alone, to all columns of any other set. That is what a louder
clip does to log-mel bands; beside MFCC it shifts what loudness leaves alone too, deltas among it. "warp": what
stands in a band taken from up to 10% higher or lower (as vocal tract length perturbation does, Jaitly &
Hinton 2013). "mixup": a clip and another, and their labels, weighed (Zhang et al. 2018).
"""

import numpy as np

TIME_MASKS, LONGEST_TIME_MASK = 2, 12  # frames
BAND_MASKS, LARGEST_BAND_MASK = 2, 0.15  # of all bands
TEMPO = 0.15
LEVEL = 0.5  # of the deviation that the scaler found
WARP = 0.1
MIXUP = 0.2  # alpha of the Beta distribution


def augmented(
    frames: np.ndarray,
    lengths: np.ndarray,
    labels: np.ndarray,
    rng: np.random.Generator,
    *,
    kinds: tuple[str, ...],
    cepstral: bool,
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return changed copies of `frames` (n, frames, coefficients), `lengths` (n,) and `labels` (n, labels)."""
    frames, lengths = frames.copy(), lengths.copy()
    longest, width = frames.shape[1:]
    for row in range(len(frames)):
        if "tempo" in kinds:
            frames[row], lengths[row] = _stretch(frames[row], lengths[row], 1 + rng.uniform(-TEMPO, TEMPO))
        length = lengths[row]
        if "level" in kinds:
            columns = slice(0, 1) if cepstral else slice(None)
            frames[row, :length, columns] += rng.normal(0, LEVEL)
        if "warp" in kinds:
            frames[row, :length] = _warp(frames[row, :length], 1 + rng.uniform(-WARP, WARP))
        if "time-mask" in kinds:
            for _ in range(TIME_MASKS):
                wide = rng.integers(0, min(LONGEST_TIME_MASK, length // 3) + 1)
                start = rng.integers(0, length - wide + 1)
                frames[row, start : start + wide] = 0
        if "band-mask" in kinds:
            for _ in range(BAND_MASKS):
                wide = rng.integers(0, max(1, round(LARGEST_BAND_MASK * width)) + 1)
                start = rng.integers(0, width - wide + 1)
                frames[row, :, start : start + wide] = 0
    if "mixup" in kinds:
        other = rng.permutation(len(frames))
        share = rng.beta(MIXUP, MIXUP, len(frames)).astype(np.float32)
        # The clip itself always weighs more, so that its length and weight stand for the mixture.
        share = np.maximum(share, 1 - share)
        frames = share[:, None, None] * frames + (1 - share)[:, None, None] * frames[other]
        labels = share[:, None] * labels + (1 - share)[:, None] * labels[other]
        frames *= (np.arange(longest) < lengths[:, None])[..., None]
    return frames.astype(np.float32), lengths, labels.astype(np.float32)


def _stretch(clip: np.ndarray, length: int, factor: float) -> tuple[np.ndarray, int]:
    """Return `clip` (frames, coefficients) with its first `length` frames spread over `factor` as many."""
    wanted = int(np.clip(round(length * factor), 1, len(clip)))
    places = np.minimum(np.arange(wanted) / factor, length - 1)
    below = places.astype(np.int64)
    above = np.minimum(below + 1, length - 1)
    part = (places - below)[:, None].astype(np.float32)
    changed = np.zeros_like(clip)
    changed[:wanted] = clip[below] * (1 - part) + clip[above] * part
    return changed, wanted


def _warp(clip: np.ndarray, factor: float) -> np.ndarray:
    """Return `clip` (frames, bands) with band b taken from place b * factor; above the last band is the last."""
    places = np.minimum(np.arange(clip.shape[1]) * factor, clip.shape[1] - 1)
    below = places.astype(np.int64)
    above = np.minimum(below + 1, clip.shape[1] - 1)
    part = (places - below).astype(np.float32)
    return clip[:, below] * (1 - part) + clip[:, above] * part
