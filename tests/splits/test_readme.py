"""The lines of `data/splits/README.md` that lead from the splits to a comparison do so."""

import re
from pathlib import Path

import pytest

from ser.commands import main
from ser.corpora import EMOTIONS

ROOT = Path(__file__).parents[2]
SPLITS = ROOT / "data" / "splits"


@pytest.mark.skipif(
    not (ROOT / "results" / "full" / "runs").is_dir(), reason="results/full/runs is not there"
)
def test_the_lines_write_answers_that_can_be_compared(parts, tmp_path, monkeypatch, capsys):
    """All of RAVDESS is at hand; what is answered is the commonest emotion of the training side."""
    blocks = re.findall(r"```python\n(.*?)```", (SPLITS / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    (block,) = (block for block in blocks if "mine.csv" in block)
    table = parts["RAVDESS"].assign(path="somewhere")
    table.to_csv(tmp_path / "clips.csv", index=False)
    (tmp_path / "speaker-ravdess.csv").symlink_to(SPLITS / "speaker-ravdess.csv")
    monkeypatch.chdir(tmp_path)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102
    assert main(["compare", "mine.csv"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("RAVDESS, speaker split, 5 folds: 1440 clips, 24 speakers; yours 1 seed")
    assert float(re.search(r"^yours +(\d\.\d+)", out, re.MULTILINE)[1]) == pytest.approx(2 / 15, abs=1e-3)
    assert set(table["emotion"]) == set(EMOTIONS)
