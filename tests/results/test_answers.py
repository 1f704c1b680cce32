"""Answers as CSV files have them: what is read, and which line is named where a file is no good."""

import numpy as np
import pandas as pd
import pytest

from ser.corpora import EMOTIONS
from ser.errors import DataDamaged, DataMissing
from ser.results.answers import read_answers

CLIPS = [f"RAVDESS/03-01-03-01-01-01-{actor:02d}" for actor in range(1, 7)]
SAID = ["happy", "angry", "happy", "sad", "calm", "neutral"]


def _table(**columns):
    return pd.DataFrame({"clip": CLIPS, "predicted": SAID} | columns)


def _left(folder, table, **options):
    table.to_csv(folder / "mine.csv", index=False, **options)
    return folder / "mine.csv"


def _said(answers):
    return [EMOTIONS[place] for place in answers.scores.argmax(axis=1)]


def test_clips_answers_and_lines(tmp_path):
    found = read_answers(_left(tmp_path, _table(fold=3, note="mine")))
    assert found.table["clip"].tolist() == CLIPS
    assert found.table["line"].tolist() == [2, 3, 4, 5, 6, 7]
    assert found.table["fold"].tolist() == [3] * 6 and "seed" not in found.table
    assert (_said(found), found.scored, found.other) == (SAID, (), ("note",))


def test_case_spaces_and_lines_without_anything_do_not_matter(tmp_path):
    lines = [f" {clip} , {said.title()} " for clip, said in zip(CLIPS, SAID, strict=True)]
    (tmp_path / "mine.csv").write_text("\n".join(["", "Clip, Predicted", *lines[:2], "", ",", *lines[2:]]))
    found = read_answers(tmp_path / "mine.csv")
    assert found.table["clip"].tolist() == CLIPS and _said(found) == SAID
    assert found.table["line"].tolist() == [3, 4, 7, 8, 9, 10]


def test_a_whole_number_may_be_written_as_data_frames_with_gaps_write_it(tmp_path):
    found = read_answers(_left(tmp_path, _table(fold=0.0, seed="12.")))
    assert (found.table["fold"] == 0).all() and (found.table["seed"] == 12).all()


def test_scores_are_read_and_other_emotions_are_never_said(tmp_path):
    scores = pd.DataFrame({"clip": CLIPS, "Happy": [-1, 2, 0.5, -3, 1e3, 0], "sad": 0.25})
    found = read_answers(_left(tmp_path, scores))
    assert found.scored == ("happy", "sad")
    assert _said(found) == ["sad", "happy", "happy", "sad", "happy", "sad"]
    lacking = [place for place, name in enumerate(EMOTIONS) if name not in found.scored]
    assert np.isneginf(found.scores[:, lacking]).all()


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (lambda table: table.drop(columns="clip"), "received no column clip but predicted, expected CSV with the columns clip"),
        (lambda table: table.rename(columns={"clip": "file"}), "received no column clip but file, predicted"),
        (lambda table: table.rename(columns={"predicted": "label"}), "received no answers, expected either the column predicted or one"),
        (lambda table: table.rename(columns={"predicted": "label"}), "the columns found are clip, label; mend it"),
        (lambda table: table.assign(happy=1.0), "received both predicted and columns of emotions"),
        (lambda table: table.assign(Clip="a"), "received the column clip twice"),
        (lambda table: table.replace("sad", "wrath"), "line 5: predicted: received 'wrath', expected neutral"),
        (lambda table: table.replace({"sad": "anger", "calm": "fear"}), "line 5: predicted: received 'anger' (angry?), 'fear' (fearful?), expected neutral"),
        (lambda table: table.replace("calm", "nuetral"), "line 6: predicted: received 'nuetral' (neutral?), expected"),
        (lambda table: table.replace("calm", "happiness"), "'happiness' (happy?)"),
        (lambda table: table.assign(predicted=range(6)), "line 2: predicted: received '0', '1', '2', '3', expected names, as numbers of emotions differ: neutral"),
        (lambda table: table.replace("sad", np.nan), "line 5: predicted: received nothing, expected neutral"),
        (lambda table: table.assign(fold=0.5), "line 2: fold: received '0.5', expected whole numbers such as 0"),
        (lambda table: table.assign(fold=[0, 1, "f0", 1, 0, 0]), "line 4: fold: received 'f0', expected whole numbers such as 0 (not f0)"),
        (lambda table: table.assign(fold=[0, 1, None, 1, 0, 0]), "line 4: fold: received nothing, expected whole numbers"),
        (lambda table: table.assign(fold=-1), "fold: received '-1'"),
        (lambda table: table.assign(seed="one"), "seed: received 'one'"),
        (lambda table: table.assign(fold=2**64 - 1), "fold: received '18446744073709551615', expected whole numbers"),
        (lambda table: table.assign(seed=str(10**30)), "seed: received '1000000"),
        (lambda table: table.assign(seed="\u0663"), "seed: received '\u0663'"),
        (lambda table: table[:0], "received no line"),
        (lambda table: table.assign(clip=[*CLIPS[:3], None, *CLIPS[4:]]), "line 5: received a line without a clip"),
    ],
)  # fmt: skip
def test_a_line_that_is_no_answer_is_named(tmp_path, refuses, change, told):
    with refuses(DataDamaged, "mine.csv", told):
        read_answers(_left(tmp_path, change(_table())))


@pytest.mark.parametrize("value", ["inf", "much", "0,5", "nan"])
def test_a_score_that_is_no_number_is_named(tmp_path, refuses, value):
    table = _table().drop(columns="predicted").assign(**dict.fromkeys(EMOTIONS, "0.1"))
    table.loc[3, "happy"] = value
    with refuses(DataDamaged, f"line 5: happy: received '{value}', a score that is no number"):
        read_answers(_left(tmp_path, table))


def test_tabs_and_other_encodings_are_called_so(tmp_path, refuses):
    with refuses(DataDamaged, "the columns clip, predicted, separated by tabs, expected commas; save it as"):
        read_answers(_left(tmp_path, _table(), sep="\t"))
    with refuses(DataDamaged, "received UTF-16", "save it as UTF-8"):
        read_answers(_left(tmp_path, _table(), encoding="utf-16"))
    with refuses(DataDamaged, "line 2: received bytes of another encoding, such as Latin-1", "save it as"):
        read_answers(_left(tmp_path, _table(note="\u00e9"), encoding="latin-1"))


def test_cells_that_the_first_line_does_not_count_are_refused(tmp_path, refuses):
    lines = _left(tmp_path, _table()).read_text().splitlines()
    (tmp_path / "mine.csv").write_text("\n".join([*lines[:3], f"{lines[3]},sad", *lines[4:]]))
    with refuses(DataDamaged, "line 4: received 3 cells, expected 2 as in the first line"):
        read_answers(tmp_path / "mine.csv")


def test_no_file_is_said_so(tmp_path, refuses):
    with refuses(DataMissing, "no file"):
        read_answers(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0\1\2",
        b"clip,predicted\n\xff,\xfe\n",
        b'clip,predicted\n"a',
        b"clip\n" * 3,
        b'clip,predicted\r"a"b,c',
    ],
)
def test_bytes_that_are_no_table_are_refused_in_one_line(tmp_path, content):
    (tmp_path / "mine.csv").write_bytes(content)
    with pytest.raises(DataDamaged) as refused:
        read_answers(tmp_path / "mine.csv")
    assert len(str(refused.value).splitlines()) == 1
