"""The benchmark runs and writes its rows; how long anything takes is not tested."""

import importlib.util
import json
import sys
from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

ROOT = Path(__file__).parents[1]
COLUMNS = {
    "benchmark", "name", "measure", "baseline", "ours", "ratio", "spread", "mark", "met", "repeats", "corpus",
    "clips", "hours", "machine",
}  # fmt: skip


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def paint(benchmark):
    return sys.modules["paint"]


@pytest.fixture(scope="module")
def measuring(benchmark):
    return sys.modules["measuring"]


def test_every_benchmark_leaves_a_row(benchmark, demo_root, tmp_path, capsys):
    out = tmp_path / "results.json"
    status = benchmark.main(
        ["--only", "verify", "--data", str(demo_root), "--repeats", "1", "--out", str(out)]
    )
    rows = json.loads(out.read_text())
    assert [row["name"] for row in rows] == ["verify, nothing remembered", "verify again"]
    for row in rows:
        assert set(row) == COLUMNS
        assert row["corpus"] == "demo" and row["clips"] == 568 and row["repeats"] == 1
        assert 0 < row["spread"][0] <= row["ours"] <= row["spread"][1]
        assert row["met"] == (row["ours"] <= row["mark"])
    assert status == (0 if all(row["met"] for row in rows) else 1)
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]
    assert str(out) in capsys.readouterr().out


def test_without_a_browser_or_a_book_first_paint_is_left_out(paint, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(paint, "ROOT", tmp_path)
    assert paint.paint(tmp_path, 1) == []
    assert "for want of the book: make book" in capsys.readouterr().out
    (tmp_path / "build" / "book" / "full" / "html").mkdir(parents=True)
    (tmp_path / "build" / "book" / "full" / "html" / "a.html").write_text("<p>a</p>")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("SER_CHROMIUM", raising=False)
    assert paint.paint(tmp_path, 1) == []
    assert "for want of Chromium" in capsys.readouterr().out


def test_answers_in_the_page_have_their_marks(benchmark, tmp_path, monkeypatch, capsys):
    listening = sys.modules["listening"]
    monkeypatch.setattr(listening, "ROOT", tmp_path)
    assert listening.listening(tmp_path, 1) == []
    assert "for want of the book and its runtime: make book" in capsys.readouterr().out
    place = tmp_path / "build" / "book" / "full" / "html" / "_static" / "listen"
    place.mkdir(parents=True)
    (place / "ort.wasm").touch()
    (tmp_path / "a.wav").touch()
    monkeypatch.setenv("SER_CHROMIUM", "sh")
    monkeypatch.setattr(listening, "_heard", lambda *_: (2.0, 0.5, [0.1, 0.2, 0.1], 15.5))
    rows = listening.listening(tmp_path, 3)
    assert [(row["ours"], row["mark"], row["met"]) for row in rows] == [
        (2.0, 3.0, True),
        (0.5, 3.0, True),
        (0.1, 0.15, True),
        (15.5, 20.0, True),
    ]
    for row in rows:
        assert set(row) | {"benchmark", "corpus", "clips", "hours", "machine"} == COLUMNS


def test_the_slowest_page_counts(paint, tmp_path, monkeypatch):
    monkeypatch.setattr(paint, "ROOT", tmp_path)
    html = tmp_path / "build" / "book" / "full" / "html"
    html.mkdir(parents=True)
    for name in "ab":
        (html / f"{name}.html").write_text("<p>x</p>")
    monkeypatch.setenv("SER_CHROMIUM", "sh")
    rounds = iter([{"a": 0.3, "b": 0.2}, {"a": 0.1, "b": 0.4}, {"a": 0.2, "b": 0.3}])
    monkeypatch.setattr(
        paint, "_painted", lambda pages, _: {html / f"{k}.html": v for k, v in next(rounds).items()}
    )
    (row,) = paint.paint(tmp_path, 3)
    assert set(row) | {"machine", "benchmark"} == COLUMNS
    assert row["name"] == "first paint from disk, slowest of 2 pages (b.html)"
    assert (row["ours"], row["spread"], row["mark"], row["met"]) == (0.3, [0.2, 0.4], 1.0, True)


def test_a_command_that_fails_stops_the_benchmark(benchmark, tmp_path):
    with pytest.raises(SystemExit, match="no folder"):
        benchmark.verify(tmp_path / "absent", 1)


def test_a_comparison_is_of_pairs_and_its_mark_is_a_ratio(measuring):
    row = measuring.comparison("x", [8.0, 10.0, 12.0], [1.0, 2.0, 2.0], mark=6.0)
    assert (row["baseline"], row["ours"], row["ratio"], row["spread"]) == (10.0, 2.0, 6.0, [5.0, 8.0])
    assert row["met"] and not measuring.comparison("x", [5.0], [1.0], mark=6.0)["met"]


def test_a_limit_is_met_by_the_median(measuring):
    assert measuring.limit("x", [1.0, 2.0, 9.0], mark=2.0)["met"]
    assert not measuring.limit("x", [1.0, 3.0, 9.0], mark=2.0)["met"]


def test_memory_counts_the_processes_it_starts(measuring):
    hold = "x = bytearray(200 * 2**20); import time; time.sleep(0.5)"
    start = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {hold!r}])"
    assert measuring.run([sys.executable, "-c", start]).mebibytes > 200


