"""The other intensity is counted in the committed splits as their files have it."""

import csv
from collections import defaultdict
from pathlib import Path

import pytest

from ser.splits.takes import other_intensity

ROOT = Path(__file__).resolve().parents[2]


def test_it_is_what_the_names_of_the_clips_say():
    with (ROOT / "data" / "splits" / "repetition-ravdess.csv").open() as file:
        rows = list(csv.DictReader(file))
    shares = []
    for seed in [name for name in rows[0] if name != "clip"]:
        sides = defaultdict(lambda: defaultdict(set))  # a sentence: the sides of each intensity
        for row in rows:
            emotion, intensity, text, _, actor = row["clip"].rpartition("/")[2].split("-")[2:]
            sides[emotion, text, actor][intensity].add(row[seed])
        tested = heard = 0
        for row in rows:
            if row[seed] != "test":
                continue
            emotion, intensity, text, _, actor = row["clip"].rpartition("/")[2].split("-")[2:]
            assert sides[emotion, text, actor][intensity] == {"test"}
            tested += 1
            heard += any(
                found - {"test"} for other, found in sides[emotion, text, actor].items() if other != intensity
            )
        shares.append(heard / tested)
    assert len(shares) > 1
    assert other_intensity("RAVDESS") == pytest.approx(sum(shares) / len(shares))
    assert 0 < other_intensity("RAVDESS") < 1


def test_where_there_is_one_intensity_there_is_no_other():
    assert other_intensity("SAVEE") == 0
