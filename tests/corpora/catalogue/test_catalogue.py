"""What every corpus of the catalogue owes the rest of the package. A corpus that is added runs through all of it."""

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from dataclasses import fields
from functools import cache
from importlib.resources import files
from pathlib import Path, PurePosixPath

import pytest

import ser
from ser.corpora import CATALOGUE, CORPORA, EMOTIONS, Corpus, catalogue, read_manifest
from ser.errors import BadValue, DataDamaged

NAMES = list(CATALOGUE)
LISTED = [name for name, corpus in CATALOGUE.items() if corpus.manifest is not None]
PACKAGE = Path(ser.__file__).parent


@cache
def _paths(name):
    """Paths of clips of a corpus: all of them, or the one example where they are not listed."""
    entries = read_manifest(CATALOGUE[name])
    paths = [entry.path for entry in entries.values()] if entries else [CATALOGUE[name].example]
    return [PurePosixPath(path) for path in paths]


@cache
def _clips(name):
    return [CATALOGUE[name].parse(path) for path in _paths(name)]


# the catalogue


def test_the_labels_keep_their_order():
    assert EMOTIONS == ("neutral", "calm", "happy", "sad", "angry", "fearful", "disgust", "surprised")


def test_the_three_of_the_paper_come_first_then_the_others_by_name():
    assert list(CORPORA) == ["RAVDESS", "TESS", "SAVEE"] == NAMES[:3]
    assert NAMES[3:] == sorted(NAMES[3:]) and {"CREMA-D", "EMO-DB"} <= set(NAMES[3:])
    assert [corpus.combined for corpus in CORPORA.values()] == [0, 1, 2]
    assert {CATALOGUE[name].combined for name in NAMES[3:]} == {None}
    assert all(corpus.name == name for name, corpus in CATALOGUE.items())


def test_every_manifest_of_the_package_belongs_to_one_corpus():
    there = sorted(entry.name for entry in (files("ser.corpora") / "manifests").iterdir())
    assert there == sorted(CATALOGUE[name].manifest for name in LISTED)


def _module(folder, name, text):
    (folder / f"{name}.py").write_text(text)


@pytest.fixture
def more(tmp_path, monkeypatch):
    """An empty folder in which the catalogue looks too; what is imported from it is forgotten again."""
    before = set(sys.modules)
    monkeypatch.setattr(catalogue, "__path__", [*catalogue.__path__, str(tmp_path)])
    yield tmp_path
    for name in set(sys.modules) - before:
        del sys.modules[name]


TAKEN = "from dataclasses import replace\nfrom ser.corpora.catalogue.emodb import CORPUS\n"


def test_a_module_in_the_folder_is_all_it_takes(more):
    _module(more, "zz_made", TAKEN + "CORPUS = replace(CORPUS, name='AAA')")
    found = catalogue.find()
    assert list(found) == [*NAMES[:3], "AAA", *NAMES[3:]]


def test_a_module_without_a_corpus_is_refused(more, refuses):
    _module(more, "zz_empty", "CORPUS = 'EMO-DB'")
    with refuses(BadValue, "zz_empty.py", "CORPUS"):
        catalogue.find()


def test_a_name_that_is_taken_is_refused(more, refuses):
    _module(more, "zz_twice", TAKEN + "CORPUS = replace(CORPUS, title='Another')")
    with refuses(BadValue, "zz_twice.py", "EMO-DB"):
        catalogue.find()


def test_a_place_that_is_taken_is_refused(more, refuses):
    _module(more, "zz_place", TAKEN + "CORPUS = replace(CORPUS, name='AAA', combined=1)")
    with refuses(BadValue, "AAA", "TESS", "1"):
        catalogue.find()


# each corpus


@pytest.mark.parametrize("name", NAMES)
def test_facts_are_there_or_empty(name):
    corpus = CATALOGUE[name]
    for needed in ("title", "citation", "source", "language", "grammar", "example"):
        assert getattr(corpus, needed), f"{name} needs a {needed}"
    texts = {one.name: getattr(corpus, one.name) for one in fields(Corpus)}
    texts = {key: text for key, text in texts.items() if isinstance(text, str)}
    for key, text in texts.items():
        assert text == text.strip() and "\n" not in text, f"{name}: {key} is one line"
        assert text.lower() not in {"unknown", "none", "n/a", "not known", "?", "tbd"}, f"{name}: {key}"
    assert re.fullmatch(r"(10\.\d{4,}/\S+)?", corpus.doi)
    for address in (corpus.homepage, corpus.licence_url):
        assert re.fullmatch(r"(https?://\S+)?", address)
    assert bool(corpus.licence) or not corpus.licence_url
    assert corpus.clips > 0 and corpus.manifest != ""


def test_what_we_do_not_know_is_empty():
    corpus = CATALOGUE["EMO-DB"]
    assert (corpus.licence, corpus.licence_url, corpus.archives, corpus.manifest) == ("", "", (), None)
    assert corpus.per_speaker == CATALOGUE["CREMA-D"].per_speaker == {}
    assert (CATALOGUE["TESS"].archives[0].bytes, CATALOGUE["TESS"].archives[0].checksum) == (None, "")


