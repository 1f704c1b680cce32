import dataclasses
import json
import os
import shutil

import numpy as np
import pandas as pd
import pytest
from threadpoolctl import threadpool_limits

from ser.audio import read_window
from ser.corpora import combine, fingerprint
from ser.errors import BadValue, DataDamaged, DataMissing
from ser.features import MfccSettings, SpectralSettings, compute, corpora_in, extract, load, mfcc, store

SHORT = MfccSettings(coefficients=13, duration=1.0)
RHYTHM = SpectralSettings(("fourier-tempogram",))
MIXED = SpectralSettings(("mfcc", "chroma", "tempogram"), mfcc_coefficients=13)


@pytest.fixture
def files(made_clip):
    return {
        "TESS/OAF_Fear/OAF_back_fear.wav": made_clip(1.0, seed=1, rate=24_414),
        "TESS/YAF_sad/YAF_dog_sad.wav": made_clip(4.0, seed=2, rate=24_414),
        "SAVEE/DC/a01.wav": made_clip(2.0, seed=3, rate=44_100),
    }


@pytest.fixture
def made(made_root, files, tmp_path):
    """(combined table, store folder) of three clips, extracted."""
    combined = combine(made_root(files))
    assert extract(combined, tmp_path / "store", jobs=1) is True
    return combined, tmp_path / "store"


