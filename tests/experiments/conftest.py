"""What the experiments' tests share: a store of 56 short made clips, and runs small enough for a test."""

import pytest


@pytest.fixture(scope="session")
def tiny_store(tmp_path_factory, made_clip):
    """A feature store of two speakers with seven emotions and four words each; one clip is left out."""
    import hashlib

    from ser.corpora import combine
    from ser.corpora.catalogue.tess import EMOTION_CODES
    from ser.features import extract

    root = tmp_path_factory.mktemp("tiny")
    lines = ["path,bytes,sha256", f"TESS/a/OAF_missing_sad.wav,1,{'0' * 64}"]
    (root / "TESS" / "a").mkdir(parents=True)
    seed = 0
    for speaker in ("OAF", "YAF"):
        for emotion in EMOTION_CODES:
            for word in ("back", "dog", "five", "home"):
                seed += 1
                path = f"TESS/a/{speaker}_{word}_{emotion}.wav"
                content = made_clip(0.7 + 0.01 * (seed % 20), seed=seed)
                (root / path).write_bytes(content)
                lines.append(f"{path},{len(content)},{hashlib.sha256(content).hexdigest()}")
    (root / "manifest.csv").write_text("\n".join(lines) + "\n")
    extract(combine(root, allow_missing=True), root / "store", jobs=1, allow_missing=True)
    return root / "store"


@pytest.fixture(scope="session")
def tiny_runs():
    """Two runs of one epoch: a small corrected model, and the published one."""
    from ser.experiments import Arm, Run
    from ser.models import ModelSettings
    from ser.training import TrainingSettings

    quick = TrainingSettings(epochs=1, batch=32)
    small = ModelSettings(filters=(4,), time_pooling=(4,), lstm=0)
    arms = Arm("small", "small", small, quick), Arm("wide", "wide", ModelSettings("published"), quick)
    return [Run("TESS", "random", arm, seed=3) for arm in arms]
