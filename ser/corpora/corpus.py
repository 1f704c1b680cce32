"""What one corpus is: the facts a loader, a check, a download and a page need, as data."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True)
class ClipName:
    """What the file name of one clip says.

    `clip` is unique over all corpora (`"TESS/OAF_back_fear"`) and does not depend on the folder the
    file lies in; `speaker` is unique too (`"TESS-OAF"`). `sex` is "female", "male" or "" where it is
    not known; `intensity` is "normal" where no level was asked for, else the corpus' own word
    ("strong"; "low", "medium", "high"). `take` counts repetitions from 1.
    """

    clip: str
    speaker: str
    sex: str
    emotion: str
    intensity: str
    text: str
    take: int = 1


@dataclass(frozen=True)
class Archive:
    """One file that a corpus is given out in.

    `url` is the official address, "" where there is none that a program may call; `file` the name the
    archive has; `bytes` its size, None where it is not known; `checksum` is `"md5:<hex>"` or
    `"sha256:<hex>"` as its publisher states it, "" where none is stated.
    """

    url: str
    file: str
    bytes: int | None = None
    checksum: str = ""


@dataclass(frozen=True)
class Irregularity:
    """Something in the real files that a reader of the corpus would not expect.

    `clips` are the clip ids it concerns, empty when it concerns the corpus as a whole.
    """

    clips: tuple[str, ...]
    what: str
    effect: str


def drops_nothing(path: PurePosixPath) -> bool:
    """Return False: every clip of the corpus has a place among the eight labels."""
    return False


@dataclass(frozen=True)
class Corpus:
    """One corpus: where it comes from, how its files are named, who speaks.

    A fact that we do not know is empty ("" or None), never a guess. A clip id is `NAME/stem`, a
    speaker `NAME-code`.

    `parse` takes a path (its parent folder may matter: SAVEE's `DC/a01.wav`) and returns the
    `ClipName`, or None when the name is not one of this corpus, or is one whose emotion has no place
    among the eight labels. `drops` tells the second kind from the first: it is True for a clip of
    this corpus whose code stands in `dropped`.
    """

    name: str
    title: str
    citation: str
    licence: str
    source: str
    """In words: who gives the corpus out, and under which name."""
    language: str
    clips: int
    """Clips of the whole corpus as published, the dropped ones among them."""
    speakers: Mapping[str, str]
    """Speaker to sex: "female", "male" or "" where it is not known to us."""
    emotions: Mapping[str, str]
    """Code in the file name to one of the eight labels."""
    grammar: str
    example: str
    """Path of one clip below the corpus folder, as its publisher lays it out."""
    parse: Callable[[PurePosixPath], ClipName | None] = field(repr=False)
    drops: Callable[[PurePosixPath], bool] = field(default=drops_nothing, repr=False)
    dropped: Mapping[str, str] = field(default_factory=dict)
    """Code in the file name to the word for an emotion that has no place among the eight labels."""
    per_speaker: Mapping[str, int] = field(default_factory=dict)
    """Clips of each emotion by each speaker, where that was the design; empty where speakers differ
    or the numbers are not published."""
    doi: str = ""
    licence_url: str = ""
    homepage: str = ""
    archives: tuple[Archive, ...] = ()
    registration: str = ""
    """What a person does to have the files, in one line; "" when they come by themselves, or we do not know."""
    irregularities: tuple[Irregularity, ...] = ()
    folders: tuple[str, ...] = ()
    """Names of the folder in which known copies keep the corpus; `name` is always one more."""
    manifest: str | None = None
    """File in `ser/corpora/manifests/` with path, bytes and SHA-256 of each clip; None where no copy
    is known to us, and clips can then be counted but not checked."""
    combined: int | None = None
    """Place in the paper's combination, from 0; None for a corpus outside it."""