@pytest.mark.parametrize("name", NAMES)
def test_archives_can_be_asked_for(name):
    for archive in CATALOGUE[name].archives:
        assert re.fullmatch(r"(https?://\S+)?", archive.url)
        assert archive.url or CATALOGUE[name].registration, f"{name}: who has no address needs the steps"
        assert archive.file and archive.file == PurePosixPath(archive.file).name
        assert archive.bytes is None or archive.bytes > 0
        assert re.fullmatch(r"(md5:[0-9a-f]{32}|sha256:[0-9a-f]{64})?", archive.checksum)


@pytest.mark.parametrize("name", NAMES)
def test_labels_and_speakers(name):
    corpus = CATALOGUE[name]
    assert set(corpus.emotions.values()) <= set(EMOTIONS)
    assert not set(corpus.dropped) & set(corpus.emotions)
    assert not set(corpus.dropped.values()) & set(EMOTIONS)
    assert all(speaker.startswith(f"{name}-") for speaker in corpus.speakers)
    assert set(corpus.speakers.values()) <= {"female", "male", ""}


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_has_a_name_of_its_own_whatever_its_folder(name):
    """The grammar goes there and back: the id of a clip is a file name that is read as the same clip."""
    corpus = CATALOGUE[name]
    clips = _clips(name)
    assert all(clips), f"{name}: {_paths(name)[clips.index(None)]} is no clip" if None in clips else ""
    assert len({clip.clip for clip in clips}) == len(clips)
    for path, clip in zip(_paths(name), clips, strict=True):
        assert not corpus.drops(path)
        prefix, _, stem = clip.clip.partition("/")
        assert prefix == name and stem and "/" not in stem
        assert corpus.parse(PurePosixPath(f"somewhere/{stem}.wav")) == clip


@pytest.mark.parametrize("name", NAMES)
def test_a_clip_says_who_speaks_what_and_how(name):
    corpus = CATALOGUE[name]
    for clip in _clips(name):
        assert corpus.speakers[clip.speaker] == clip.sex
        assert clip.emotion in corpus.emotions.values()
        assert clip.intensity and clip.text and clip.take >= 1


@pytest.mark.parametrize("name", NAMES)
def test_the_case_of_letters_does_not_matter(name):
    for path in _paths(name)[::97]:
        clip = CATALOGUE[name].parse(path)
        for other in (str(path).upper(), str(path).lower(), f"{name}/{path}"):
            assert CATALOGUE[name].parse(PurePosixPath(other)) == clip


@pytest.mark.parametrize("name", NAMES)
def test_no_other_corpus_claims_its_files(name):
    others = [corpus for other, corpus in CATALOGUE.items() if other != name]
    for path in _paths(name):
        claims = [corpus.name for corpus in others if corpus.parse(path) or corpus.drops(path)]
        assert claims == [], f"{path} of {name} is also a clip of {claims}"


@pytest.mark.parametrize("name", LISTED)
def test_the_manifest_is_the_corpus_as_published(name):
    corpus = CATALOGUE[name]
    manifest = read_manifest(corpus)
    clips = _clips(name)
    assert len(manifest) == corpus.clips
    assert {clip.speaker for clip in clips} == set(corpus.speakers)
    assert {clip.emotion for clip in clips} == set(corpus.emotions.values())
    for entry in manifest.values():
        assert entry.bytes > 0 and re.fullmatch(r"[0-9a-f]{64}", entry.sha256)
        path = PurePosixPath(entry.path)
        assert not path.is_absolute() and ".." not in path.parts
    assert corpus.example in {entry.path for entry in manifest.values()}


@pytest.mark.parametrize("name", [name for name in LISTED if CATALOGUE[name].per_speaker])
def test_each_speaker_has_the_published_clips_of_each_emotion(name):
    corpus = CATALOGUE[name]
    counts = Counter((clip.speaker, clip.emotion) for clip in _clips(name))
    assert counts == {
        (speaker, emotion): count
        for speaker in corpus.speakers
        for emotion, count in corpus.per_speaker.items()
    }
    assert len(corpus.speakers) * sum(corpus.per_speaker.values()) == corpus.clips


@pytest.mark.parametrize("name", NAMES)
def test_an_irregularity_says_what_it_is_and_what_it_does(name):
    known = set(read_manifest(CATALOGUE[name]) or ())
    for one in CATALOGUE[name].irregularities:
        assert one.what and one.effect and not (one.what + one.effect).count("\n")
        assert not one.what.endswith(".") and not one.effect.endswith(".")
        assert not known or set(one.clips) <= known


def test_files_that_are_the_same_bytes_are_told():
    for name in LISTED:
        manifest = read_manifest(CATALOGUE[name])
        digests = Counter(entry.sha256 for entry in manifest.values())
        same = {clip for clip, entry in manifest.items() if digests[entry.sha256] > 1}
        told = {clip for one in CATALOGUE[name].irregularities for clip in one.clips}
        assert same <= told, f"{name}: {sorted(same - told)} are the same bytes as another clip"


