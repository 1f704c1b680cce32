"""The map of what sides share shows means over folds, and no share is rounded to all or nothing."""

import pandas as pd
import pytest

from ser.plots.sharing import KINDS, by_split, sharing_figure


@pytest.fixture
def table():
    rows = [
        ("random", "RAVDESS", "s0", 1.0, ""),
        ("random", "RAVDESS", "s1", 0.998, ""),
        ("corpus", "TESS", "f1", 0.0, ""),
        ("text", "TESS", "f0", None, "train is empty"),
    ]
    frame = pd.DataFrame(rows, columns=["split", "corpus", "column", "shared_text", "problem"])
    return frame.assign(**{f"shared_{kind}": frame["shared_text"] for kind in KINDS})


def test_shares_are_means_over_folds_of_what_was_dealt(table):
    shares = by_split(table)
    assert list(shares.index) == [("random", "RAVDESS"), ("corpus", "TESS")]
    assert list(shares.columns) == ["corpus", "speaker", "text", "take", "file"]
    assert shares.loc[("random", "RAVDESS"), "take"] == pytest.approx(0.999)


def test_an_empty_problem_read_from_a_file_is_none(table, tmp_path):
    table.to_csv(tmp_path / "sharing.csv", index=False)
    assert by_split(pd.read_csv(tmp_path / "sharing.csv")).equals(by_split(table))


def test_the_map_writes_every_share(table):
    (axes,) = sharing_figure(by_split(table)).axes
    assert [text.get_text() for text in axes.texts] == ["99.9%"] * 5 + ["0%"] * 5
    assert [label.get_text() for label in axes.get_yticklabels()] == ["random: RAVDESS", "corpus: TESS"]
