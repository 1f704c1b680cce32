"""What soxr's "HQ" low-pass does to a sound, measured, so that it can be done where there is no soxr."""

from dataclasses import dataclass
from math import gcd

import numpy as np

STEP = 32
"""Values of a kernel to each sample of the lower rate; a cubic between them errs by 2e-6 of the peak."""

HALF = 100
"""Samples of the lower rate from the middle of a kernel to its end; soxr's is about 1e-6 there."""

_PHASES = 64
_FIRST = 256
_KEPT = 1e-5
_NOTHING = 5e-6


@dataclass(frozen=True, eq=False)
class Response:
    """How one rate becomes another.

    A sample of 1 at the time s adds `kernel(|t - s| * lower) * lower / native` to the output at the
    time t, where `lower` is the lower of both rates. `kernel` has shape (HALF * STEP + 1,), float32:
    its values from the middle outwards, `STEP` to a sample.

    soxr filters in two steps and begins the second where the sound begins, so that its first samples
    differ: the product of `rows` (parts, samples out) and `columns` (parts, samples in), times
    `lower / native`, is to be added.
    """

    native: int
    kernel: np.ndarray
    rows: np.ndarray
    columns: np.ndarray


def measure(native: int, rate: int) -> Response:
    """Return soxr's response from `native` Hz to `rate` Hz, measured with single samples of 1.

    Of n samples it makes `int(n / (native / rate) + 0.5)`, in floating point; `ser.audio.resample` adds
    a zero where that is one too few.
    """
    kernel = _kernel(native, rate)
    rows, columns = _beginning(native, rate, kernel)
    return Response(native, kernel, rows, columns)


def _kernel(native: int, rate: int) -> np.ndarray:
    """Send samples of 1 through, one by one, each between two samples of the output in another way.

    They come early in a sound: where the rates share no small factor, soxr's clock is off by 2e-11 a sample.
    """
    import soxr
    from scipy.interpolate import CubicSpline
    from scipy.signal import resample

    common, lower = gcd(native, rate), min(native, rate)
    period, reach = native // common, HALF + 8
    between = np.arange(period, dtype=np.int64) * (rate // common) % period
    order = np.argsort(between)
    wanted = np.arange(min(period, _PHASES)) * period // min(period, _PHASES)
    margin = int(np.ceil(2 * reach * native / lower))
    places = order[np.searchsorted(between[order], wanted)]
    places += -(-np.maximum(margin - places, 0) // period) * period
    far = int(reach * rate / lower)
    sides, heard = [], []
    for place in places:
        one = np.zeros(place + margin)
        one[place] = 1
        out = place * rate // native + np.arange(-far, far + 1)
        sides.append((out * native - place * rate) * (lower / (native * rate)))
        heard.append(soxr.resample(one, native, rate, quality="HQ")[out] * (native / lower))
    away, values = np.concatenate(sides), np.concatenate(heard)
    order = np.argsort(away)
    away, values = away[order], values[order]
    each = (len(away) - 1) / (away[-1] - away[0])
    if each < _PHASES // 2:
        # Few and even: what has nothing above half the rate is known between them.
        finer = -(-_PHASES // round(each))
        values = resample(values, finer * len(values))
        away = away[0] + np.arange(len(values)) / (finer * round(each))
    both = CubicSpline(away, values)(np.arange(-HALF * STEP, HALF * STEP + 1) / STEP)
    return ((both + both[::-1]) / 2)[HALF * STEP :].astype(np.float32)


def _beginning(native: int, rate: int, kernel: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return how the first samples out of the first samples in differ from what the kernel gives, as factors."""
    import soxr
    from scipy.interpolate import CubicSpline

    lower = min(native, rate)
    inside = int(np.ceil(HALF * native / lower))
    ones = np.zeros((inside + 2 * int(np.ceil(_FIRST * native / rate)), inside), np.float32)
    ones[np.arange(inside), np.arange(inside)] = 1
    found = np.stack([soxr.resample(one, native, rate, quality="HQ")[:_FIRST] for one in ones.T], axis=1)
    away = np.abs(np.arange(_FIRST)[:, None] / rate - np.arange(inside)[None, :] / native) * lower
    expected = CubicSpline(np.arange(len(kernel)) / STEP, kernel)(np.minimum(away, HALF)) * (away <= HALF)
    apart = found * (native / lower) - expected
    apart = apart[: np.flatnonzero(np.abs(apart).max(axis=1) > _NOTHING).max(initial=-1) + 1]
    rows, sizes, columns = np.linalg.svd(apart, full_matrices=False)
    parts = int((sizes > _KEPT).sum())
    return (rows[:, :parts] * sizes[:parts]).T.astype(np.float32), columns[:parts].astype(np.float32)