def test_the_published_procedure_gives_our_coefficients(benchmark, tmp_path, made_clip):
    (tmp_path / "a.wav").write_bytes(made_clip(1.5))
    assert sys.modules["extraction"].largest_difference(tmp_path) < 1e-2


@pytest.fixture
def played(benchmark, measuring, monkeypatch):
    """Return a function that lets both sides answer without their processes, with given seconds and words."""

    def play(module, theirs, ours):
        def side(seconds, output=""):
            return lambda *_, **__: measuring.Process(seconds, 100.0, output)

        monkeypatch.setattr(sys.modules[module], "published_method", side(*theirs))
        monkeypatch.setattr(sys.modules[module], "ser", side(*ours))

    return play


def test_prediction_compares_answers_and_seconds(benchmark, played, tmp_path):
    (tmp_path / "a.wav").write_bytes(b"")
    played("prediction", (9.0, "sad\n"), (1.0, '{"predictions": [{"emotion": "sad"}]}'))
    rows = benchmark.BENCHMARKS["prediction"](tmp_path, 2)
    assert [(row["mark"], row["ratio"], row["met"]) for row in rows] == [
        (8.0, 9.0, True),
        (5.0, 9.0, True),
        (400.0, None, True),
    ]
    played("prediction", (9.0, "sad\n"), (1.0, '{"predictions": [{"emotion": "calm"}]}'))
    with pytest.raises(SystemExit, match=r"same emotion for 0\.00%"):
        benchmark.BENCHMARKS["prediction"](tmp_path, 1)


def test_extraction_is_timed_cold_and_warm(benchmark, played, tmp_path, made_clip, monkeypatch):
    (tmp_path / "a.wav").write_bytes(made_clip(1.5))
    played("extraction", (50.0,), (10.0,))
    rows = benchmark.BENCHMARKS["extraction"](tmp_path, 2)
    assert [(row["mark"], row["ratio"], row["met"]) for row in rows] == [
        (4.0, 5.0, True),
        (100.0, 5.0, False),
        (40.0, None, True),
        (1024.0, None, True),
    ]
    for row in rows:
        assert set(row) | {"benchmark", "corpus", "clips", "hours", "machine"} == COLUMNS
    monkeypatch.setattr(sys.modules["extraction"], "LARGEST", 0.0)
    with pytest.raises(SystemExit, match="differ from librosa's"):
        benchmark.BENCHMARKS["extraction"](tmp_path, 1)


def test_an_answer_that_differs_stops_the_benchmark(benchmark):
    agreement = sys.modules["prediction"]._agreement
    said = json.dumps({"predictions": [{"emotion": "sad"}, {"emotion": "calm"}]})
    assert agreement(["sad", "calm"], said) == 1
    assert agreement(["sad", "angry"], said) == 0.5
    assert agreement(["sad"], said) == 0


def test_one_alone_leaves_the_rows_of_the_others(benchmark, demo_root, tmp_path):
    out = tmp_path / "results.json"
    out.write_text(json.dumps([{"benchmark": "paint", "name": "kept", "met": True, "mark": 1.0}]))
    benchmark.main(["--only", "verify", "--data", str(demo_root), "--repeats", "1", "--out", str(out)])
    assert [row["benchmark"] for row in json.loads(out.read_text())] == ["verify", "verify", "paint"]


@pytest.fixture
def trained(benchmark, measuring, monkeypatch):
    """Return a function that lets arms train without training: arm -> (seconds, validation, history)."""

    def train(found):
        def one(arm, root):
            seconds, validation, history = found[arm]
            answer = {"seconds": seconds, "validation": validation, "history": history}
            return measuring.Process(1.0, 500.0, json.dumps(answer))

        monkeypatch.setattr(sys.modules["training"], "_train", one)

    return train


