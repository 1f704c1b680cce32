import json
import os

import pytest

from ser.corpora import CATALOGUE
from ser.corpora.verify import FORMAT, KINDS, verify
from ser.errors import BadValue, DataDamaged, DataMissing

REMARK = {"clip", "path", "what"}
CORPUS_KEYS = {"title", "folder", "checked", "whole", "expected", "found", "missing_unnamed", *KINDS}


@pytest.fixture
def files(made_clip):
    paths = (
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav",
        "TESS/OAF_Fear/OAF_back_fear.wav",
        "TESS/YAF_sad/YAF_dog_sad.wav",
    )
    return {path: made_clip(0.1 + 0.01 * seed, seed=seed) for seed, path in enumerate(paths)}


def test_a_whole_folder(made_root, files):
    report = verify(made_root(files))
    assert report.whole
    assert {name: (len(part.clips), part.expected) for name, part in report.parts.items()} == {
        "RAVDESS": (1, 1),
        "TESS": (2, 2),
    }


def test_the_demo_corpus_is_whole_and_told_from_a_real_one(demo_root):
    report = verify(demo_root)
    assert report.whole and report.demo
    assert report.to_dict()["demo"] is True


@pytest.mark.parametrize("harm", ["missing", "altered", "unreadable"])
def test_a_clip_less_is_not_whole(made_root, files, made_clip, harm):
    content = {"altered": made_clip(0.5, seed=70), "unreadable": b"text"}
    held = dict(files)
    del held["TESS/YAF_sad/YAF_dog_sad.wav"]
    if harm in content:
        held["TESS/YAF_sad/YAF_dog_sad.wav"] = content[harm]
    report = verify(made_root(held, whole=files))
    assert not report.whole
    assert [one.clip for one in getattr(report.parts["TESS"], harm)] == ["TESS/YAF_dog_sad"]
    assert report.parts["RAVDESS"].whole


def test_copies_and_strangers_leave_it_whole(made_root, files):
    more = {"TESS/x/OAF_back_fear.wav": files["TESS/OAF_Fear/OAF_back_fear.wav"], "TESS/readme.wav": b"text"}
    report = verify(made_root(files | more, whole=files))
    assert report.whole
    assert len(report.parts["TESS"].twice) == len(report.parts["TESS"].unknown) == 1


def test_the_keys_for_machines_are_the_documented_ones(made_root, files):
    held = files | {"TESS/YAF_sad/YAF_dog_sad.wav": b"", "Photos/x.wav": b"1", "TESS/y.wav": b"2"}
    del held["RAVDESS/Actor_01/03-01-01-01-01-01-01.wav"]
    root = made_root(held, whole=files)
    (root / "ravdess").mkdir()
    plain = json.loads(json.dumps(verify(root).to_dict()))
    assert set(plain) == {"format", "root", "demo", "whole", "corpora", "unknown", "notes"}
    assert (plain["format"], plain["root"], plain["whole"]) == (FORMAT, str(root), False)
    assert list(plain["corpora"]) == ["RAVDESS", "TESS"]
    for part in plain["corpora"].values():
        assert set(part) == CORPUS_KEYS
        assert part["expected"] == part["found"] + sum(len(part[kind]) for kind in KINDS[:3])
        assert all(set(one) == REMARK for kind in KINDS for one in part[kind])
    assert plain["corpora"]["RAVDESS"]["missing"] == [
        {
            "clip": "RAVDESS/03-01-01-01-01-01-01",
            "path": "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav",
            "what": "missing",
        }
    ]
    assert [one["path"] for one in plain["corpora"]["TESS"]["unknown"]] == ["TESS/y.wav"]
    assert [one["path"] for one in plain["unknown"]] == ["Photos/x.wav"]
    for key in (*plain, *CORPUS_KEYS):
        assert f"`{key}`" in verify.__globals__["Report"].to_dict.__doc__


def test_corpora_that_are_named_count_also_when_they_are_not_there(made_root, files):
    root = made_root({path: content for path, content in files.items() if "TESS" in path}, whole=files)
    assert list(verify(root).parts) == ["TESS"]
    report = verify(root, corpora=("TESS", "RAVDESS"))
    assert list(report.parts) == ["RAVDESS", "TESS"]
    assert not report.whole
    assert len(report.parts["RAVDESS"].missing) == 1
    assert verify(root, corpora=("TESS",)).whole


def test_a_corpus_known_by_count_alone_says_so(tmp_path, made_clip):
    (tmp_path / "03a01Wa.wav").write_bytes(made_clip(0.1))
    (tmp_path / "03a01La.wav").write_bytes(made_clip(0.1))
    part = verify(tmp_path).to_dict()["corpora"]["EMO-DB"]
    assert part["checked"] == "count"
    assert (part["found"], part["expected"], part["missing_unnamed"]) == (1, 534, 533)
    assert len(part["dropped"]) == 1 and part["missing"] == []


def test_refusals(tmp_path, refuses):
    with refuses(
        DataMissing,
        tmp_path,
        "no corpus",
        ", ".join(CATALOGUE),
        "no audio files",
        f"ser data download ravdess --to {tmp_path}`",
    ):
        verify(tmp_path)
    (tmp_path / "song.wav").write_bytes(b"x")
    with refuses(DataMissing, tmp_path, "received 1 other audio files"):
        verify(tmp_path)
    with refuses(BadValue, "unknown corpus 'X'"):
        verify(tmp_path, corpora=("X",))
    with refuses(DataMissing, "no folder"):
        verify(tmp_path / "nowhere", corpora=("TESS",))
    (tmp_path / "manifest.csv").write_text("path\nTESS/x.wav\n")
    with refuses(DataDamaged, "manifest.csv, line 2"):
        verify(tmp_path)


def test_other_content_under_the_old_size_and_time_is_noticed(made_root, files, made_clip, tmp_path):
    root, memory = made_root(files), tmp_path / "build" / "files.csv"
    for path in files:
        os.utime(root / path, ns=(10**18, 10**18))
    assert verify(root, remember=memory).whole
    wrong = root / "TESS/YAF_sad/YAF_dog_sad.wav"
    wrong.write_bytes(made_clip(0.12, seed=60))
    os.utime(wrong, ns=(10**18, 10**18))
    assert wrong.stat().st_size == len(files["TESS/YAF_sad/YAF_dog_sad.wav"])
    assert not verify(root, remember=memory).whole
    assert not verify(root, remember=memory, rehash=True).whole


# the real files


def test_the_real_sample_has_nothing_altered_unreadable_or_unknown(sample_root):
    report = verify(sample_root)
    assert [(len(part.clips), part.expected) for part in report.parts.values()] == [(199, 1440), (284, 2800)]
    for part in report.parts.values():
        assert part.altered == part.unreadable == part.twice == part.unknown == part.renamed == ()
    assert "TESS/YAF_sad/YAF_beg_sad.wav" in {one.path for one in report.parts["TESS"].missing}
    assert not report.whole
