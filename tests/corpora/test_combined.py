import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import soundfile

from ser.corpora import COLUMNS, CORPORA, EMOTIONS, check_labels, combine, fingerprint, read_manifest
from ser.errors import BadValue, DataDamaged, DataMissing

STEREO = (
    "03-01-02-01-01-02-01",
    "03-01-08-01-02-02-01",
    "03-01-02-01-02-02-05",
    "03-01-03-01-02-01-20",
    "03-01-06-01-01-02-20",
)
PAIR = ("RAVDESS/03-01-03-01-02-01-07", "RAVDESS/03-01-03-01-02-02-07")


@pytest.fixture
def files(made_clip):
    """Seven clips of the three corpora, in the canonical layout."""
    paths = (
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav",
        "RAVDESS/Actor_02/03-01-05-02-02-01-02.wav",
        "TESS/OAF_Fear/OAF_back_fear.wav",
        "TESS/OAF_neutral/OAF_bite_neutral.wav",
        "TESS/YAF_sad/YAF_dog_sad.wav",
        "SAVEE/DC/a01.wav",
        "SAVEE/KL/su03.wav",
    )
    return {path: made_clip(0.1 + 0.01 * seed, seed=seed) for seed, path in enumerate(paths)}


def _facts(combined):
    """The table without the folder it happens to lie in."""
    return combined.clips.drop(columns="path")


# the table


def test_the_demo_corpus_as_one_table(demo_root):
    combined = combine(demo_root)
    clips = combined.clips
    assert tuple(clips.columns) == COLUMNS
    assert combined.found == combined.expected == {"RAVDESS": 360, "TESS": 112, "SAVEE": 96}
    assert combined.demo is True
    assert combined.left_out == combined.notes == ()
    assert combined.describe() == (
        "RAVDESS 360/360, TESS 112/112, SAVEE 96/96: 568 clips, 30 speakers; demo corpus: not a result"
    )
    assert clips["clip"].is_unique
    assert set(clips["emotion"]) == set(EMOTIONS)
    assert set(clips.loc[clips["emotion"] == "calm", "corpus"]) == {"RAVDESS"}
    check_labels(clips)


def test_the_order_is_that_of_the_corpora_then_of_the_clips(made_root, files):
    clips = combine(made_root(files)).clips
    assert clips["corpus"].tolist() == ["RAVDESS"] * 2 + ["TESS"] * 3 + ["SAVEE"] * 2
    for _, part in clips.groupby("corpus"):
        assert part["clip"].tolist() == sorted(part["clip"])
    assert clips.index.tolist() == list(range(7))


def test_a_row_holds_the_facts_of_its_file(made_root, files):
    root = made_root(files)
    row = combine(root).clips.set_index("clip").loc["SAVEE/KL_su03"]
    path = root / "SAVEE/KL/su03.wav"
    assert row["path"] == str(path.resolve())
    assert row["bytes"] == path.stat().st_size
    assert row["sha256"] == read_manifest(CORPORA["SAVEE"], root)["SAVEE/KL_su03"].sha256
    assert row["duration"] == pytest.approx(soundfile.info(path).duration, abs=1e-6)
    assert (row["corpus"], row["speaker"], row["emotion"], row["sex"]) == (
        "SAVEE",
        "SAVEE-KL",
        "surprised",
        "male",
    )


def test_the_order_of_directory_listings_does_not_matter(made_root, files, shuffle_listings):
    """Nor for which of two copies of a clip is taken."""
    copies = {
        path.replace("TESS/", "TESS/copy/"): content for path, content in files.items() if "TESS" in path
    }
    root = made_root(files | copies, whole=files)
    before = combine(root)
    shuffle_listings()
    after = combine(root)
    pd.testing.assert_frame_equal(after.clips, before.clips)
    assert list(after.expected) == list(before.expected)
    assert fingerprint(after.clips) == fingerprint(before.clips)


def test_the_number_of_jobs_does_not_matter(made_root, files):
    root = made_root(files)
    pd.testing.assert_frame_equal(combine(root, jobs=1).clips, combine(root, jobs=3).clips)


