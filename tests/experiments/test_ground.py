import shutil
from dataclasses import replace

import pytest

from ser.errors import DataMissing
from ser.experiments import Run, ground, part_of, plan, profile, split_of
from ser.experiments.ground import Ground, key_of
from ser.features import load


@pytest.fixture(scope="module")
def features(tiny_store):
    return load(tiny_store)


def test_a_run_rests_on_those_of_its_corpora_that_are_there(demo_features, features, tiny_runs):
    arm = tiny_runs[0].arm
    whole = part_of(demo_features, Run("all", "random", arm))
    assert list(whole.expected) == ["RAVDESS", "TESS", "SAVEE"]
    assert list(part_of(demo_features, Run("SAVEE", "speaker", arm)).expected) == ["SAVEE"]
    assert list(part_of(features, Run("all", "random", arm)).expected) == ["TESS"]


def test_a_run_without_its_corpus_is_refused(features, tiny_runs, refuses):
    with refuses(DataMissing, "no clips of RAVDESS", "it holds TESS", "`ser features`"):
        part_of(features, Run("RAVDESS", "random", tiny_runs[0].arm))


def test_fold_and_seed_choose_the_split(demo_features, tiny_runs):
    arm = tiny_runs[0].arm
    ravdess = demo_features.only(("RAVDESS",))
    tested = [
        {clip[-2:] for clip in split_of(ravdess, Run("RAVDESS", "speaker", arm, fold=fold)).test}
        for fold in (0, 4)
    ]
    assert tested == [{"02", "05", "14", "15", "16"}, {"01", "04", "09", "22"}]
    hashes = {split_of(ravdess, Run("RAVDESS", "random", arm, seed=seed)).hash for seed in range(3)}
    assert len(hashes) == 3


def test_made_clips_are_split_as_made_clips(demo_features, tiny_runs):
    savee = demo_features.only(("SAVEE",))
    run = Run("SAVEE", "random", tiny_runs[0].arm)
    assert split_of(savee, run) != split_of(replace(savee, demo=False), run)


@pytest.mark.parametrize("name", sorted({f"{run.data}/{run.split}" for run in plan(profile("demo"))}))
def test_every_split_that_is_planned_can_be_made_of_the_demo_corpus(demo_features, tiny_runs, name):
    data, split = name.split("/")
    run = Run(data, split, tiny_runs[0].arm)
    part = part_of(demo_features, run)
    made = split_of(part, run)
    assert made.train and made.validation and made.test
    labels = part.clips.set_index("clip")["emotion"]
    assert set(labels[list(made.test)]) <= set(labels[list(made.train)])


# the keys on one store


def test_a_key_is_the_one_a_run_takes(tiny_store, features, tiny_runs):
    stand = Ground(tiny_store)
    for run in (
        *tiny_runs,
        replace(tiny_runs[0], split="repetition", seed=1),
        replace(tiny_runs[0], data="all"),
    ):
        part = part_of(features, run)
        assert stand.key(run) == key_of(run, part, split_of(part, run))


def test_the_store_is_read_once_for_many_runs(tiny_store, tiny_runs, monkeypatch):
    read, split = [], []
    monkeypatch.setattr(ground, "load", lambda *a, **k: read.append(a) or load(*a, **k))
    monkeypatch.setattr(ground, "split_of", lambda *a: split.append(a) or split_of(*a))
    stand = Ground(tiny_store)
    keys = {stand.key(replace(run, seed=seed)) for run in tiny_runs for seed in (0, 1) for _ in range(2)}
    assert len(keys) == 4
    assert len(read) == 1
    assert len(split) == 2


def test_what_a_run_lacks_is_named_each_time(tiny_store, tiny_runs):
    run = tiny_runs[0]
    lacking = {
        "no features": replace(run, arm=replace(run.arm, features=replace(run.arm.features, top_db=60.0))),
        "no data": replace(run, data="RAVDESS"),
    }
    stand = Ground(tiny_store)
    for _ in range(2):
        for message, one in lacking.items():
            with pytest.raises(DataMissing, match=rf"^{message}$"):
                stand.key(one)
        with pytest.raises(DataMissing, match=r"^no data$"):
            stand.key(replace(run, data="all", split="corpus", fold=0))
    stand.key(run)


def test_features_of_fewer_corpora_than_the_store_holds_are_not_enough(tiny_store, tiny_runs, tmp_path):
    """A run on all clips is not made, and not called stale, from those of one corpus."""
    store = tmp_path / "store"
    shutil.copytree(tiny_store, store)
    (store / "RAVDESS").mkdir()
    (store / "RAVDESS" / "chroma-0.json").write_text("{}")
    stand = Ground(store)
    for data in ("all", "RAVDESS"):
        with pytest.raises(DataMissing, match=r"^no features$"):
            stand.key(replace(tiny_runs[0], data=data))
    with pytest.raises(DataMissing, match=r"^no data$"):
        stand.key(replace(tiny_runs[0], data="SAVEE"))
    assert stand.key(tiny_runs[0]) == Ground(tiny_store).key(tiny_runs[0])