def _content(folder):
    """{name under the folder: bytes} of every file."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def _never(*_, **__):
    pytest.fail("computed again")


def test_what_is_stored_is_the_coefficients_unpadded_in_float16(made):
    combined, folder = made
    held = load(folder)
    assert held.values.dtype == np.float16
    assert held.lengths.tolist() == [22, 130, 65]
    assert held.clips["clip"].tolist() == combined.clips["clip"].tolist()
    assert "path" not in held.clips.columns
    assert (held.expected, held.demo, held.left_out) == ({"TESS": 2, "SAVEE": 1}, False, ())
    for row, start, length in zip(combined.clips.itertuples(), held.starts, held.lengths, strict=True):
        expected = mfcc(read_window(row.path, offset=0.5, duration=3.0))
        stored = held.values[start : start + length].astype(np.float32)
        np.testing.assert_array_equal(stored, expected.astype(np.float16).astype(np.float32))
        assert np.abs(stored - expected).max() <= 0.25


def test_the_table_of_the_store_is_that_of_the_corpora(made):
    combined, folder = made
    held = load(folder)
    pd.testing.assert_frame_equal(
        held.clips, combined.clips[list(held.clips.columns)], check_dtype=False, check_exact=False
    )
    assert held.fingerprint == fingerprint(combined.clips)


def test_a_whole_store_is_left_as_it_is(made, monkeypatch):
    combined, folder = made
    before = _content(folder)
    monkeypatch.setattr(store, "_extract_all", _never)
    assert extract(combined, folder, jobs=1) is False
    assert _content(folder) == before


def test_a_changed_clip_is_computed_again_and_the_other_corpus_is_not(
    made, made_root, files, made_clip, monkeypatch
):
    _, folder = made
    savee = _content(folder / "SAVEE")
    before = load(folder)
    changed = files | {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(2.0, seed=9)}
    seen = []
    whole = store._extract_all
    monkeypatch.setattr(
        store,
        "_extract_all",
        lambda clips, *a, **k: (seen.append(clips["corpus"].iloc[0]), whole(clips, *a, **k))[1],
    )
    assert extract(combine(made_root(changed, name="changed")), folder, jobs=1) is True
    assert seen == ["TESS"]
    assert _content(folder / "SAVEE") == savee
    assert load(folder).lengths.tolist() == [22, 65, 65]
    assert load(folder).fingerprint != before.fingerprint


def test_changed_code_is_computed_again(made, monkeypatch, tmp_path):
    combined, folder = made
    other = tmp_path / "reading.py"
    other.write_text("# another way to read\n")
    monkeypatch.setattr(store.reading, "__file__", str(other))
    assert extract(combined, folder, jobs=1) is True


def test_two_kinds_of_features_live_side_by_side(made):
    combined, folder = made
    published = load(folder)
    assert extract(combined, folder, settings=SHORT, jobs=1) is True
    assert load(folder, settings=SHORT).values.shape[1] == 13
    assert load(folder, settings=SHORT).lengths.tolist() == [22, 44, 44]
    np.testing.assert_array_equal(load(folder).values, published.values)
    assert extract(combined, folder, jobs=1) is False


@pytest.mark.parametrize("settings", [RHYTHM, MIXED], ids=lambda one: one.kind)
def test_what_is_stored_is_what_is_computed(made, settings):
    combined, folder = made
    assert extract(combined, folder, settings=settings, jobs=1) is True
    held = load(folder, settings=settings)
    assert held.settings == settings
    np.testing.assert_array_equal(held.lengths, load(folder).lengths)
    for row, start, length in zip(combined.clips.itertuples(), held.starts, held.lengths, strict=True):
        expected = compute(read_window(row.path, offset=0.5, duration=3.0), settings).astype(np.float16)
        np.testing.assert_array_equal(held.values[start : start + length], expected)
    assert extract(combined, folder, settings=settings, jobs=1) is False
    names = sorted(path.name for path in (folder / "TESS").iterdir())
    assert len(names) == 6
    assert {name.rpartition("-")[0] for name in names} == {"mfcc", settings.kind}


def test_each_kind_has_clips_of_its_own(made, made_root, files, made_clip, refuses):
    """A kind that is computed later, of other clips, leaves the first one what it was."""
    combined, folder = made
    before = load(folder)
    changed = files | {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(2.0, seed=9)}
    other = combine(made_root(changed, name="changed"))
    extract(other, folder, settings=RHYTHM, jobs=1)
    assert load(folder, settings=RHYTHM).fingerprint != load(folder).fingerprint == before.fingerprint
    assert load(folder, settings=RHYTHM).lengths.tolist() == [22, 65, 65]
    np.testing.assert_array_equal(load(folder).values, before.values)
    held = {path: content for path, content in files.items() if "YAF" not in path}
    fewer = combine(made_root(held, whole=files, name="fewer"), allow_missing=True)
    extract(fewer, folder, settings=SHORT, jobs=1, allow_missing=True)
    assert load(folder, settings=SHORT).left_out == (("TESS/YAF_dog_sad", "missing"),)
    assert len(load(folder, settings=SHORT).clips) == 2
    assert (load(folder).left_out, len(load(folder).clips)) == ((), 3)
    assert extract(combined, folder, jobs=1) is False
    assert extract(combined, folder, settings=SHORT, jobs=1) is True


def test_a_kind_that_is_not_there_is_named_with_what_makes_it(made, refuses):
    combined, folder = made
    with refuses(
        DataMissing, "no fourier-tempogram features of any corpus", "received nothing", "--experiment NAME"
    ):
        load(folder, settings=RHYTHM)
    extract(combined, folder, settings=RHYTHM, corpora={"SAVEE"}, jobs=1)
    with refuses(DataMissing, "no fourier-tempogram features of TESS", "received SAVEE", "--experiment"):
        load(folder, settings=RHYTHM, corpora=("TESS", "SAVEE"))
    assert load(folder, settings=RHYTHM).expected == {"SAVEE": 1}
    assert load(folder).expected == {"TESS": 2, "SAVEE": 1}


def test_only_the_corpora_asked_for_are_computed(made_root, files, tmp_path):
    combined, folder = combine(made_root(files)), tmp_path / "store"
    assert extract(combined, folder, corpora=set(), jobs=1) is False
    assert not folder.exists()
    assert extract(combined, folder, corpora={"SAVEE"}, jobs=1) is True
    assert [path.name for path in folder.iterdir()] == ["SAVEE"]
    savee = _content(folder / "SAVEE")
    assert extract(combined, folder, corpora={"SAVEE"}, jobs=1) is False
    assert extract(combined, folder, jobs=1) is True
    assert _content(folder / "SAVEE") == savee
    assert load(folder).expected == {"TESS": 2, "SAVEE": 1}


def test_a_clip_that_is_no_use_is_no_hindrance_where_its_corpus_is_not_asked_for(
    made_root, files, made_clip, tmp_path
):
    combined = combine(made_root(files | {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(0.3)}))
    assert extract(combined, tmp_path / "store", corpora={"SAVEE"}, jobs=1) is True


def test_a_damaged_kind_does_not_touch_the_others(made, refuses):
    combined, folder = made
    for settings in (RHYTHM, MIXED):
        extract(combined, folder, settings=settings, jobs=1)
    before = _content(folder)
    for path in (folder / "TESS").glob("fourier*.csv"):
        path.write_text("clip\n")
    with refuses(DataDamaged, "TESS/fourier-tempogram-", "make it again with `ser features`"):
        load(folder, settings=RHYTHM)
    assert len(load(folder).clips) == len(load(folder, settings=MIXED).clips) == 3
    assert load(folder, settings=RHYTHM, corpora=("SAVEE",)).expected == {"SAVEE": 1}
    assert extract(combined, folder, settings=RHYTHM, jobs=1) is True
    assert _content(folder) == before


def test_a_store_is_the_same_to_the_byte_for_any_number_of_jobs(made_root, files, made_clip, tmp_path):
    """Clips are dealt out by 32."""
    codes = [f"{letter}{number:02d}" for letter in ("h", "f", "d") for number in range(1, 13)]
    more = {f"SAVEE/KL/{code}.wav": made_clip(0.9, seed=seed) for seed, code in enumerate(codes)}
    combined = combine(made_root(files | more))
    for jobs in (1, 2):
        extract(combined, tmp_path / str(jobs), settings=MIXED, jobs=jobs)
    assert len(load(tmp_path / "1", settings=MIXED).clips) == 39
    assert _content(tmp_path / "1") == _content(tmp_path / "2")


def test_the_number_of_threads_does_not_matter(demo_root, tmp_path):
    """A matrix product on several threads adds up in another order; over enough frames it shows."""
    combined = combine(demo_root, corpora=("RAVDESS",))
    some = dataclasses.replace(combined, clips=combined.clips[::6].reset_index(drop=True))
    for threads in (1, 4):
        with threadpool_limits(threads):
            extract(some, tmp_path / str(threads), jobs=1)
    one, four = (load(tmp_path / name).values for name in ("1", "4"))
    assert np.array_equal(one, four)


def test_a_store_can_be_carried_to_a_machine_without_audio(made, tmp_path):
    combined, folder = made
    here = load(folder)
    shutil.move(folder, tmp_path / "elsewhere")
    for path in combined.clips["path"]:
        os.remove(path)
    there = load(tmp_path / "elsewhere")
    np.testing.assert_array_equal(there.values, here.values)
    pd.testing.assert_frame_equal(there.clips, here.clips)
    text = "".join(path.read_text() for path in (tmp_path / "elsewhere").rglob("*.[cj]s*"))
    assert str(tmp_path) not in text


def test_the_real_corpora_will_take_less_than_40_mib(sample_root, tmp_path):
    """Frames and bytes grow with the clips; the 480 of SAVEE are counted as full windows."""
    combined = combine(sample_root, allow_missing=True)
    extract(combined, tmp_path, jobs=2, allow_missing=True)
    held = load(tmp_path)
    frames = {
        name: held.lengths[held.clips["corpus"] == name].mean() * held.expected[name]
        for name in held.expected
    }
    size = sum(path.stat().st_size for path in tmp_path.rglob("*.npz"))
    assert size < 1.01 * len(held.values) * 40 * 2
    whole = (sum(frames.values()) + 480 * 130) * size / len(held.values)
    assert whole < 40 * 2**20
    assert held.demo is False
    assert len(held.left_out) == len(combined.left_out) == 1440 + 2800 - len(held.clips)


# left out


def test_missing_clips_stay_named_in_the_store(made_root, files, tmp_path):
    held = {path: content for path, content in files.items() if "YAF" not in path}
    combined = combine(made_root(held, whole=files), allow_missing=True)
    extract(combined, tmp_path / "store", jobs=1, allow_missing=True)
    assert load(tmp_path / "store").left_out == (("TESS/YAF_dog_sad", "missing"),)
    assert load(tmp_path / "store").expected == {"TESS": 2, "SAVEE": 1}
    assert load(tmp_path / "store", corpora=("SAVEE",)).left_out == ()


@pytest.mark.parametrize(
    ("damage", "reason"), [("short", "too short"), ("silent", "silent"), ("cut", "cut short")]
)
def test_a_clip_without_usable_audio(made_root, files, made_clip, tmp_path, refuses, damage, reason):
    bad = {"short": made_clip(0.3), "cut": made_clip(2.0)[:20_000]}
    silence = bytearray(made_clip(1.0))
    silence[44:] = bytes(len(silence) - 44)
    bad["silent"] = bytes(silence)
    # What is no audio is found when the corpora are combined; a file may change after that.
    name = "TESS/YAF_sad/YAF_dog_sad.wav"
    root = made_root(files if damage == "cut" else files | {name: bad[damage]})
    combined = combine(root)
    (root / name).write_bytes(bad[damage])
    folder = tmp_path / "store"
    with refuses(
        DataDamaged,
        "TESS",
        "1 of 2 clips have no usable audio",
        "TESS/YAF_dog_sad",
        reason,
        "--allow-missing",
    ):
        extract(combined, folder, jobs=1)
    assert not (folder / "TESS").exists()
    assert extract(combined, folder, jobs=1, allow_missing=True) is True
    ((clip, why),) = load(folder).left_out
    assert clip == "TESS/YAF_dog_sad"
    assert why.startswith(reason)
    assert str(root) not in why
    assert load(folder).lengths.tolist() == [22, 65]
    assert extract(combined, folder, jobs=1, allow_missing=True) is False
    with refuses(DataDamaged, "TESS/YAF_dog_sad"):
        extract(combined, folder, jobs=1)


def test_the_reason_names_no_folder_of_this_machine_where_a_name_cannot_be_printed(
    made_root, files, made_clip, tmp_path
):
    root = made_root(files | {"TESS/YAF_sad/YAF_dog_sad.wav": made_clip(0.3)})
    (root / "TESS" / "YAF_sad").rename(root / "TESS" / "YAF_\u200bsad")
    extract(combine(root), tmp_path / "store", jobs=1, allow_missing=True)
    ((clip, why),) = load(tmp_path / "store").left_out
    assert clip == "TESS/YAF_dog_sad" and why.startswith("too short")


def test_a_corpus_without_any_usable_audio_is_refused_even_so(made_root, files, made_clip, tmp_path, refuses):
    combined = combine(made_root(files | {"SAVEE/DC/a01.wav": made_clip(0.2)}))
    with refuses(DataDamaged, "SAVEE", "none of 1 clips has usable audio", "SAVEE/DC_a01", "too short"):
        extract(combined, tmp_path / "store", jobs=1, allow_missing=True)


# a store that is not whole


def test_no_store_no_corpus_no_such_corpus(made, tmp_path, refuses):
    _, folder = made
    with refuses(
        DataMissing, "no mfcc features of any corpus", tmp_path / "no", "received nothing", "`ser features"
    ):
        load(tmp_path / "no")
    with refuses(DataMissing, "no mfcc features of RAVDESS", folder, "received TESS, SAVEE", "`ser features"):
        load(folder, corpora=("RAVDESS", "TESS"))
    with refuses(BadValue, "'tess'", "expected one of RAVDESS, TESS, SAVEE"):
        load(folder, corpora=("tess",))
    with refuses(DataMissing, "no mfcc features of any corpus", folder, "`ser features"):
        load(folder, settings=SHORT)


def _damage(folder, kind):
    arrays, about, table = (next(folder.glob(f"*.{end}")) for end in ("npz", "json", "csv"))
    if kind == "arrays cut":
        arrays.write_bytes(arrays.read_bytes()[:-300])
    elif kind == "arrays missing":
        arrays.unlink()
    elif kind == "arrays of another name":
        np.savez(arrays, other=np.zeros(3))
    elif kind == "lengths that disagree":
        with np.load(arrays) as held:
            values, lengths = held["values"], held["lengths"]
        np.savez(arrays, values=values, lengths=lengths + 1)
    elif kind == "description cut":
        about.write_text(about.read_text()[:50])
    elif kind == "description empty":
        about.write_text("{}")
    elif kind == "description of another kind":
        about.write_text("[1]")
    elif kind == "a field gone":
        about.write_text(
            json.dumps({k: v for k, v in json.loads(about.read_text()).items() if k != "expected"})
        )
    elif kind == "table cut":
        table.write_text("".join(table.read_text().splitlines(keepends=True)[:-1]))
    elif kind == "table garbled":
        table.write_text("a,b\n1,2\n1,2,3\n")
    elif kind == "table relabelled":
        table.write_text(table.read_text().replace(",sad,", ",happy,"))


@pytest.mark.parametrize(
    "kind",
    [
        "arrays cut",
        "arrays missing",
        "arrays of another name",
        "lengths that disagree",
        "description cut",
        "description empty",
        "description of another kind",
        "a field gone",
        "table cut",
        "table garbled",
        "table relabelled",
    ],
)
def test_a_damaged_store_is_named_and_made_again(made, refuses, kind):
    combined, folder = made
    before = load(folder)
    _damage(folder / "TESS", kind)
    with refuses(DataDamaged, folder / "TESS", "make it again with `ser features`"):
        load(folder)
    assert extract(combined, folder, jobs=1) is True
    np.testing.assert_array_equal(load(folder).values, before.values)


@pytest.mark.parametrize("step", [0, 1, 2])
def test_an_interrupted_store_is_never_believed(made_root, files, tmp_path, monkeypatch, rename_fails, step):
    combined = combine(made_root(files))
    rename_fails(step, "disk full")
    with pytest.raises(OSError, match="disk full"):
        extract(combined, tmp_path / "store", jobs=1)
    monkeypatch.undo()
    with pytest.raises(DataMissing):
        load(tmp_path / "store")
    assert extract(combined, tmp_path / "store", jobs=1) is True
    assert load(tmp_path / "store").lengths.tolist() == [22, 130, 65]


def test_the_demo_store(demo_features):
    assert demo_features.demo is True
    assert len(demo_features.clips) == len(demo_features.lengths) == 568
    assert demo_features.left_out == ()
    assert demo_features.lengths.max() <= 130
    assert np.isfinite(demo_features.values).all()


def test_a_store_tells_of_which_corpora_it_holds_anything(made, tmp_path):
    assert corpora_in(made[1]) == ("TESS", "SAVEE")
    (tmp_path / "RAVDESS").mkdir()
    assert corpora_in(tmp_path) == ()
    assert corpora_in(tmp_path / "nowhere") == ()