def test_only_the_corpora_that_are_there_or_asked_for(made_root, files):
    root = made_root(files)
    assert list(combine(root, corpora=("SAVEE", "RAVDESS")).expected) == ["RAVDESS", "SAVEE"]
    part = {path: content for path, content in files.items() if not path.startswith("TESS")}
    assert list(combine(made_root(part, name="two")).expected) == ["RAVDESS", "SAVEE"]


def test_a_folder_without_a_marker_is_no_demo(made_root, files):
    assert combine(made_root(files)).demo is False


# irregularities, on made files


def test_a_corpus_that_lies_there_twice_counts_once(made_root, files):
    """A widespread repack of RAVDESS holds a nested copy of itself."""
    outer = "RAVDESS/audio_speech_actors_01-24/"
    twice = files | {path.replace("RAVDESS/", outer): content for path, content in files.items()}
    once, doubled = combine(made_root(files, name="once")), combine(made_root(twice, whole=files))
    pd.testing.assert_frame_equal(_facts(doubled), _facts(once))
    assert doubled.found == {"RAVDESS": 2, "TESS": 3, "SAVEE": 2}
    assert doubled.notes == ("RAVDESS: 2 files are second copies of a clip, counted once",)
    assert doubled.clips["path"][0].endswith("corpora/RAVDESS/Actor_01/03-01-01-01-01-01-01.wav")


def test_of_two_different_copies_the_one_the_manifest_knows_is_kept(made_root, files, made_clip):
    for place in ("TESS/0/OAF_back_fear.wav", "TESS/z/OAF_back_fear.wav"):
        wrong = files | {place: made_clip(0.3, seed=99)}
        combined = combine(made_root(wrong, whole=files, name=place[5]))
        assert combined.clips.set_index("clip")["path"]["TESS/OAF_back_fear"].endswith(
            "TESS/OAF_Fear/OAF_back_fear.wav"
        )


def test_two_copies_that_are_both_unknown_are_refused(made_root, files, made_clip, refuses):
    wrong = files | {
        "TESS/OAF_Fear/OAF_back_fear.wav": made_clip(0.3, seed=98),
        "TESS/z/OAF_back_fear.wav": made_clip(0.3, seed=99),
    }
    root = made_root(wrong, whole=files)
    both = ("TESS/OAF_Fear/OAF_back_fear.wav", "TESS/z/OAF_back_fear.wav")
    with refuses(DataDamaged, root, "TESS/OAF_back_fear", "different content", *both, "remove the wrong one"):
        combine(root)
    ((clip, why),) = combine(root, allow_missing=True).left_out
    assert clip == "TESS/OAF_back_fear" and why.startswith("altered: there twice with different content")


def test_misspelt_speaker_and_renamed_folders(made_root, files):
    """OA_bite_neutral.wav, folders named as other copies name them, lower-case corpus folders."""
    renamed = {
        path.replace("OAF_bite", "OA_bite").replace("OAF_Fear", "oaf_FEAR").replace("YAF_sad", "x"): content
        for path, content in files.items()
    }
    renamed = {path.replace("TESS/", "tess/"): content for path, content in renamed.items()}
    combined = combine(made_root(renamed, whole=files, name="renamed"))
    pd.testing.assert_frame_equal(_facts(combined), _facts(combine(made_root(files))))
    assert "TESS/OAF_bite_neutral" in set(combined.clips["clip"])


def test_savee_in_the_original_layout_and_in_the_repack(made_root, files):
    flat = {
        path.replace("SAVEE/DC/a", "SAVEE/DC_a").replace("SAVEE/KL/su", "SAVEE/ALL/KL_su"): content
        for path, content in files.items()
    }
    original, repack = combine(made_root(files)), combine(made_root(flat, whole=files, name="flat"))
    pd.testing.assert_frame_equal(_facts(repack), _facts(original))
    assert fingerprint(repack.clips) == fingerprint(original.clips)
    savee = original.clips[original.clips["corpus"] == "SAVEE"]
    assert savee["clip"].tolist() == ["SAVEE/DC_a01", "SAVEE/KL_su03"]
    assert savee["emotion"].tolist() == ["angry", "surprised"]


