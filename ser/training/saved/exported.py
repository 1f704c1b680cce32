"""A trained model as ONNX: probabilities and attention without Keras or TensorFlow."""

import hashlib
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from ser import models
from ser.errors import DataDamaged, DataMissing
from ser.files import digest
from ser.outside import reason
from ser.training.saved import onnx_file
from ser.training.saved.folder import EXPORTED, About, read_about

MADE_FROM = "made_from"
"""The entry of the file's metadata that names the weights it was made from: the SHA-256 of `model.keras`."""

SEAL = "seal"
"""The entry with the SHA-256 of the file itself, as it is with `UNSEALED` in this place; exports of earlier
versions lack it."""
UNSEALED = "0" * 64
_SEALED = re.compile(rb"\n\x04seal\x12@([0-9a-f]{64})")  # the entry as protobuf writes it

_BATCH = 64
_OUTPUTS = ("probabilities", "attention")
_ROOM = 2**31
"""Bytes that all exported models of a process may take for what they compute; 64 clips take a tenth of it."""
_LONGEST = 300.0
"""Seconds for 64 clips, which take one or two: a graph may hold loops, and none is to go on for ever."""


@dataclass(frozen=True, eq=False)
class Exported:
    """A model that onnxruntime runs on one thread, with what is needed to use it."""

    about: About
    session: Any
    path: Path

    def predict(self, frames: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """Return probabilities, shape (n, labels), of unscaled `frames` (n, frames, coefficients)."""
        return self.attend(frames, lengths)[0]

    def attend(self, frames: np.ndarray, lengths: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return probabilities (n, labels) and the weights of the attention (n, steps), of unscaled `frames`."""
        scaled = models.inputs(self.about.settings, self.about.scaler(frames, lengths), lengths)
        found = [
            self._run({name: values[at : at + _BATCH].astype(np.float32) for name, values in scaled.items()})
            for at in range(0, len(frames), _BATCH)
        ]
        probabilities, weights = zip(*found, strict=True)
        return np.concatenate(probabilities), np.concatenate(weights)

    def _run(self, given: dict[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
        import onnxruntime

        options = onnxruntime.RunOptions()
        options.log_severity_level = 4
        watch = threading.Timer(_LONGEST, setattr, (options, "terminate", True))
        watch.daemon = True
        watch.start()
        try:
            with _refused(self.path, self.about.folder):
                probabilities, weights = self.session.run(_OUTPUTS, given, options)
                clips = len(next(iter(given.values())))
                wanted = (clips, self.about.settings.labels)
                if probabilities.shape != wanted or weights.ndim != 2 or len(weights) != clips:
                    raise ValueError(f"an answer of {probabilities.shape}, expected {wanted}")
                if not (np.isfinite(probabilities).all() and np.isfinite(weights).all()):
                    raise ValueError("an answer that is not finite")
        finally:
            watch.cancel()
        return probabilities, weights


def load_exported(folder: Path | str, path: Path | str | None = None) -> Exported:
    """Read the ONNX file of a model folder: `path`, or `model.onnx` inside it.

    Raises:
        DataMissing: there is no such folder, or no ONNX file.
        DataDamaged: a part cannot be read, or the ONNX file was made from other weights.
    """
    import onnxruntime

    about = read_about(folder)
    path = Path(path) if path else about.folder / EXPORTED
    if not path.is_file():
        raise DataMissing(f"no ONNX file {path}; {_again(about.folder)}")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4  # what is wrong is said here, in one line
    options.add_session_config_entry("session.use_env_allocators", "1")
    _limit_room()
    with _refused(path, about.folder):
        onnx_file.check_size(path.stat().st_size)
        content = path.read_bytes()
        if not _is_as_written(content):
            raise ValueError("altered since it was written")
        onnx_file.check(content)
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        asked = {one.name for one in session.get_inputs()}
        wanted = {"mfcc", "mask"} if about.settings.needs_mask else {"mfcc"}
        if asked != wanted or not {one.name for one in session.get_outputs()} >= set(_OUTPUTS):
            raise ValueError(f"expected the inputs {sorted(wanted)} and the outputs {list(_OUTPUTS)}")
    made_from = session.get_modelmeta().custom_metadata_map.get(MADE_FROM)
    if made_from != digest(about.folder / "model.keras"):
        raise DataDamaged(
            f"{path} was made from other weights than those in {about.folder}; {_again(about.folder)}"
        )
    return Exported(about, session, path)


@contextmanager
def _refused(path: Path, folder: Path) -> Iterator[None]:
    """Turn whatever is wrong with an ONNX file into one line."""
    try:
        yield
    # What onnxruntime raises has no root of its own.
    except Exception as error:
        raise DataDamaged(f"{path} cannot be used ({reason(error)}); {_again(folder)}") from error


def _again(folder: Path) -> str:
    return f"make it again with `ser export {folder}`"


@cache
def _limit_room() -> None:
    """Give all sessions of this process one place to compute in, of `_ROOM` bytes at most."""
    import onnxruntime

    memory = onnxruntime.OrtMemoryInfo(
        "Cpu", onnxruntime.OrtAllocatorType.ORT_ARENA_ALLOCATOR, 0, onnxruntime.OrtMemType.DEFAULT
    )
    onnxruntime.create_and_register_allocator(memory, onnxruntime.OrtArenaCfg(_ROOM, -1, -1, -1))


def sealed(content: bytes) -> bytes:
    """Return the bytes of an ONNX file with its seal in the place that `UNSEALED` holds."""
    return content.replace(UNSEALED.encode(), hashlib.sha256(content).hexdigest().encode(), 1)


def _is_as_written(content: bytes) -> bool:
    """Whether the bytes are those that were sealed, or were never sealed; before anything else reads them."""
    found = _SEALED.search(content)
    return found is None or sealed(content.replace(found[1], UNSEALED.encode(), 1)) == content
