"""Runs done again on another machine beside the first ones."""

import json

import numpy as np
import pytest
from made_runs import clips_of, leave, write

from ser.errors import DataDamaged
from ser.results.repeated import COLUMNS, folder_of, repeated
from ser.results.runs import load_results

RUN = "RAVDESS/random/corrected/f0-s0"
CLIPS = clips_of(range(1, 5))
RIGHT = np.arange(len(CLIPS)) % 2 == 0


def test_a_run_stands_beside_its_repetition(tmp_path):
    leave(tmp_path, RUN, RIGHT, CLIPS, device="cpu: one")
    turned = RIGHT.copy()
    turned[:3] = [False, True, True]
    order = np.arange(len(CLIPS))[::-1]
    there = folder_of(tmp_path, "cpu: other")
    leave(there, RUN, turned[order], [CLIPS[place] for place in order], device="cpu: other")
    table = repeated(load_results(tmp_path))
    assert list(table.columns) == list(COLUMNS)
    row = table.iloc[0]
    assert (row["run"], row["device"], row["again_on"]) == (RUN, "cpu: one", "cpu: other")
    assert row["disagree"] == pytest.approx(2 / len(CLIPS))
    assert row["accuracy"] == 0.5 and row["again"] == row["accuracy"]
    assert (row["difference"], row["clips"]) == (0, len(CLIPS))


def test_repetitions_are_no_results_of_their_own(tmp_path):
    leave(tmp_path, RUN, RIGHT, CLIPS)
    leave(folder_of(tmp_path, "cpu: other"), RUN, RIGHT, CLIPS)
    (one,) = load_results(tmp_path)
    assert len(one.again) == 1
    assert one.again[0].again == ()


def test_what_was_made_from_something_else_is_left_out(tmp_path):
    leave(tmp_path, RUN, RIGHT, CLIPS)
    there = folder_of(tmp_path, "cpu: other")
    leave(there, RUN, RIGHT, CLIPS)
    leave(there, RUN.replace("s0", "s1"), RIGHT, CLIPS)
    assert repeated(load_results(tmp_path))["run"].tolist() == [RUN]
    (one,) = load_results(tmp_path)
    write(tmp_path, one.record | {"key": "1" * 16}, one.predictions)
    assert repeated(load_results(tmp_path)).empty


def test_none_is_no_error_and_a_damaged_one_is(tmp_path):
    assert list(repeated([]).columns) == list(COLUMNS)
    leave(tmp_path, RUN, RIGHT, CLIPS)
    assert repeated(load_results(tmp_path)).empty
    there = folder_of(tmp_path, "cpu: other")
    leave(there, RUN, RIGHT, CLIPS)
    record = there / "runs" / f"{RUN}.json"
    record.write_text(json.dumps({"format": 1}))
    with pytest.raises(DataDamaged, match="f0-s0"):
        load_results(tmp_path)


@pytest.mark.parametrize(
    ("device", "name"),
    [("cpu: AMD EPYC", "cpu-amd-epyc"), ("cpu: Intel(R) Xeon(R) Processor", "cpu-intel-r-xeon-r-processor")],
)
def test_a_folder_is_named_by_the_device(device, name, tmp_path):
    assert folder_of(tmp_path, device) == tmp_path / "repeated" / name