@pytest.mark.parametrize(
    ("form", "rate", "channels"),
    [("WAV", 96_000, 1), ("WAV", 48_000, 2), ("AIFF", 24_414, 1), ("FLAC", 44_100, 1)],
)
def test_rate_channels_and_true_format_do_not_matter(made_root, files, made_clip, form, rate, channels):
    odd = made_clip(0.75, rate=rate, channels=channels, form=form, seed=50)
    combined = combine(made_root(files | {"TESS/YAF_sad/YAF_dog_sad.wav": odd}))
    assert combined.clips.set_index("clip")["duration"]["TESS/YAF_dog_sad"] == pytest.approx(0.75, abs=1e-4)


def test_what_is_not_of_the_corpus_is_passed_over(made_root, files, made_clip):
    others = {
        "RAVDESS/Actor_01/03-02-01-01-01-01-01.wav": made_clip(0.1, seed=77),
        "RAVDESS/Actor_01/notes.txt": b"hello",
        "RAVDESS/.DS_Store": b"\0",
        "TESS/OAF_Fear/._OAF_back_fear.wav": b"\0\5\26\7",
        "TESS/OAF_Fear/readme.wav": b"not audio",
    }
    root = made_root(files | others, whole=files)
    (root / "TESS" / "OAF_dog_sad.wav").mkdir()
    combined = combine(root)
    pd.testing.assert_frame_equal(_facts(combined), _facts(combine(made_root(files, name="clean"))))
    assert combined.notes == (
        "RAVDESS: 1 audio file is no clip of the corpus, passed over",
        "TESS: 1 audio file is no clip of the corpus, passed over",
    )


# bad input


def test_no_such_folder(tmp_path, refuses):
    for path in (tmp_path / "nowhere", tmp_path / "file"):
        (tmp_path / "file").write_text("x")
        with refuses(DataMissing, path, "RAVDESS/, TESS/, SAVEE/", "--data <folder>"):
            combine(path)


def test_a_folder_of_something_else(tmp_path, refuses):
    with refuses(
        DataMissing,
        tmp_path,
        "no corpus",
        "RAVDESS/, TESS/, SAVEE/",
        "received no folders",
        "--data <folder>",
    ):
        combine(tmp_path)
    (tmp_path / "Photos").mkdir()
    with refuses(DataMissing, tmp_path, "no corpus", "received Photos", "--data <folder>"):
        combine(tmp_path)


def test_a_corpus_folder_without_a_clip(tmp_path, made_clip, refuses):
    (tmp_path / "TESS").mkdir()
    with refuses(DataMissing, "no TESS clip", tmp_path / "TESS", "OAF_Fear/OAF_back_fear.wav", "received 0"):
        combine(tmp_path, allow_missing=True)
    (tmp_path / "TESS" / "song.wav").write_bytes(made_clip(0.1))
    with refuses(
        DataMissing, "no TESS clip", "received 1 other audio files", "holds TESS/ with --data <folder>"
    ):
        combine(tmp_path, allow_missing=True)


def test_an_unknown_or_absent_corpus(made_root, files, refuses):
    root = made_root({path: content for path, content in files.items() if "SAVEE" not in path})
    with refuses(BadValue, "'EMODB'", "RAVDESS, TESS, SAVEE"):
        combine(root, corpora=("EMODB",))
    with refuses(DataMissing, root, "expected SAVEE/", "received RAVDESS, TESS", "--data <folder>"):
        combine(root, corpora=("TESS", "SAVEE"))


def test_missing_clips_are_refused_and_named_when_allowed(made_root, files, refuses):
    held = {path: content for path, content in files.items() if "OAF_" not in path}
    root = made_root(held, whole=files)
    with refuses(
        DataMissing, root / "TESS", "2 of 3 clips are missing", "TESS/OAF_back_fear", "--allow-missing"
    ):
        combine(root)
    combined = combine(root, allow_missing=True)
    assert combined.left_out == (("TESS/OAF_back_fear", "missing"), ("TESS/OAF_bite_neutral", "missing"))
    assert (combined.found["TESS"], combined.expected["TESS"], len(combined.clips)) == (1, 3, 5)
    assert combined.describe() == "RAVDESS 2/2, TESS 1/3, SAVEE 2/2: 5 clips, 5 speakers"


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "empty file"), (b"not audio at all" * 9, "not audio"), (b"RIFF\0\0", "not audio")],
)
def test_clips_that_cannot_be_read(made_root, files, refuses, content, reason):
    root = made_root(files | {"TESS/YAF_sad/YAF_dog_sad.wav": content}, whole=files)
    with refuses(
        DataDamaged,
        root / "TESS",
        "1 of 3 clips cannot be read",
        "TESS/YAF_dog_sad",
        reason,
        "--allow-missing",
    ):
        combine(root)
    combined = combine(root, allow_missing=True)
    ((clip, why),) = combined.left_out
    assert clip == "TESS/YAF_dog_sad"
    assert why.startswith(reason)
    assert str(root) not in why
    assert combined.found["TESS"] == 2


