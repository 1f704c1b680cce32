"""One setting for every test: one thread, no screen, Keras on TensorFlow; and the corpora tests may read."""

import contextlib
import fcntl
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]

# Read by the libraries when they are first imported, so set before any test module is.
os.environ.setdefault("KERAS_BACKEND", "tensorflow")
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ["MPLBACKEND"] = "Agg"
for _name in ("OMP", "OPENBLAS", "MKL", "NUMBA", "NUMEXPR", "VECLIB_MAXIMUM"):
    os.environ[f"{_name}_NUM_THREADS"] = "1"
for _name in ("INTRAOP", "INTEROP"):
    os.environ[f"TF_NUM_{_name}_THREADS"] = "1"
# A developer's own corpora must not decide what a test sees.
os.environ.pop("SER_DATA", None)

NO_SAMPLE = "real sample not found: set SER_SAMPLE"


@contextlib.contextmanager
def _alone(path):
    """Let one process at a time in, so that one test worker makes what the others find."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="session")
def demo_root() -> Path:
    """Folder of the demo corpus (RAVDESS/, TESS/, SAVEE/), made once and kept. Do not write in it."""
    from ser.corpora import demo

    with _alone(ROOT / "build" / "demo-corpus.lock"):
        return demo.make(ROOT / "build" / "demo-corpus", seed=0, jobs=2)


@pytest.fixture(scope="session")
def sample_root() -> Path:
    """Folder of real clips (RAVDESS/, TESS/) that SER_SAMPLE names; skips where it names none."""
    named = os.environ.get("SER_SAMPLE")
    if not named:
        pytest.skip(NO_SAMPLE)
    root = Path(named).expanduser().resolve()
    if not (root / "RAVDESS").is_dir():
        pytest.fail(f"SER_SAMPLE is {named}, which holds no folder RAVDESS")
    return root


def pytest_terminal_summary(terminalreporter):
    """Say at the end what was not tested for want of real clips."""
    skipped = terminalreporter.stats.get("skipped", [])
    wanting = sorted(report.nodeid for report in skipped if NO_SAMPLE in str(report.longrepr))
    if wanting:
        terminalreporter.section("not tested on real clips")
        for name in wanting:
            terminalreporter.line(name)
        terminalreporter.line(f"{len(wanting)} skipped: {NO_SAMPLE} to a folder with RAVDESS/ and TESS/")
