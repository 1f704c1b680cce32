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


@pytest.fixture(scope="session")
def demo_features(demo_root):
    """MFCC of the whole demo corpus, made once and kept in a store."""
    from ser.corpora import combine
    from ser.features import extract, load

    store = ROOT / "build" / "test-store"
    with _alone(ROOT / "build" / "test-store.lock"):
        extract(combine(demo_root), store, jobs=2)
        return load(store)


@pytest.fixture(scope="session")
def tiny_features():
    """Features of 64 clips that need no audio: 4 speakers, 8 emotions, 2 takes; 10 to 26 frames of 8 coefficients.

    The first coefficients tell the emotion, so that a model can learn something in two epochs.
    """
    import numpy as np
    import pandas as pd

    from ser.corpora import EMOTIONS
    from ser.features import FeatureSet, MfccSettings

    rng = np.random.default_rng(5)
    rows = [
        (f"RAVDESS/{actor}-{emotion}-{take}", f"RAVDESS-{actor:02d}", emotion, take)
        for actor in (1, 2, 3, 4)
        for emotion in EMOTIONS
        for take in (1, 2)
    ]
    clips = pd.DataFrame(rows, columns=["clip", "speaker", "emotion", "take"]).assign(
        corpus="RAVDESS", sex="female", intensity="normal", text="Dogs are sitting by the door"
    )
    clips["sha256"] = [f"{number:064x}" for number in range(len(clips))]
    lengths = rng.integers(10, 27, len(clips)).astype(np.int32)
    centres = 60 * np.eye(8)[[EMOTIONS.index(emotion) for emotion in clips["emotion"]]]
    noise = rng.normal(-20, 15, (lengths.sum(), 8))
    values = (noise + np.repeat(centres, lengths, axis=0)).astype(np.float16)
    settings = MfccSettings(coefficients=8, duration=0.6)
    return FeatureSet(clips, values, lengths, settings, {"RAVDESS": 64}, True, ())


@pytest.fixture(scope="session")
def keras():
    """Keras as `ser` starts it; asked for by the tests that need it, so that the others load without."""
    from ser.training import backend

    backend.start()
    import keras

    return keras


@pytest.fixture(scope="session")
def made_clip():
    """Return a function that gives the bytes of an audio file with a made, speech-like sound."""
    import io

    import numpy as np
    import soundfile

    def make(seconds=1.2, *, rate=22_050, channels=1, form="WAV", subtype="PCM_16", seed=0):
        rng = np.random.default_rng(seed)
        time = np.arange(round(seconds * rate)) / rate
        pitch = 120 + 20 * seed % 200 + 15 * np.sin(2 * np.pi * 3 * time)
        voice = sum(np.sin(2 * np.pi * k * np.cumsum(pitch) / rate) / k for k in range(1, 12))
        sound = 0.1 * voice * (0.3 + np.sin(np.pi * 4 * time) ** 2) + 0.01 * rng.normal(size=len(time))
        tracks = [sound * (1 - 0.3 * track) for track in range(channels)]
        buffer = io.BytesIO()
        soundfile.write(buffer, np.stack(tracks, axis=1), rate, format=form, subtype=subtype)
        return buffer.getvalue()

    return make


@pytest.fixture
def made_root(tmp_path):
    """Return a function that writes a corpora root of made files and gives its folder.

    `files` maps paths under the root (SAVEE/DC/a01.wav) to bytes. The root's own manifest lists
    `whole`, in the same form; without it, every file that is given.
    """
    import hashlib

    def make(files, *, whole=None, name="corpora"):
        root = tmp_path / name
        for path, content in files.items():
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
        rows = [
            f"{path},{len(content)},{hashlib.sha256(content).hexdigest()}"
            for path, content in (files if whole is None else whole).items()
        ]
        (root / "manifest.csv").write_text("\n".join(["path,bytes,sha256", *rows]) + "\n")
        return root

    return make


@pytest.fixture(scope="session")
def whole_table():
    """The clip table of the three whole corpora, 4720 rows, from their manifests alone (no audio)."""
    from dataclasses import asdict
    from pathlib import PurePosixPath

    import pandas as pd

    from ser.corpora import CORPORA, read_manifest

    rows = [
        asdict(corpus.parse(PurePosixPath(entry.path))) | {"corpus": name, "sha256": entry.sha256}
        for name, corpus in CORPORA.items()
        for _, entry in sorted(read_manifest(corpus).items())
    ]
    return pd.DataFrame(rows)


@pytest.fixture
def refuses():
    """Return a context manager: the block raises `kind` itself, in one line that holds every one of `words`."""

    @contextlib.contextmanager
    def check(kind, *words):
        with pytest.raises(kind) as caught:
            yield
        message = str(caught.value)
        assert type(caught.value) is kind
        assert message and message == message.strip() and "\n" not in message
        for word in words:
            assert str(word) in message, f"{word!r} is not in: {message}"

    return check


def pytest_terminal_summary(terminalreporter):
    """Say at the end what was not tested for want of real clips."""
    skipped = terminalreporter.stats.get("skipped", [])
    wanting = sorted(report.nodeid for report in skipped if NO_SAMPLE in str(report.longrepr))
    if wanting:
        terminalreporter.section("not tested on real clips")
        for name in wanting:
            terminalreporter.line(name)
        terminalreporter.line(f"{len(wanting)} skipped: {NO_SAMPLE} to a folder with RAVDESS/ and TESS/")


@pytest.fixture
def rename_fails(monkeypatch):
    """A function after which the renaming of that number, from 0, fails; `monkeypatch.undo` ends it."""

    def arm(step, reason):
        calls = iter(range(9))
        rename = os.replace

        def fail(*names):
            if next(calls) == step:
                raise OSError(reason)
            rename(*names)

        monkeypatch.setattr(os, "replace", fail)

    return arm
