"""Clips are found by their names, wherever they lie, and a demo corpus is never taken for recordings."""

import shutil

import pytest

from ser.corpora.locating import locate
from ser.errors import BadValue, DataMissing

SAD, DOG = "RAVDESS/03-01-04-01-02-01-02", "TESS/OAF_dog_happy"


def _file(path):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"not opened")
    return path


def test_a_clip_is_found_in_any_layout(tmp_path):
    deep = _file(tmp_path / "copies" / "Actor_02" / "03-01-04-01-02-01-02.wav")
    flat = _file(tmp_path / "oaf_DOG_happy.WAV")
    _file(tmp_path / "notes" / "hum.wav")
    assert locate(tmp_path, (SAD, DOG, "SAVEE/DC_a01")) == {SAD: deep, DOG: flat}


def test_of_two_files_the_first_by_path_is_taken(tmp_path):
    first = _file(tmp_path / "a" / "OAF_dog_happy.wav")
    _file(tmp_path / "b" / "OAF_dog_happy.wav")
    assert locate(tmp_path, (DOG,)) == {DOG: first}


def test_a_demo_corpus_is_refused_at_the_root_and_passed_over_below(tmp_path, demo_root):
    with pytest.raises(BadValue, match="demo corpus"):
        locate(demo_root, (DOG,))
    _file(tmp_path / "mine" / "03-01-04-01-02-01-02.wav")
    below = _file(tmp_path / "demo" / "OAF_dog_happy.wav").parent
    shutil.copy(demo_root / "DEMO.json", below)
    assert set(locate(tmp_path, (SAD, DOG))) == {SAD}


@pytest.mark.parametrize("inside", ["TESS", "TESS/deeper"])
def test_a_folder_inside_a_demo_corpus_is_refused_too(tmp_path, demo_root, inside):
    shutil.copy(demo_root / "DEMO.json", tmp_path)
    _file(tmp_path / inside / "OAF_dog_happy.wav")
    with pytest.raises(BadValue, match="demo corpus"):
        locate(tmp_path / inside, (DOG,))


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(DataMissing, match="nowhere"):
        locate(tmp_path / "nowhere", (DOG,))
