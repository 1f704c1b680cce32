"""`results/README.md` is true of the files it speaks of."""

import re
from pathlib import Path

import pandas as pd
import pytest

from ser.corpora import CORPORA, EMOTIONS
from ser.evaluation import intervals, permutation

RESULTS = Path(__file__).parents[2] / "results"
TEXT = (RESULTS / "README.md").read_text(encoding="utf-8")


def test_the_numbers_of_the_emotions_are_those_of_the_package():
    line = re.search(r"Emotions are numbered ([^.]+)\.", TEXT)[1]
    assert re.findall(r"(\w+) (\d)", line) == [(name, str(number)) for number, name in enumerate(EMOTIONS)]


def test_the_lines_that_read_a_run_print_the_same_figure_twice(monkeypatch, capsys):
    monkeypatch.chdir(RESULTS)
    exec(compile(re.search(r"```python\n(.*?)```", TEXT, re.DOTALL)[1], "README.md", "exec"), {})  # noqa: S102
    before, after = map(float, capsys.readouterr().out.split())
    assert before == after and 0 < before < 1


def _blocks(monkeypatch, capsys):
    """Run each block of Python in the folder of results, and return what it prints."""
    monkeypatch.chdir(RESULTS)
    for block in re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL):
        exec(compile(block, "README.md", "exec"), {})  # noqa: S102
        yield capsys.readouterr().out


def test_the_lines_that_pool_runs_print_the_figure_and_the_interval_of_the_table(monkeypatch, capsys):
    *_, printed = _blocks(monkeypatch, capsys)
    table = pd.read_csv(RESULTS / "full" / "tables" / "summary.csv")
    (row,) = table.query("data == 'RAVDESS' and split == 'speaker' and arm == 'corrected'").to_dict("records")
    found = [float(number) for number in re.findall(r"\d\.\d+", printed)]
    assert found == pytest.approx([row["uar"], row["uar_low"], row["uar_high"]], abs=1e-6)


def test_every_column_of_a_summary_and_of_an_experiment_has_its_row():
    """Columns of single corpora, and the ends of intervals, are told by the name they are made from."""
    told = set(re.findall(r"`(\w+)`", TEXT.partition("| Column | Meaning |")[2]))
    for path in [RESULTS / "full" / "tables" / f"{name}.csv" for name in ("summary", "best", "vote")]:
        columns = {re.sub(r"_(low|high)$", "", name) for name in pd.read_csv(path, nrows=0).columns}
        plain = {name for name in columns if name.rpartition("_")[2] not in CORPORA}
        spread = {name for name in plain if name.startswith("folds_spread_")}
        assert plain - spread <= told, path.name


def test_what_is_said_of_draws_is_what_is_done():
    assert f"{intervals.DRAWS:,} draws" in TEXT and f"the middle {intervals.LEVEL:.0%}" in TEXT
    assert f"all ways of doing so where {permutation.EXACT} units or fewer" in TEXT
    assert f"else {permutation.DRAWS:,} drawn" in TEXT


def test_every_folder_of_results_has_its_row():
    told = set(re.findall(r"^\| `full/(\w+)/", TEXT, re.MULTILINE))
    assert told == {path.name for path in (RESULTS / "full").iterdir() if path.is_dir()}
