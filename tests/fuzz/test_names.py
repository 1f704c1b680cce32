"""File names, manifests and the memory of what files hold: anybody may have written them."""

import csv
import io
from pathlib import PurePosixPath

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from strangers import CHANGES, answered, changed, examples, in_folder

from ser.corpora import CATALOGUE, EMOTIONS, read_manifest
from ser.corpora import demo as made
from ser.corpora.remembered import Content, Memory, read_content
from ser.results import name_of

# Letters that Unicode counts as digits, or that a comparison without case takes for one of ours.
_ODD = "\u0663\u0968\uff13\u017fK\u0131\u0130\u0130\u212a\u00df\u00ad\u200f\ud800"


@st.composite
def nearly(draw, name):
    """Draw a name with a few letters exchanged, put in or taken out."""
    letters = list(name)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.integers(0, max(0, len(letters) - 1)))
        new = draw(st.one_of(st.sampled_from([*_ODD, *"0123456789_-/. aAzZ"]), st.characters()))
        letters[place : place + draw(st.integers(0, 1))] = [new] if draw(st.booleans()) else []
    return "".join(letters)


@pytest.mark.parametrize("corpus", CATALOGUE.values(), ids=lambda corpus: corpus.name)
@examples(60)
@given(data=st.data())
def test_a_file_name_is_one_of_the_corpus_or_none(corpus, data):
    name = data.draw(st.one_of(nearly(corpus.example), nearly(corpus.example.upper()), st.text(max_size=60)))
    path = PurePosixPath(name)
    found, dropped = corpus.parse(path), corpus.drops(path)
    assert dropped in (True, False) and not (found and dropped)
    if found is not None:
        assert found.emotion in EMOTIONS and found.speaker in corpus.speakers
        assert found.clip.startswith(f"{corpus.name}/") and found.clip.isascii() and found.clip.isprintable()
        assert "/" not in found.clip.removeprefix(f"{corpus.name}/") and found.take >= 1


@pytest.mark.parametrize(
    ("corpus", "name"),
    [
        ("RAVDESS", "03-01-01-01-01-01-1\u0663.wav"),
        ("TESS", "OAF_back_p\u017f.wav"),
        ("SAVEE", "DC_\u017fa01.wav"),
        ("SAVEE", "DC_a0\u0661.wav"),
        ("CREMA-D", "100\u0661_DFA_ANG_XX.wav"),
        ("EMO-DB", "03a0\u0661Wa.wav"),
    ],
)
def test_digits_and_letters_of_other_scripts_are_none_of_ours(corpus, name):
    assert CATALOGUE[corpus].parse(PurePosixPath(name)) is None


@examples(60)
@given(st.one_of(st.text(max_size=60), nearly("RAVDESS/03-01-05-01-02-01-16"), nearly("TESS/OAF_back_fear")))
def test_a_clip_id(clip):
    answered(lambda: name_of(clip))


@examples(60)
@given(st.one_of(st.text(max_size=60), nearly("RAVDESS/03-01-05-01-02-01-16"), nearly("SAVEE/DC_a01")))
def test_the_name_of_a_made_clip(clip):
    answered(lambda: made.parse(clip))


_ROWS = [
    ["path", "bytes", "sha256"],
    ["TESS/a/OAF_back_fear.wav", "20", "a" * 64],
    ["TESS/YAF_dog_sad.wav", "30", "b" * 64],
]


def _written(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode("utf-8", "surrogatepass")


def _manifest(folder):
    found = answered(lambda: read_manifest(CATALOGUE["TESS"], folder), named=folder / "manifest.csv")
    if isinstance(found, dict):
        for entry in found.values():
            path = PurePosixPath(entry.path)
            assert not path.is_absolute() and ".." not in path.parts and entry.bytes >= 0


@examples(60)
@given(CHANGES)
def test_the_bytes_of_a_manifest(changes):
    in_folder({"manifest.csv": changed(_written(_ROWS), changes)}, _manifest)


@examples(60)
@given(
    st.lists(
        st.lists(
            st.one_of(
                st.text(max_size=20),
                st.sampled_from(
                    ["TESS/../../OAF_back_fear.wav", "TESS//etc/OAF_back_fear.wav", "-1", "1e9", "9" * 5000]
                ),
                st.sampled_from(["TESS/OAF_back_fear.wav", "20", "a" * 64, "x" * 140_000, "\0", "\x1b[2J"]),
            ),
            max_size=4,
        ),
        max_size=4,
    )
)
@example([["TESS/../../OAF_back_fear.wav", "20", "a" * 64]])
@example([["TESS/OAF_back_fear.wav", "20", "x" * 140_000]])
@example([["TESS//OAF_back_fear.wav", "20", "a" * 64]])
def test_the_rows_of_a_manifest(rows):
    in_folder({"manifest.csv": _written([_ROWS[0], *rows])}, _manifest)


@examples(40)
@given(changes=CHANGES)
def test_the_memory_of_what_files_hold(changes):
    """One that cannot be read is as good as none; one that can tells what a file would."""

    def look(folder):
        clip = folder / "clip.wav"
        state = clip.stat()
        rows = [["path", "bytes", "changed", "sha256", "duration", "fault"]]
        rows += [[str(clip), state.st_size, state.st_mtime_ns, "c" * 64, "1.5", ""]]
        (folder / "memory.csv").write_bytes(changed(_written(rows), changes))
        memory = Memory(folder / "memory.csv")
        assert isinstance(memory.look(str(clip), state.st_size, state.st_mtime_ns), Content)
        memory.save()

    in_folder({"clip.wav": b"no audio"}, look)


@examples(60)
@given(
    content=st.one_of(
        st.binary(max_size=300),
        st.builds(lambda end: b"RIFF\x24\0\0\0WAVEfmt " + end, st.binary(max_size=80)),
    )
)
def test_the_header_of_a_sound_file(content):
    found = in_folder({"clip.wav": content}, lambda folder: read_content(str(folder / "clip.wav")))
    assert found.fault.isprintable() and found.duration >= 0
    assert bool(found.fault) or found.duration > 0
