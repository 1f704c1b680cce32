"""What a missing corpus could do to a number over several corpora."""

import numpy as np
import pytest

from ser.claims import Claim, accuracy_with, missing_told, needed

CLAIM = Claim(
    "C1", "paper", "a number", "random", metric="accuracy", value=0.9, tolerance=0.02, ours={"data": "all"}
)
ROW = {"accuracy_RAVDESS": 0.668, "accuracy_TESS": 0.998}


@pytest.mark.parametrize("missing", [0.0, 0.4, 1.0])
def test_each_corpus_counts_with_its_published_clips(missing):
    by_hand = (1440 * 0.668 + 2800 * 0.998 + 480 * missing) / 4720
    assert accuracy_with(ROW, missing) == pytest.approx(by_hand)


def test_what_is_needed_leads_to_the_least():
    share = needed(ROW, 0.88)
    assert 0 < share < 1
    assert accuracy_with(ROW, share) == pytest.approx(0.88)


def test_nothing_is_needed_of_what_is_there():
    whole = ROW | {"accuracy_SAVEE": 0.6}
    assert np.isnan(needed(whole, 0.88))
    assert accuracy_with(whole, 0.0) == accuracy_with(whole, 1.0)
    assert missing_told(whole, CLAIM) == ""


def test_the_sentence_names_the_share_and_the_worst_corpus():
    told = missing_told(ROW, CLAIM)
    assert told.startswith(
        "With SAVEE added and the rest as it is, the number is within 0.02 of the claim only if at least 82.8%"
    )
    worst = accuracy_with(ROW, ROW["accuracy_RAVDESS"])
    assert told.endswith(
        f"of those of RAVDESS, 66.8% are. Were it so of SAVEE too, the number would be {worst:.1%}."
    )


def test_a_corpus_whose_figure_is_not_a_number_was_not_tested():
    assert missing_told(ROW | {"accuracy_SAVEE": float("nan")}, CLAIM) == missing_told(ROW, CLAIM)
    assert missing_told({"accuracy_RAVDESS": float("nan")}, CLAIM) == ""


@pytest.mark.parametrize(
    ("ravdess", "says"), [(0.3, "not even all clips of SAVEE"), (0.999, "SAVEE could not take it below")]
)
def test_where_the_missing_corpus_decides_nothing_that_is_said(ravdess, says):
    assert says in missing_told(ROW | {"accuracy_RAVDESS": ravdess}, CLAIM)
