"""Figures whose runs rest on different clips are named until every run has been done again."""

import numpy as np
from made_runs import clips_of, leave

from ser.results import load_results
from ser.results.mixed import mixed

CLIPS = clips_of(range(1, 3))


def _rests_on(results, states):
    for one, (fingerprint, clips) in zip(results, states, strict=True):
        one.record["data"] |= {"fingerprint": fingerprint, "clips": clips}
    return mixed(results)


def test_an_arm_whose_runs_have_not_all_met_a_new_corpus_is_named(tmp_path):
    for seed in range(3):
        leave(tmp_path, f"all/random/svm/f0-s{seed}", np.ones(len(CLIPS), bool), CLIPS)
    leave(tmp_path, "all/speaker/svm/f0-s0", np.ones(len(CLIPS), bool), CLIPS)
    results = load_results(tmp_path)
    old, new = ("a" * 64, 4_239), ("b" * 64, 4_719)
    assert _rests_on(results, [new, new, old, old]) == [
        "all, random split, svm: 2 runs on 4,719 clips, 1 run on 4,239 clips"
    ]
    assert _rests_on(results, [new, new, new, old]) == []
    # As many clips, and other ones: a file was repaired.
    assert len(_rests_on(results, [old, old, ("c" * 64, 4_239), old])) == 1
    assert mixed([]) == []
