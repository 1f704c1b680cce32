"""What one corpus is: the facts a loader, a check and a page need, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True)
class ClipName:
    """What the file name of one clip says.

    `clip` is unique over all corpora (`"TESS/OAF_back_fear"`) and does not depend on the folder the
    file lies in; `speaker` is unique too (`"TESS-OAF"`). `take` counts repetitions from 1.
    """

    clip: str
    speaker: str
    sex: str
    emotion: str
    intensity: str
    text: str
    take: int = 1


@dataclass(frozen=True)
class Corpus:
    """One corpus: where it comes from, how its files are named, who speaks.

    `parse` takes a path (its parent folder may matter: SAVEE's `DC/a01.wav`) and returns the
    `ClipName`, or None when the name is not one of this corpus.
    """

    name: str
    title: str
    citation: str
    licence: str
    source: str
    clips: int
    speakers: Mapping[str, str]
    emotions: Mapping[str, str]
    grammar: str
    parse: Callable[[PurePosixPath], ClipName | None] = field(repr=False)
