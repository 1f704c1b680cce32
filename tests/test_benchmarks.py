"""The benchmark runs and writes its rows; how long anything takes is not tested."""

import importlib.util
import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
COLUMNS = {
    "name", "baseline", "ours", "ratio", "spread", "mark", "met", "repeats", "corpus", "clips", "machine",
}  # fmt: skip


@pytest.fixture(scope="module")
def benchmark():
    spec = importlib.util.spec_from_file_location("benchmark", ROOT / "benchmarks" / "run.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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


def test_without_a_browser_or_a_book_first_paint_is_left_out(benchmark, tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(benchmark, "ROOT", tmp_path)
    assert benchmark.paint(tmp_path, 1) == []
    assert "for want of the book: make book" in capsys.readouterr().out
    (tmp_path / "build" / "book" / "full" / "html").mkdir(parents=True)
    (tmp_path / "build" / "book" / "full" / "html" / "a.html").write_text("<p>a</p>")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("SER_CHROMIUM", raising=False)
    assert benchmark.paint(tmp_path, 1) == []
    assert "for want of Chromium" in capsys.readouterr().out


def test_the_slowest_page_counts(benchmark, tmp_path, monkeypatch):
    monkeypatch.setattr(benchmark, "ROOT", tmp_path)
    html = tmp_path / "build" / "book" / "full" / "html"
    html.mkdir(parents=True)
    for name in "ab":
        (html / f"{name}.html").write_text("<p>x</p>")
    monkeypatch.setenv("SER_CHROMIUM", "sh")
    rounds = iter([{"a": 0.3, "b": 0.2}, {"a": 0.1, "b": 0.4}, {"a": 0.2, "b": 0.3}])
    monkeypatch.setattr(
        benchmark, "_painted", lambda pages, _: {html / f"{k}.html": v for k, v in next(rounds).items()}
    )
    (row,) = benchmark.paint(tmp_path, 3)
    assert set(row) | {"machine"} == COLUMNS
    assert row["name"] == "first paint from disk, slowest of 2 pages (b.html)"
    assert (row["ours"], row["spread"], row["mark"], row["met"]) == (0.3, [0.2, 0.4], 1.0, True)


def test_a_command_that_fails_stops_the_benchmark(benchmark, tmp_path):
    with pytest.raises(SystemExit, match="no folder"):
        benchmark.verify(tmp_path / "absent", 1)


def test_the_committed_figures_are_of_real_corpora():
    rows = json.loads((ROOT / "benchmarks" / "results.json").read_text())
    assert rows
    for row in rows:
        assert set(row) == COLUMNS and row["corpus"] != "demo" and row["repeats"] >= 3