def test_training_counts_to_the_accuracy_that_the_published_network_ends_with(benchmark, trained, tmp_path):
    trained(
        {
            "published": (900.0, 0.88, [0.2, 0.88, 0.7]),
            "best-random": (6.0, 0.94, []),
            "corrected": (500.0, 0.9, [0.5, 0.88, 0.87, 0.9]),
        }
    )
    chosen, network, memory = benchmark.BENCHMARKS["training"](tmp_path, 3)
    assert (chosen["ratio"], chosen["met"]) == (150.0, True)
    assert (network["ours"], network["ratio"], network["met"]) == (250.0, 3.6, False)
    assert (memory["ours"], memory["met"]) == (500.0, True)


def test_an_arm_that_does_not_get_there_is_no_faster(benchmark, trained, tmp_path):
    trained(
        {"published": (9.0, 0.9, [0.9]), "best-random": (1.0, 0.8, []), "corrected": (1.0, 0.8, [0.89, 0.8])}
    )
    for row in benchmark.BENCHMARKS["training"](tmp_path, 1)[:2]:
        assert "does not get there" in row["name"] and row["ratio"] == 0 and not row["met"]


def test_a_sentence_is_added_to_the_prose_and_to_nothing_else(benchmark, tmp_path):
    module = sys.modules["reproduction"]
    before = (ROOT / module.PAGE).read_text()
    (tmp_path / "page.py").write_text(before)
    for number in range(2):
        module._add_sentence(tmp_path / "page.py", number)
    after = (tmp_path / "page.py").read_text()
    assert after.count("This is sentence I.") == after.count("This is sentence II.") == 1
    changed = [
        (one, other)
        for one, other in zip(before.splitlines(), after.splitlines(), strict=True)
        if one != other
    ]
    assert len(changed) == 1 and changed[0][0].startswith("# ") and changed[0][1].startswith(changed[0][0])


def test_the_grid_is_run_with_one_worker_and_with_two(benchmark, measuring, monkeypatch, demo_root):
    asked = []

    def run(command, environment):
        asked.append([Path(command[1]).name, *command[2:]])
        return measuring.Process(10.0 if asked[-1][1] == "1" else 5.0, 1.0, "")

    monkeypatch.setattr(sys.modules["grid"], "run", run)
    row, machine = benchmark.BENCHMARKS["grid"](demo_root, 2)
    root = str(demo_root)
    assert asked == [["first_runs.py", jobs, root] for jobs in "1212"] + [
        ["large_arrays.py", n] for n in "1212"
    ]
    assert (row["ratio"], row["met"], row["mark"]) == (2.0, True, 1.8)
    assert (machine["ratio"], machine["met"], machine["mark"]) == (2.0, True, None)
    assert "no mark" in benchmark._line(machine)
    assert "mark 1.8 times" in benchmark._line(row)


def test_tables_are_computed_beside_the_results_and_not_in_them(benchmark, measuring, monkeypatch, tmp_path):
    """The command is asked for on a copy that has what it reads, and no table yet."""
    module = sys.modules["tables"]
    leave(tmp_path / "results" / "full", "RAVDESS/random/svm/f0-s0", np.ones(8, bool), clips_of(range(1, 3)))
    leave(
        tmp_path / "results" / "full",
        "choosing/RAVDESS/random/svm/f0-s0",
        np.ones(8, bool),
        clips_of(range(1, 3)),
    )
    (tmp_path / "results" / "full" / "tables").mkdir()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    asked = []

    def ser(*arguments, environment):
        folder = Path(environment["SER_RESULTS"]) / "full"
        asked.append((arguments, sorted(path.name for path in folder.iterdir()), folder))
        assert (folder / "runs" / "RAVDESS" / "random" / "svm" / "f0-s0.npz").is_file()
        return measuring.Process(2.0 + len(asked), 1.0, "")

    monkeypatch.setattr(module, "ser", ser)
    (row,) = benchmark.BENCHMARKS["tables"](tmp_path, 3)
    assert [one[:2] for one in asked] == [(("tables",), ["choosing", "runs"])] * 3
    assert not asked[0][2].exists()
    assert row["name"] == "every table, from the predictions of 1 runs"
    assert (row["ours"], row["mark"], row["met"], row["repeats"]) == (4.0, 60.0, True, 3)
    assert (row["corpus"], row["clips"], row["hours"]) == ("RAVDESS", 96, None)
    assert set(row) | {"benchmark", "machine"} == COLUMNS


def test_the_committed_figures_are_of_real_corpora():
    rows = json.loads((ROOT / "benchmarks" / "results.json").read_text())
    assert rows
    for row in rows:
        assert set(row) == COLUMNS
        assert (row["corpus"] == "demo") == (row["benchmark"] == "reproduction")
        # A training takes minutes, and is done once.
        assert row["repeats"] >= (1 if row["benchmark"] == "training" or "size" in row["name"] else 3)
