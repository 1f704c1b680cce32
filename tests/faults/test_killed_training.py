"""SIGKILL while one model is trained and its folder written: the next `ser train` leaves the same bytes."""

import signal

import pytest

from ser.errors import SerError
from ser.training.saved.folder import read_about

from .world import MANY, TRAIN, content, copied, killed_after, killed_at, moments, run, seed_of


def _model(world):
    return content(world / "build" / "models")


def test_training_is_killed_at_random_moments(with_features, with_model, tmp_path, request):
    rng, world = seed_of(request.node.name), copied(with_features.world, tmp_path / "world")
    caught = [killed_after(world, moment, *TRAIN) for moment in moments(rng, with_model.seconds, 2 * MANY)]
    assert any(caught)
    run(world, *TRAIN)
    assert _model(world) == _model(with_model.world)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("model.keras", "before"),
        ("model.keras", "after"),
        ("config.json", "before"),
        ("config.json", "after"),
    ],
)
def test_training_is_killed_where_a_part_is_put_in_its_place(with_model, tmp_path, name, when):
    """Over a model that was there: parts of two are never taken for one."""
    world = copied(with_model.world, tmp_path / "world")
    status, _, _ = killed_at(world, name, when, *TRAIN)
    assert status == -signal.SIGKILL
    if (name, when) != ("config.json", "after"):
        with pytest.raises(SerError, match=r"config\.json is missing"):
            read_about(world / "build" / "models" / "small")
    run(world, *TRAIN)
    assert _model(world) == _model(with_model.world)