def test_a_file_without_a_sample_is_named(made_root, files, made_clip):
    root = made_root(files | {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(0.0)}, whole=files)
    assert combine(root, allow_missing=True).left_out == (("TESS/YAF_dog_sad", "no samples"),)


def test_a_corpus_of_which_nothing_can_be_read_is_refused_even_so(made_root, files, refuses):
    dead = {path: b"" if path.startswith("SAVEE") else content for path, content in files.items()}
    root = made_root(dead, whole=files)
    with refuses(DataDamaged, root / "SAVEE", "none of the 2 clips", "SAVEE/DC_a01", "empty file", "restore"):
        combine(root, allow_missing=True)


def test_altered_clips_are_refused_and_left_out_when_allowed(made_root, files, made_clip, refuses):
    """Another file under a clip's name is a danger to every number."""
    wrong = {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(0.3, seed=97)}
    root = made_root(files | wrong, whole=files)
    words = ("1 of 3 clips hold other content", "TESS/YAF_dog_sad", "bytes", "--allow-missing")
    with refuses(DataDamaged, root / "TESS", *words):
        combine(root)
    combined = combine(root, allow_missing=True)
    ((clip, why),) = combined.left_out
    assert clip == "TESS/YAF_dog_sad" and why.startswith("altered: expected ")
    assert combined.found["TESS"] == 2
    assert clip not in set(combined.clips["clip"])


def test_all_that_is_wrong_is_said_in_one_line(made_root, files, made_clip, refuses):
    held = files | {
        "TESS/OAF_Fear/OAF_back_fear.wav": made_clip(0.3, seed=97),
        "TESS/YAF_sad/YAF_dog_sad.wav": b"",
    }
    whole = files | {"TESS/YAF_sad/YAF_beg_sad.wav": made_clip(0.2, seed=96)}
    with refuses(
        DataDamaged,
        "1 of 4 clips cannot be read, first TESS/YAF_dog_sad (empty file)",
        "1 of 4 clips hold other content than the corpus, first TESS/OAF_back_fear",
        "1 of 4 clips are missing, first TESS/YAF_beg_sad",
    ):
        combine(made_root(held, whole=whole))


def test_labels_outside_the_eight_are_refused(made_root, files, refuses):
    clips = combine(made_root(files)).clips
    with refuses(DataDamaged, "'bored'", "neutral, calm", "again"):
        check_labels(clips.assign(emotion=["bored", *clips["emotion"][1:]]))


# corpora outside the paper's combination


@pytest.fixture
def extra(made_clip):
    return {
        "CREMA-D/AudioWAV/1001_DFA_ANG_XX.wav": made_clip(0.2, seed=40),
        "EMO-DB/wav/03a01Wa.wav": made_clip(0.2, seed=41),
        "EMO-DB/wav/03a01La.wav": made_clip(0.2, seed=42),
    }


def test_an_extra_corpus_is_combined_only_when_it_is_named(made_root, files, extra):
    root = made_root(files | extra)
    assert list(combine(root).expected) == ["RAVDESS", "TESS", "SAVEE"]
    combined = combine(root, corpora=("EMO-DB", "CREMA-D", "RAVDESS"))
    assert combined.expected == combined.found == {"RAVDESS": 2, "CREMA-D": 1, "EMO-DB": 1}
    assert combined.clips["corpus"].tolist() == ["RAVDESS", "RAVDESS", "CREMA-D", "EMO-DB"]
    assert combined.notes == ("EMO-DB: 1 clip of boredom has no place in the eight labels, passed over",)
    check_labels(combined.clips)


