"""One clip to look at and to listen to: made by the project, or recorded where a reader has the corpora."""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import numpy as np

from ser.audio.reading import read_window, resample
from ser.corpora import CATALOGUE, demo
from ser.corpora.locating import locate


@dataclass(frozen=True, eq=False)
class Example:
    """A whole clip and what its name says.

    `samples` has shape (n,), float32 in [-1, 1], at `rate` Hz. `made` is True for a clip of the
    synthesiser, False for a recording of a person.
    """

    clip: str
    speaker: str
    sex: str
    emotion: str
    text: str
    samples: np.ndarray
    rate: int
    made: bool

    @property
    def corpus(self) -> str:
        """The corpus that the clip is of, or whose manner it is made in."""
        return self.clip.partition("/")[0]

    @property
    def seconds(self) -> float:
        """How long the clip lasts."""
        return len(self.samples) / self.rate


def load_example(clip: str, *, data: Path | str = "", rate: int = 22050) -> Example:
    """Return a clip at `rate` Hz: the recording below `data`, else the made clip of the same name.

    Nothing but `data` decides: no variable of the environment is looked at, so that a recording is
    read where it is asked for and nowhere else.

    Args:
        clip: an id that both the corpora and the demo corpus know, such as "TESS/OAF_dog_happy".
        data: a folder with RAVDESS/, TESS/, SAVEE/ or some of them; "" for the made clip.
        rate: samples a second.

    Raises:
        BadValue: no such clip can be made; or `data` is the demo corpus.
        DataMissing: there is no folder `data`.
        DataDamaged: the recording cannot be read.
    """
    return (recorded(clip, data=data, rate=rate) if data else None) or made(clip, rate=rate)


def recorded(clip: str, *, data: Path | str, rate: int = 22050) -> Example | None:
    """Return the recording of a clip below `data` at `rate` Hz, None where there is none.

    Raises: as `load_example`, but that any clip of the catalogue may be asked for.
    """
    path = locate(data, (clip,)).get(clip)
    corpus, _, stem = clip.partition("/")
    name = CATALOGUE[corpus].parse(PurePosixPath(f"{stem}.wav")) if path else None
    if path is None or name is None:
        return None
    samples = read_window(path, rate=rate)
    return Example(clip, name.speaker, name.sex, name.emotion, name.text, samples, rate, made=False)


def made(clip: str, *, rate: int = 22050) -> Example:
    """Return the made clip of that name at `rate` Hz; BadValue for a name that cannot be made."""
    spec = demo.parse(clip)
    samples, native = demo.synthesise(spec)
    samples = resample(samples.astype(np.float32), native, rate)
    return Example(clip, spec.speaker, spec.sex, spec.emotion, spec.text, samples, rate, made=True)
