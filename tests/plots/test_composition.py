"""Who gives which emotion, and who speaks: the figures draw the table's own counts."""

import pandas as pd
import pytest

from ser.errors import BadValue
from ser.plots import composition


@pytest.fixture
def clips():
    rows = [("RAVDESS", "RAVDESS-01", "male", "calm")] * 2
    rows += [("RAVDESS", "RAVDESS-02", "female", "angry")] * 3
    rows += [("TESS", "TESS-OAF", "female", "angry")] * 5
    return pd.DataFrame(rows, columns=["corpus", "speaker", "sex", "emotion"]).sample(frac=1, random_state=0)


def test_counts_keep_the_frozen_orders_and_empty_cells(clips):
    counts = composition.count(clips)
    assert list(counts.columns) == ["RAVDESS", "TESS"]
    assert list(counts.index[:2]) == ["neutral", "calm"]
    assert counts.loc["calm"].tolist() == [2, 0]
    assert counts.loc["angry"].tolist() == [3, 5]
    assert counts.to_numpy().sum() == len(clips)


def test_no_clips_are_refused(clips):
    with pytest.raises(BadValue, match="no clips"):
        composition.count(clips[:0])


def test_composition_has_a_bar_for_every_count_and_writes_the_totals(clips):
    (axes,) = composition.composition(clips).axes
    assert sorted(bar.get_width() for bar in axes.patches if bar.get_width()) == [2, 3, 5]
    bar = next(bar for bar in axes.patches if bar.get_width() == 5)
    assert bar.get_x() == 3
    assert {" 2", " 8"} <= {text.get_text() for text in axes.texts}


def test_a_corpus_is_told_by_its_hatch_as_well_as_by_its_colour(clips):
    (axes,) = composition.composition(clips).axes
    looks = {container.get_label(): container[0].get_hatch() for container in axes.containers}
    assert len(set(looks.values())) == len(looks) == 2


def test_speakers_has_one_box_a_speaker_and_names_the_groups(clips):
    (axes,) = composition.speakers(clips).axes
    assert [bar.get_width() for bar in axes.patches] == [3, 2, 5]
    assert [text.get_text().strip() for text in axes.texts] == ["1 woman", "1 man", "1 woman"]
    assert [label.get_text() for label in axes.get_yticklabels()] == ["RAVDESS", "TESS"]


def test_groups_count_by_corpus_and_sex_and_name_them(clips):
    table = composition.by_group(clips)
    assert list(table.index) == [("RAVDESS", "female"), ("RAVDESS", "male"), ("TESS", "female")]
    assert table["speakers"].tolist() == [1, 1, 1]
    assert table["calm"].tolist() == [0, 2, 0] and table["angry"].tolist() == [3, 0, 5]
    axes = composition.groups(table).axes[0]
    assert [label.get_text() for label in axes.get_yticklabels()] == [
        "RAVDESS: 1 woman",
        "RAVDESS: 1 man",
        "TESS: 1 woman",
    ]
    assert sorted(text.get_text() for text in axes.texts if text.get_text().isdigit()) == ["2", "3", "5"]


def test_a_row_for_every_speaker(clips):
    table = composition.per_speaker(clips).set_index("speaker")
    assert table.loc["TESS-OAF", ["corpus", "sex", "angry", "calm"]].tolist() == ["TESS", "female", 5, 0]
    assert len(table) == 3
