"""Who adds a corpus sees which figures move: at the end, and where the work is stopped before it."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from ser import experiments, results
from ser.commands import book, main, places
from ser.corpora import CORPORA, read_manifest
from ser.experiments import ARMS, Profile, Run, grid
from ser.results.facts import examples

ROOT = Path(__file__).parents[2]
PLANNED = [
    Run(data, "random", ARMS[arm], seed=seed)
    for arm in ("majority", "knn")
    for data in ("all", "RAVDESS", "TESS", "SAVEE")
    for seed in (0, 1)
]
CLIPS = {"RAVDESS": 96, "TESS": 112, "SAVEE": 60}


@pytest.fixture(scope="module")
def sounds(made_clip):
    """A file for some clips of each corpus, by its path below the corpora root."""
    files = {}
    for name, count in CLIPS.items():
        paths = sorted(entry.path for entry in read_manifest(CORPORA[name]).values())
        for path in paths[:: len(paths) // count][:count]:
            # Files of the same content would be put on one side.
            files[f"{name}/{path}"] = made_clip(0.65 + 0.01 * (len(files) % 20), seed=len(files))
    return files


@pytest.fixture
def reproduce(sounds, made_root, tmp_path, monkeypatch, capsys):
    """Return a function that runs `ser reproduce` on some corpora, without pages: its status and lines."""
    monkeypatch.setattr(places, "BUILD", tmp_path / "build")
    monkeypatch.setattr(places, "REMEMBERED", tmp_path / "build" / "files.csv")
    monkeypatch.setattr(places, "RESULTS", tmp_path / "results")
    (tmp_path / "results").mkdir()
    shutil.copyfile(ROOT / "results" / "published.toml", tmp_path / "results" / "published.toml")
    monkeypatch.setattr(experiments, "profile", lambda name: Profile(name, "two methods"))
    monkeypatch.setattr(experiments, "plan", lambda chosen: PLANNED)
    # The same runs in this process: what their own one is for is tested elsewhere, and takes seconds.
    monkeypatch.setattr(grid, "_do_in_own_process", lambda group, *to: list(grid._do_all(group, *to)))
    for name in ("measure", "measure_attention"):
        monkeypatch.setattr(results, name, lambda *_, **__: None)
    monkeypatch.setattr(examples, "measure_examples", lambda *_, **__: None)
    monkeypatch.setattr(book, "build", lambda *_, **__: type("Report", (), {"index": "nowhere"}))

    def run(*corpora):
        files = {path: content for path, content in sounds.items() if path.startswith(corpora)}
        root = made_root(files)
        status = main(["reproduce", "--profile", "full", "--data", str(root), "--jobs", "1"])
        return status, capsys.readouterr().out.splitlines()

    return run


def _moved(lines):
    """{arm at its place: what moved}."""
    found = [line.removeprefix("moved: ").split(": ", 1) for line in lines if line.startswith("moved: ")]
    return dict(found)


def _table(tmp_path):
    table = pd.read_csv(tmp_path / "results" / "full" / "tables" / "summary.csv")
    return table.set_index(["data", "arm"])


def test_a_third_corpus_moves_what_rests_on_it_and_nothing_else(reproduce, tmp_path):
    status, lines = reproduce("RAVDESS", "TESS")
    assert status == 0 and _moved(lines) == {}
    assert "experiments: 12 runs done now, 0 unchanged, 4 have no corpus" in lines
    before = _table(tmp_path)
    assert set(before.index.get_level_values("data")) == {"all", "RAVDESS", "TESS"}

    status, lines = reproduce("RAVDESS", "TESS", "SAVEE")
    assert status == 0
    assert "experiments: 8 runs done now, 8 unchanged" in lines
    after, told = _table(tmp_path), _moved(lines)
    assert set(told) == {
        f"{data}, random split, {arm}" for data in ("all", "SAVEE") for arm in ("majority", "knn")
    }
    for arm in ("majority", "knn"):
        old, new = before.loc["all", arm], after.loc["all", arm]
        assert new["clips"] == old["clips"] + after.loc["SAVEE", arm]["clips"] > old["clips"]
        assert told[f"all, random split, {arm}"].endswith(f"clips {old['clips']} → {new['clips']}")
        assert f"accuracy {old['accuracy']:.3f} → {new['accuracy']:.3f}" in told[f"all, random split, {arm}"]
        assert told[f"SAVEE, random split, {arm}"].startswith(
            f"new, accuracy {after.loc['SAVEE', arm]['accuracy']:.3f}"
        )
    alone = ["RAVDESS", "TESS"]
    pd.testing.assert_frame_equal(after.loc[alone][before.columns], before.loc[alone])
    assert not any(line.startswith("mixed") for line in lines)

    status, lines = reproduce("RAVDESS", "TESS", "SAVEE")
    assert status == 0 and _moved(lines) == {}
    assert "experiments: 0 runs done now, 16 unchanged" in lines


def test_who_stops_it_sees_what_has_moved_so_far(reproduce, tmp_path, monkeypatch):
    reproduce("RAVDESS", "TESS")
    before = _table(tmp_path)
    do, done = grid._do_one, []

    def stop(run, *to):
        if len(done) == 3:
            raise KeyboardInterrupt
        done.append(run.name)
        return do(run, *to)

    with monkeypatch.context() as patch:
        patch.setattr(grid, "_do_one", stop)
        status, lines = reproduce("RAVDESS", "TESS", "SAVEE")
    assert status == 130
    assert done == [
        f"{data}/random/majority/f0-s{seed}" for data, seed in (("all", 0), ("all", 1), ("SAVEE", 0))
    ]
    told = _moved(lines)
    assert set(told) == {"all, random split, majority", "SAVEE, random split, majority"}
    pd.testing.assert_series_equal(
        _table(tmp_path).loc["all", "knn"][before.columns], before.loc["all", "knn"]
    )

    def fail_later(run, *to):
        if run.name == "all/random/knn/f0-s1":
            raise KeyboardInterrupt
        return do(run, *to)

    with monkeypatch.context() as patch:
        patch.setattr(grid, "_do_one", fail_later)
        status, lines = reproduce("RAVDESS", "TESS", "SAVEE")
    assert status == 130
    # One seed of two has met the third corpus: the figure is of neither state, and that is said.
    (line,) = [line for line in lines if line.startswith("mixed: ")]
    assert line.startswith("mixed: all, random split, knn: 1 run on 268 clips, 1 run on 208 clips")

    status, lines = reproduce("RAVDESS", "TESS", "SAVEE")
    assert status == 0
    assert not any(line.startswith("mixed") for line in lines)
