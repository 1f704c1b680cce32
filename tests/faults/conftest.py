"""Worlds for the tests of faults, and the mark that leaves them out of `make test`."""

import hashlib
import time
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from made_runs import record
from pages.conftest import make_project

from . import world as worlds

FOLDER = Path(__file__).parent


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark what stands in this folder, so that `make test` leaves it to `make test-faults`."""
    for item in items:
        if FOLDER in item.path.parents:
            item.add_marker(pytest.mark.faults)


@dataclass(frozen=True)
class Undisturbed:
    """A world in which a command ran undisturbed, and how many seconds it took."""

    world: Path
    seconds: float


@pytest.fixture(scope="session")
def bare(tmp_path_factory, made_clip):
    """A world with corpora and nothing else. Do not write in it."""
    world = tmp_path_factory.mktemp("bare")
    worlds.make_corpora(world / "corpora", made_clip)
    return world


@pytest.fixture
def fresh(bare, tmp_path):
    """A copy of the bare world."""
    return worlds.copied(bare, tmp_path / "world")


def _undisturbed(base, folder, *arguments):
    world = worlds.copied(base, folder / "world")
    started = time.monotonic()
    worlds.run(world, *arguments)
    return Undisturbed(world, time.monotonic() - started)


@pytest.fixture(scope="session")
def with_features(bare, tmp_path_factory):
    """A world with features, made undisturbed."""
    return _undisturbed(bare, tmp_path_factory.mktemp("features"), "features")


@pytest.fixture(scope="session")
def with_results(with_features, tmp_path_factory):
    """A world with the results of every run, done undisturbed."""
    return _undisturbed(
        with_features.world, tmp_path_factory.mktemp("results"), "experiments", "run", "--jobs", "2"
    )


@pytest.fixture(scope="session")
def with_model(with_features, tmp_path_factory):
    """A world with a model folder, trained undisturbed."""
    return _undisturbed(with_features.world, tmp_path_factory.mktemp("model"), *worlds.TRAIN)


@pytest.fixture(scope="session")
def with_project(tmp_path_factory):
    """A world with a project of two pages that is not built yet. Do not write in it."""
    world = tmp_path_factory.mktemp("project")
    make_project(world / "project")
    return world


@pytest.fixture(scope="session")
def with_book(with_project, tmp_path_factory):
    """A world with the book of that project, built undisturbed."""
    return _undisturbed(with_project, tmp_path_factory.mktemp("book"), *worlds.BOOK)


@pytest.fixture(scope="module")
def made(tmp_path_factory, made_clip):
    """What files of every kind are written of: small, and made once."""
    from ser import models
    from ser.corpora import combine, fingerprint
    from ser.corpora.demo import clips, folder
    from ser.exercises.grading.submissions import Submission
    from ser.exercises.grading.watching import Ended, Limits
    from ser.experiments import Predictions
    from ser.features import MfccSettings, extract, load
    from ser.models import ModelSettings
    from ser.results.facts import measured
    from ser.training import Scaler, Trained, backend

    at = tmp_path_factory.mktemp("made")
    worlds.make_corpora(at / "corpora", made_clip)
    for path in sorted((at / "corpora").rglob("*.wav"))[6:]:
        path.unlink()
    listed = (at / "corpora" / "manifest.csv").read_text().splitlines()
    kept = [line for line in listed if (at / "corpora" / line.split(",")[0]).is_file()]
    (at / "corpora" / "manifest.csv").write_text("\n".join([listed[0], *kept]) + "\n")
    combined = combine(at / "corpora")
    extract(combined, at / "store", jobs=1)
    key = f"{measured.VERSION} {measured.SPLITS} {fingerprint(combined.clips)}"
    backend.start()
    import keras

    keras.utils.set_random_seed(0)
    model = ModelSettings(frames=26, coefficients=8, filters=(4,), time_pooling=(2,), lstm=0)
    scaler, rng = Scaler(np.full(8, -20.0), np.full(8, 30.0)), np.random.default_rng(0)
    names = np.array(combined.clips["clip"])
    said = Predictions(names, rng.integers(0, 8, len(names)), rng.dirichlet(np.ones(8), len(names)))
    told = record("TESS/random/small/f0-s0", {"accuracy": 0.5, "uar": 0.25})
    (at / "html").mkdir()
    (at / "html" / "index.html").write_bytes(rng.bytes(200_000))
    (at / "answer.py").write_text("answer = 1\n")
    split = combined.clips[["clip"]].assign(random=["train"] * len(names))
    seven = tuple(clips()[place] for place in range(0, 568, 90))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(folder, "clips", lambda: seven)
        yield SimpleNamespace(
            combined=combined,
            clips=sorted((at / "corpora").rglob("*.wav")),
            features=load(at / "store"),
            facts_key=hashlib.sha256(key.encode()).hexdigest()[:16],
            record=told,
            predictions=said,
            settings=MfccSettings(coefficients=8, duration=0.6),
            model=Trained(models.build(model), model, scaler, {}, 0, 0.0),
            splits={("random", "TESS"): split},
            submission=Submission("a", "padding", at / "answer.py"),
            limits=Limits(),
            ended=Ended("pass", "well done", 1.0),
            sound=SimpleNamespace(samples=None),
            html=at / "html",
            patched=pytest.MonkeyPatch.context,
        )
