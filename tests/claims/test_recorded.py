"""The verdicts that were written down: what the results give now, and how a new one is written."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.claims import changed, ledger, read_published, record
from ser.claims.recorded import COMMAND
from ser.results import load_results

ROOT = Path(__file__).parents[2]
PUBLISHED = ROOT / "results" / "published.toml"


def test_no_verdict_has_changed_without_the_ledger_saying_so():
    if not (ROOT / "results" / "full" / "runs").is_dir():
        pytest.skip("no results/full here: nothing to compare the ledger with")
    told = changed(PUBLISHED, load_results(ROOT / "results" / "full"))
    lines = "\n".join(told)
    assert not told, (
        f"verdicts of results/published.toml have changed; read the reasons, then run `{COMMAND}`:\n{lines}"
    )


@pytest.fixture
def made(tmp_path):
    """A copy of the ledger, and results that settle S1: TESS is RAVDESS here, and 0.75 is right."""
    path = tmp_path / "published.toml"
    shutil.copyfile(PUBLISHED, path)
    clips = clips_of(range(1, 25))
    leave(tmp_path, "all/random/published/f0-s0", np.arange(96) % 4 > 0, clips)
    return path, load_results(tmp_path)


def test_what_changed_is_named_with_the_reason(made):
    path, results = made
    record(path, results)
    assert changed(path, results) == []
    path.write_text(path.read_text().replace('recorded = "not tested yet"', 'recorded = "reproduced"', 1))
    (told,) = changed(path, results)
    assert told.startswith("C2: recorded 'reproduced', now 'not tested yet' (no pair of runs")


def test_recording_touches_the_recorded_lines_alone(made):
    path, results = made
    before = path.read_text()
    path.write_text(before.replace('recorded = "', 'recorded = "once '))
    told = record(path, results)
    assert len(told) == 9
    after = path.read_text()
    kept = [
        [line for line in text.splitlines() if not line.startswith("recorded")] for text in (before, after)
    ]
    assert kept[0] == kept[1]
    assert after.count("\nrecorded = ") == 9
    assert "once" not in after
    table = ledger(path, results)
    assert list(table["recorded"]) == list(table["standing"])
    assert table.set_index("id").loc["C1", "recorded"] == "partly tested, so far below it"
    assert len(read_published(path)[1]) == len(read_published(PUBLISHED)[1])


def test_recording_twice_changes_nothing(made):
    path, results = made
    record(path, results)
    once = path.read_bytes()
    assert record(path, results) == []
    assert path.read_bytes() == once