# a corpus that is added

MADE = '''
"""A corpus of two speakers."""
import re
from ser.corpora.corpus import ClipName, Corpus

SPEAKERS = {"MADE-one": "female", "MADE-two": ""}
_NAME = re.compile(r"made_(one|two)_(j|g)", re.IGNORECASE)

def parse(path):
    """Read `made_one_j.wav`."""
    match = _NAME.fullmatch(path.stem)
    if match is None:
        return None
    speaker, emotion = match[1].lower(), {"j": "happy", "g": "sad"}[match[2].lower()]
    return ClipName(f"MADE/{path.stem.lower()}", f"MADE-{speaker}", SPEAKERS[f"MADE-{speaker}"], emotion, "normal", "text")

CORPUS = Corpus(
    name="MADE", title="Made", citation="Nobody (2020).", licence="", source="nowhere", language="none spoken",
    clips=CLIPS, speakers=SPEAKERS, emotions={"j": "happy", "g": "sad"}, grammar="made_<speaker>_<emotion>.wav",
    example="a/made_one_j.wav", parse=parse, per_speaker={"happy": 1, "sad": 1}, manifest="made.csv",
)
'''
STEMS = ("made_one_j", "made_one_g", "made_two_j", "made_two_g")
ROWS = "".join(f"a/{stem}.wav,{number + 1},{number:064x}\n" for number, stem in enumerate(STEMS))


@pytest.fixture
def copy(tmp_path):
    """A copy of the package with one module and one manifest more; gives a function that runs Python on it."""
    shutil.copytree(PACKAGE, tmp_path / "ser", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(__file__, tmp_path / "test_catalogue.py")
    conftest = next(parent for parent in Path(__file__).parents if (parent / "conftest.py").is_file())
    shutil.copyfile(conftest / "conftest.py", tmp_path / "conftest.py")
    (tmp_path / "ser/corpora/manifests/made.csv").write_text(f"path,bytes,sha256\n{ROWS}")

    def run(*arguments, clips=4):
        module = tmp_path / "ser" / "corpora" / "catalogue" / "made.py"
        module.write_text(MADE.strip().replace("CLIPS", str(clips)) + "\n")
        ran = subprocess.run(
            [sys.executable, "-B", *arguments],
            cwd=tmp_path,
            env=os.environ | {"PYTHONPATH": str(tmp_path)},
            capture_output=True,
            text=True,
            check=False,
        )
        return ran.returncode, ran.stdout + ran.stderr

    return run


CONTRACT = ("-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", "test_catalogue.py", "-k", "MADE or paper")


def test_one_module_and_one_manifest_add_a_corpus(copy):
    """No other file is touched, and the tests above run over the new corpus by themselves."""
    code, said = copy(*CONTRACT)
    passed = set(re.findall(r"PASSED test_catalogue\.py::(\w+)\[MADE\]", said))
    assert code == 0, said
    assert {"test_the_manifest_is_the_corpus_as_published", "test_no_other_corpus_claims_its_files"} <= passed
    assert len(passed) >= 9


USE = """
from pathlib import Path
from ser.corpora import combine
from ser.corpora.verify import verify
made = combine(Path("data"), corpora=("MADE",))
report = verify(Path("data")).to_dict()["corpora"]["MADE"]
row = made.clips.set_index("clip").loc["MADE/made_two_g"]
print(made.describe(), row.speaker, row.emotion, repr(row.sex), report["found"], report["whole"], report["checked"])
"""


def test_an_added_corpus_is_verified_and_combined(copy, tmp_path, made_clip):
    rows = ["path,bytes,sha256"]
    (tmp_path / "data" / "MADE" / "a").mkdir(parents=True)
    for seed, stem in enumerate(STEMS):
        content = made_clip(0.1, seed=seed)
        (tmp_path / "data" / "MADE" / "a" / f"{stem}.wav").write_bytes(content)
        rows.append(f"a/{stem}.wav,{len(content)},{hashlib.sha256(content).hexdigest()}")
    (tmp_path / "ser/corpora/manifests/made.csv").write_text("\n".join(rows) + "\n")
    code, said = copy("-c", USE)
    assert code == 0, said
    assert said.strip() == "MADE 4/4: 4 clips, 2 speakers MADE-two sad '' 4 True content"


def test_a_corpus_that_is_not_what_it_says_fails(copy):
    code, said = copy(*CONTRACT, clips=5)
    assert code == 1
    assert "FAILED test_catalogue.py::test_the_manifest_is_the_corpus_as_published[MADE]" in said


def test_a_manifest_that_is_not_there_is_told(copy):
    code, said = copy(
        "-c",
        "import pathlib, ser.corpora as c; pathlib.Path('ser/corpora/manifests/made.csv').unlink()\n"
        "c.read_manifest(c.CATALOGUE['MADE'])",
    )
    assert code == 1
    assert f"{DataDamaged.__name__}: MADE: the package has no manifests/made.csv" in said
