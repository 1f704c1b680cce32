import numpy as np
import pytest
from made_runs import ANGRY, HAPPY, clips_of, record

from ser.experiments.record import Predictions
from ser.results import Result
from ser.results.stopping import stopping

CLIPS = np.array(clips_of(range(1, 3)))
TRUTH = np.array([HAPPY, HAPPY, ANGRY, ANGRY] * 2)


def _run(said, *, train=900, best=7, accuracy=(0.1, 0.4)):
    made = record(
        "RAVDESS/speaker/published/f0-s0",
        {},
        epochs=len(accuracy),
        config={"model": {}, "features": {}, "training": {"batch": 64}},
    )
    made["split"]["train"] = train
    made["training"] |= {"best_epoch": best, "history": {"accuracy": list(accuracy)} if accuracy else {}}
    return Result(made, Predictions(CLIPS, TRUTH, np.eye(8)[said]), None)


def test_one_answer_for_every_clip_is_counted_and_the_ends_are_the_least_and_the_most():
    silent = _run(np.full(8, HAPPY), accuracy=(0.1, 0.2, 0.42))
    awake = _run(TRUTH, train=1000, best=3, accuracy=(0.2, 0.5))
    found = stopping([silent, awake])
    assert (found.runs, found.one_answer) == (2, 1)
    assert (found.epochs, found.steps) == ((2, 3), (15, 16))
    assert found.in_training == (0.42, 0.5)
    assert found.silent == (3,)
    assert found.others == ((2, 1.0),)
    assert found.unlearnt == pytest.approx((0.99 ** (15 * 8), 0.99 ** (16 * 4)))


def test_what_is_no_network_has_not_stopped():
    assert stopping([]) is None
    assert stopping([_run(TRUTH, accuracy=())]) is None
