"""The takes in the solution of `act-it` are what the committed networks say, so that the text about them stays true."""

import ast
import json
from pathlib import Path

import numpy as np
import pytest

from ser.audio import load_example
from ser.commands import main
from ser.corpora import EMOTIONS
from ser.pages import player

ROOT = Path(__file__).parents[2]
MODELS = ROOT / "results" / "full" / "models"
TAKES = {"happy": "03", "sad": "04", "angry": "05"}

pytestmark = pytest.mark.skipif(not MODELS.is_dir(), reason="results/full/models is not there")


def _typed():
    """The list `takes` of the solution, as it stands in the notebook."""
    code = (ROOT / "notebooks" / "exercises" / "17_act_it.py").read_text(encoding="utf-8")
    (found,) = [
        node.value
        for node in ast.parse(code).body
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "takes"
    ]
    return {take["meant"]: take for take in ast.literal_eval(found)}


@pytest.mark.parametrize("model", ["published", "corrected"])
def test_what_is_typed_is_what_the_network_says(model, tmp_path, capsys):
    typed = _typed()
    assert set(typed) == set(TAKES)
    files = []
    for meant, code in TAKES.items():
        clip = load_example(f"RAVDESS/03-01-{code}-01-02-01-02", data="", rate=player.RATE)
        files.append(tmp_path / f"{meant}.flac")
        files[-1].write_bytes(player.encoded(clip))
    assert main(["predict", "--json", "--jobs", "1", "--model", str(MODELS / model), *map(str, files)]) in (
        0,
        None,
    )
    for said in json.loads(capsys.readouterr().out)["predictions"]:
        row = [said["probabilities"][name] for name in EMOTIONS]
        np.testing.assert_allclose(typed[Path(said["file"]).stem][model], row, atol=0.002)
