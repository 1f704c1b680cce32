"""`results/README.md` is true of the files it speaks of."""

import re
from pathlib import Path

from ser.corpora import EMOTIONS

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


def test_every_folder_of_results_has_its_row():
    told = set(re.findall(r"^\| `full/(\w+)/", TEXT, re.MULTILINE))
    assert told == {path.name for path in (RESULTS / "full").iterdir() if path.is_dir()}
