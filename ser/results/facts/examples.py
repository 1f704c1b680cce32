"""What the corrected model does with single clips: the weights of its attention, and what it says.

A page draws them along the clip. They are computed once, here, so that a page needs no network.
"""

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from ser import files
from ser.audio import Example
from ser.audio.example import made, recorded
from ser.corpora import EMOTIONS
from ser.errors import DataMissing
from ser.features import MfccSettings, mfcc
from ser.outside import known

VERSION = 1
"""Part of the key: raise it when what is measured changes."""

MODEL = "corrected"
RATE = MfccSettings().rate

CLIPS = ("RAVDESS/03-01-05-02-01-02-02", "RAVDESS/03-01-04-02-01-02-02", "TESS/YAF_rain_happy")
"""Two emotions by one voice in the same words, and a short clip. All are test clips of the model."""


def measure_examples(results: Path | str, *, data: Path | str = "", clips: Sequence[str] = CLIPS) -> bool:
    """Write `facts/examples.json` about the corrected headline model; False when it was there already.

    Under `made` stands what the model does with the made clips, under `recorded` what it does with the
    recordings of the same names; the latter are measured where `data` holds them, and kept where it
    does not. Of each clip: its emotion, its length in seconds, `frames` and `frames_all` (MFCC frames
    of the clip and of the window), `weights` (one for each step, 1 together), and `probabilities` (one
    for each emotion).

    Raises:
        DataMissing: the model has not been trained yet, or there is no folder `data`.
        DataDamaged: the model or a recording cannot be read.
    """
    results = Path(results)
    model, target = results / "models" / MODEL, results / "facts" / "examples.json"
    if not (model / "config.json").is_file():
        raise DataMissing(f"no model {model}; train it with `ser experiments run --experiment headline`")
    told = f"{VERSION} {' '.join(clips)}".encode() + (model / "config.json").read_bytes()
    key = hashlib.sha256(told).hexdigest()[:16]
    held = known(target)
    found = held if held.get("key") == key else {}
    wanted: dict[str, list[Example]] = {}
    if not found.get("made"):
        wanted["made"] = [made(clip, rate=RATE) for clip in clips]
    if data and not found.get("recorded"):
        heard = [recorded(clip, data=data, rate=RATE) for clip in clips]
        wanted["recorded"] = [one for one in heard if one]
    if not any(wanted.values()):
        return False
    measured = _measured(model, wanted)
    found = {"key": key, "made": {}, "recorded": {}} | found | measured
    target.parent.mkdir(parents=True, exist_ok=True)
    files.write_text(target, json.dumps(files.sealed(found), indent=1) + "\n")
    return True


def _measured(model: Path, wanted: dict[str, list[Example]]) -> dict:
    from ser import models
    from ser.training.saved import folder

    trained, settings, config = folder.load(model)
    network = models.attention_model(trained.model)
    found: dict = {
        "model": MODEL,
        "run": config.get("run", ""),
        "trained_on_made_clips": bool(config.get("data", {}).get("demo")),
    }
    for kind, examples in wanted.items():
        found[kind] = {one.clip: _of_clip(one, network, trained, settings) for one in examples}
    return found


def _of_clip(one: Example, network, trained, settings: MfccSettings) -> dict:
    from ser import models

    start = int(settings.offset * settings.rate)
    window = one.samples[start : start + int(settings.duration * settings.rate)]
    values = mfcc(window, settings)
    frames = np.zeros((1, settings.frames, settings.coefficients), np.float32)
    frames[0, : len(values)] = values.astype(np.float16)  # as in a feature store
    lengths = np.array([len(values)])
    inputs = models.inputs(trained.settings, trained.scaler(frames, lengths), lengths)
    probabilities, weights = network.predict(inputs, verbose=0)
    return {
        "emotion": one.emotion,
        "seconds": round(one.seconds, 3),
        "frames": len(values),
        "frames_all": settings.frames,
        "weights": [round(float(value), 5) for value in weights[0]],
        "probabilities": {
            name: round(float(value), 4) for name, value in zip(EMOTIONS, probabilities[0], strict=True)
        },
    }
