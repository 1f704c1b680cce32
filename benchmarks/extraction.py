"""MFCC of all clips, against the published loop; and that the values are the same."""

import tempfile
from pathlib import Path

import numpy as np
from measuring import Process, comparison, in_turn, limit, published_method, seconds_of, ser

LARGEST = 1e-2
"""How far a coefficient may lie from librosa's."""

_COMPARED = 20  # every so many clips


def extraction(root: Path, repeats: int) -> list[dict]:
    """`ser features`: with nothing stored, and again; each time against the published loop from scratch."""
    with tempfile.TemporaryDirectory() as build:
        number = iter(range(10**6))
        place = {"SER_BUILD": build}

        def cold() -> Process:
            place["SER_BUILD"] = f"{build}/{next(number)}"
            return warm()

        def warm() -> Process:
            return ser("features", "--data", str(root), "--allow-missing", environment=place)

        theirs, ours = in_turn(lambda: published_method("features", str(root)), cold, repeats)
        again = [warm() for _ in theirs]
        written = [path for path in Path(place["SER_BUILD"], "store").rglob("*") if path.is_file()]
        size = sum(path.stat().st_size for path in written) / 2**20
    seconds = seconds_of(theirs)
    difference = largest_difference(root)
    about = f"values within {difference:.1g}"
    if difference > LARGEST:
        raise SystemExit(f"the coefficients differ from librosa's by {difference:.3g}; expected {LARGEST:g}")
    return [
        comparison(f"MFCC of all clips, cold ({about})", seconds, seconds_of(ours), mark=4.0),
        comparison("MFCC of all clips, warm", seconds, seconds_of(again), mark=100.0),
        limit("size of the feature store", [size], mark=40.0, measure="MiB"),
        limit("memory of extraction", [one.mebibytes for one in ours], mark=1024.0, measure="MiB"),
    ]


def largest_difference(root: Path) -> float:
    """How far our coefficients lie from librosa's at most, over every twentieth clip, before they are stored."""
    from published_method import features_of

    from ser.audio import read_window
    from ser.features import MfccSettings, compute

    settings = MfccSettings()
    worst = 0.0
    for path in sorted(root.rglob("*.wav"))[::_COMPARED]:
        samples = read_window(path, rate=settings.rate, offset=settings.offset, duration=settings.duration)
        ours = compute(samples, settings).T
        worst = max(worst, float(np.abs(features_of(path)[:, : ours.shape[1]] - ours).max()))
    return worst