def test_an_extra_corpus_comes_to_the_paper_s_where_it_is_there(made_root, files, extra, refuses):
    root = made_root(files | extra)
    among = (*CORPORA, "CREMA-D")
    assert list(combine(root, among=among).expected) == ["RAVDESS", "TESS", "SAVEE", "CREMA-D"]
    three = made_root(files, name="three")
    assert list(combine(three, among=among).expected) == ["RAVDESS", "TESS", "SAVEE"]
    with refuses(BadValue, "nobody"):
        combine(root, among=("nobody",))


def test_a_corpus_that_is_not_looked_for_is_not_missed(made_root, files, refuses):
    root = made_root(files)
    assert list(combine(root, among=("RAVDESS",)).expected) == ["RAVDESS"]
    of_tess = {path: sound for path, sound in files.items() if path.startswith("TESS")}
    with refuses(DataMissing, "expected RAVDESS/, received TESS; name their folder with --data"):
        combine(made_root(of_tess, name="tess"), among=("RAVDESS",))


def test_extra_corpora_alone_are_not_taken_for_the_paper_s(made_root, extra, refuses):
    with refuses(DataMissing, "received CREMA-D, EMO-DB", "`ser train` take --corpora CREMA-D EMO-DB"):
        combine(made_root(extra))


def test_a_corpus_without_a_manifest_is_refused_until_its_count_is_full(tmp_path, made_clip, refuses):
    (tmp_path / "03a01Wa.wav").write_bytes(made_clip(0.2))
    with refuses(DataMissing, "534 of 535 clips are missing;", "--allow-missing"):
        combine(tmp_path, corpora=("EMO-DB",))
    combined = combine(tmp_path, corpora=("EMO-DB",), allow_missing=True)
    assert combined.left_out == (("EMO-DB/*", "534 clips missing, no manifest says which"),)
    assert combined.describe() == "EMO-DB 1/535: 1 clips, 1 speakers"
    assert "content is not checked" in combined.notes[0]


# the fingerprint


def test_the_fingerprint_keeps_its_value(whole_table):
    """Saved results carry it: it may not change for the same data."""
    paper = {"RAVDESS", "TESS", "SAVEE"}
    clips = whole_table[whole_table["corpus"].isin(paper)]
    held = clips[(clips["corpus"] != "SAVEE") & (clips["clip"] != "TESS/YAF_beg_sad")]
    assert len(held) == 4239
    assert fingerprint(held) == "7c2b39396c2c016037b169e14712eb3d48abff28e2d30ca947b0f525bc7e17ba"
    ravdess = clips[clips["corpus"] == "RAVDESS"]
    assert fingerprint(ravdess) == "6d2e11241eb32066584b41f8b83d55d90c3df7673bbc7c8f8eceef567867e537"


