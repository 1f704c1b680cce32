import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import CHOICES, choosing_runs
from ser.experiments.run import configuration
from ser.results.choosing import choosing, chosen, load_choosing

CHOICE = CHOICES["chroma"]
CLIPS = clips_of(range(1, 5))


def _leave(folder, number: int, right: int, **changed) -> None:
    run = list(choosing_runs(CHOICE))[number]
    config = configuration(run)
    config["training"] |= changed
    # Alternating, so that both emotions lose alike and UAR is accuracy.
    leave(folder, run.name, np.arange(len(CLIPS)) < right, CLIPS, config=config)


def test_nothing_is_chosen_while_runs_are_left(tmp_path):
    assert load_choosing(tmp_path) == [] and chosen([], CHOICE) is None
    _leave(tmp_path, 0, 16)
    _leave(tmp_path, 1, 8)
    table = choosing(load_choosing(tmp_path)).set_index("candidate")
    assert not table["chosen"].any()
    mine = table[table["arm"] == CHOICE.arm]
    assert mine["runs"].tolist() == [1, 1, 0] and mine["planned"].tolist() == [1, 1, 1]
    assert mine["uar"].iloc[0] == 1.0 and np.isnan(mine["uar"].iloc[2])
    assert set(table["arm"]) == set(CHOICES)


@pytest.mark.parametrize(("right", "best"), [((4, 12, 8), 1), ((12, 4, 12), 0), ((0, 0, 16), 2)])
def test_the_highest_uar_is_chosen_and_of_equals_the_first(tmp_path, right, best):
    for number, count in enumerate(right):
        _leave(tmp_path, number, count)
    results = load_choosing(tmp_path)
    assert chosen(results, CHOICE) is CHOICE.candidates[best]
    table = choosing(results)
    assert table.loc[table["chosen"], "candidate"].tolist() == [CHOICE.candidates[best].name]
    assert table.loc[table["chosen"], "clips"].tolist() == [len(CLIPS)]


def test_a_run_with_other_settings_does_not_choose(tmp_path):
    for number in range(3):
        _leave(tmp_path, number, 8)
    assert chosen(load_choosing(tmp_path), CHOICE) is CHOICE.candidates[0]
    _leave(tmp_path, 1, 16, epochs=7)
    results = load_choosing(tmp_path)
    assert chosen(results, CHOICE) is None
    assert choosing(results).set_index("candidate").loc[CHOICE.candidates[1].name, "runs"] == 0