@pytest.mark.parametrize(
    "setting",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8"},
        {"TZ": "Pacific/Kiritimati"},
        {"PYTHONHASHSEED": "7"},
    ],
    ids=lambda setting: "-".join(setting),
)
def test_locale_time_zone_and_hash_seed_do_not_matter(made_root, files, setting):
    """In a process of its own, which alone can have another locale or time zone from its start."""
    root = made_root(files, name="müde Stimmen")
    code = (
        "import locale, sys; from ser.corpora import combine, fingerprint\n"
        "try: locale.setlocale(locale.LC_ALL, '')\n"
        "except locale.Error: pass\n"
        "clips = combine(sys.argv[1]).clips\n"
        "print(fingerprint(clips), *clips['clip'])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, root],
        env=os.environ | setting,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    clips = combine(root).clips
    assert ran.stdout.split() == [fingerprint(clips), *clips["clip"]]


def test_the_folder_and_the_rules_of_its_paths_do_not_matter(made_root, files):
    """Blanks, non-ASCII, composed and decomposed letters, upper case, depth."""
    want = fingerprint(combine(made_root(files)).clips)
    for number, folder in enumerate(("a b", "ü", "u\u0308", "x" * 100, "A/b/C")):
        moved = {f"{folder}/{path.upper()}": content for path, content in files.items()}
        assert fingerprint(combine(made_root(moved, whole=files, name=f"{number}")).clips) == want


def test_a_memory_changes_nothing_in_the_table(made_root, files, tmp_path):
    root = made_root(files)
    for path in files:
        os.utime(root / path, ns=(10**18, 10**18))
    first, again, sure = (
        combine(root, remember=tmp_path / "files.csv", rehash=rehash).clips for rehash in (False, False, True)
    )
    pd.testing.assert_frame_equal(again, first)
    pd.testing.assert_frame_equal(sure, first)
    assert len((tmp_path / "files.csv").read_text().splitlines()) == 1 + len(files)


def test_the_fingerprint_is_over_names_content_and_labels_whatever_the_order(made_root, files):
    clips = combine(made_root(files)).clips
    digest = fingerprint(clips)
    assert fingerprint(clips.sample(frac=1, random_state=1)) == digest
    assert fingerprint(clips.assign(path="elsewhere", duration=0.0)) == digest
    for column, value in (("clip", "TESS/x"), ("sha256", "0" * 64), ("emotion", "calm")):
        changed = clips.copy()
        changed.loc[3, column] = value
        assert fingerprint(changed) != digest
    assert fingerprint(clips[1:]) != digest


# the real files


@pytest.fixture(scope="module")
def sample(sample_root):
    return combine(sample_root, allow_missing=True)


def test_the_real_sample_is_read_with_its_irregularities(sample):
    assert sample.found == {"RAVDESS": 199, "TESS": 284}
    assert sample.expected == {"RAVDESS": 1440, "TESS": 2800}
    assert len(sample.left_out) == 1440 - 199 + 2800 - 284
    assert {reason for _, reason in sample.left_out} == {"missing"}
    assert sample.demo is False
    assert sample.notes == ()
    ids = set(sample.clips["clip"])
    assert {"TESS/OAF_bite_neutral", "TESS/OAF_food_fear", "TESS/YAF_germ_angry", "TESS/YAF_neat_fear"} <= ids
    assert ids >= {f"RAVDESS/{stem}" for stem in STEREO} | set(PAIR)
    check_labels(sample.clips)


def test_every_real_clip_has_the_content_its_manifest_promises(sample):
    for name in ("RAVDESS", "TESS"):
        manifest = read_manifest(CORPORA[name])
        part = sample.clips[sample.clips["corpus"] == name]
        assert all(manifest[row.clip].sha256 == row.sha256 for row in part.itertuples())
        assert all(manifest[row.clip].bytes == row.bytes for row in part.itertuples())


def test_the_real_irregular_files_are_what_they_are_said_to_be(sample):
    paths = sample.clips.set_index("clip")["path"]
    for stem in STEREO:
        samples, _ = soundfile.read(paths[f"RAVDESS/{stem}"], dtype="int16", always_2d=True)
        assert samples.shape[1] == 2
        np.testing.assert_array_equal(samples[:, 0], samples[:, 1])
    assert sample.clips.set_index("clip")["sha256"][list(PAIR)].nunique() == 1
    assert soundfile.info(paths["TESS/OAF_food_fear"]).samplerate == 96_000
    assert {soundfile.info(paths[f"TESS/YAF_{name}"]).format for name in ("germ_angry", "neat_fear")} == {
        "AIFF"
    }
    assert paths["TESS/OAF_bite_neutral"].endswith("OA_bite_neutral.wav")


def test_a_real_sample_in_the_order_of_another_copy_gives_the_same_table(sample, sample_root, tmp_path):
    """TESS folders under other names, RAVDESS nested twice (links, not copies)."""
    for place in ("RAVDESS", "RAVDESS/again"):
        for actor in sorted((sample_root / "RAVDESS").iterdir()):
            (tmp_path / place / actor.name).mkdir(parents=True)
            for path in sorted(actor.iterdir()):
                (tmp_path / place / actor.name / path.name).symlink_to(path)
    for place in sorted((sample_root / "TESS").iterdir()):
        (tmp_path / "TESS" / place.name.lower()).mkdir(parents=True)
        for path in sorted(place.iterdir()):
            (tmp_path / "TESS" / place.name.lower() / path.name).symlink_to(path)
    other = combine(tmp_path, allow_missing=True)
    pd.testing.assert_frame_equal(_facts(other), _facts(sample))
    assert other.notes == ("RAVDESS: 199 files are second copies of a clip, counted once",)
