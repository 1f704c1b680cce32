import os

import pytest

from ser.corpora import CATALOGUE, finding
from ser.corpora.finding import find
from ser.corpora.remembered import Content
from ser.errors import BadValue, DataMissing

CANONICAL = (
    "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav",
    "RAVDESS/Actor_02/03-01-05-02-02-01-02.wav",
    "TESS/OAF_Fear/OAF_back_fear.wav",
    "TESS/YAF_sad/YAF_dog_sad.wav",
    "SAVEE/DC/a01.wav",
    "SAVEE/KL/su03.wav",
    "CREMA-D/AudioWAV/1001_DFA_ANG_XX.wav",
)
KAGGLE = (
    "audio_speech_actors_01-24/Actor_01/03-01-01-01-01-01-01.wav",
    "Actor_02/03-01-05-02-02-01-02.wav",
    "TESS Toronto emotional speech set data/OAF_Fear/OAF_back_fear.wav",
    "TESS Toronto emotional speech set data/YAF_sad/YAF_dog_sad.wav",
    "surrey-audiovisual-expressed-emotion-savee/ALL/DC_a01.wav",
    "surrey-audiovisual-expressed-emotion-savee/ALL/KL_su03.wav",
    "Crema/1001_DFA_ANG_XX.wav",
)
EMODB = ("03a01Fa.wav", "03a01Wa.wav", "08b02Tb.wav", "16a07La.wav", "16a07Lb.wav")


@pytest.fixture
def files(made_clip):
    return {path: made_clip(0.1 + 0.01 * seed, seed=seed) for seed, path in enumerate(CANONICAL)}


def _clips(found):
    """What is found of each corpus, without the place it lies in."""
    return {
        name: [(clip, one.name, one.sha256, one.bytes, one.duration) for clip, one in part.clips.items()]
        for name, part in found.parts.items()
    }


def _lower(path):
    return "/".join(folder.lower() for folder in path.split("/"))


# layouts


@pytest.mark.parametrize(
    "layout",
    [
        KAGGLE,
        tuple(f"archive/{path}" for path in KAGGLE),
        tuple(path.split("/")[-1].replace("a01", "DC_a01").replace("su03", "KL_su03") for path in CANONICAL),
        tuple(_lower(path) for path in CANONICAL),
        tuple(path.upper() for path in CANONICAL),
        tuple(path.replace("CREMA-D/AudioWAV", "AudioWAV") for path in CANONICAL),
        tuple(path.replace("SAVEE", "AudioData") for path in CANONICAL),
        tuple(f"a b/ü/{number}/{path.split('/', 1)[1]}" for number, path in enumerate(CANONICAL)),
    ],
    ids=["Kaggle", "nested", "flat", "lower", "upper", "AudioWAV", "AudioData", "blanks"],
)
def test_a_clip_is_known_whatever_its_folders_are_called(made_root, files, layout):
    root = made_root(dict(zip(layout, files.values(), strict=True)), whole=files, name="other")
    found = find(root)
    assert _clips(found) == _clips(find(made_root(files)))
    assert [len(part.clips) for part in found.parts.values()] == [2, 2, 2, 1]
    assert all(part.whole for part in found.parts.values())
    assert found.unknown == found.notes == ()
    assert list(found.parts) == [name for name in CATALOGUE if name in found.parts]


@pytest.mark.parametrize("name", ["RAVDESS", "TESS", "SAVEE"])
def test_the_root_may_be_one_corpus(tmp_path, demo_root, name):
    whole = find(demo_root)
    found = find(demo_root / name)
    assert list(found.parts) == [name]
    assert found.demo is True
    assert found.parts[name].whole
    assert found.parts[name].folder == demo_root / name
    assert _clips(found)[name] == _clips(whole)[name]


def test_the_root_may_be_the_folder_of_one_speaker(made_root, files, tmp_path):
    root = made_root({"DC/a01.wav": files["SAVEE/DC/a01.wav"]}, whole=files, name="dc")
    found = find(root / "DC")
    assert list(found.parts) == ["SAVEE"]
    # Its own manifest lies a folder above and is no marker of a demo corpus: the package's knows another clip.
    assert [one.clip for one in found.parts["SAVEE"].altered] == ["SAVEE/DC_a01"]


def test_a_nested_double_copy_is_counted_once(made_root, files):
    double = files | {
        f"{path.split('/')[0]}/again/{path.split('/', 1)[1]}": content for path, content in files.items()
    }
    found = find(made_root(double, whole=files, name="double"))
    assert _clips(found) == _clips(find(made_root(files)))
    twice = [one for part in found.parts.values() for one in part.twice]
    assert len(twice) == len(files)
    assert all(
        one.what == f"same content as {one.path.replace('again/', '')}" for one in twice if "TESS" in one.path
    )
    assert all(part.whole for part in found.parts.values())


def test_a_clip_under_another_name_is_known_by_its_content(made_root, files):
    renamed = {path.replace("OAF_back_fear", "back fear (1)"): content for path, content in files.items()}
    renamed = {path.replace("KL/su03", "unsorted/x"): content for path, content in renamed.items()}
    found = find(made_root(renamed, whole=files, name="renamed"))
    assert _clips(found) == _clips(find(made_root(files)))
    (remark,) = found.parts["TESS"].renamed
    assert (remark.clip, remark.path) == ("TESS/OAF_back_fear", "TESS/OAF_Fear/back fear (1).wav")
    assert [one.clip for one in found.parts["SAVEE"].renamed] == ["SAVEE/KL_su03"]
    assert not any(part.unknown for part in found.parts.values())


def test_two_clips_with_the_same_bytes_are_both_found_by_content(made_root, made_clip):
    """As the pair that RAVDESS has."""
    same = made_clip(0.3)
    whole = {f"RAVDESS/Actor_07/03-01-03-01-02-0{take}-07.wav": same for take in (1, 2)} | {
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav": made_clip(0.2, seed=1)
    }
    held = dict(zip(("RAVDESS/x.wav", "RAVDESS/y.wav", "RAVDESS/z.wav"), whole.values(), strict=True))
    part = find(made_root(held, whole=whole)).parts["RAVDESS"]
    assert part.whole and len(part.renamed) == 3


def test_a_stranger_of_another_size_is_not_read(made_root, files, made_clip, monkeypatch):
    root = made_root(files | {"TESS/song.wav": made_clip(3.0)}, whole=files)
    looked = []
    look = finding.Memory.look
    monkeypatch.setattr(
        finding.Memory,
        "look",
        lambda self, path, *a: looked.append(os.path.basename(path)) or look(self, path, *a),
    )
    assert [one.path for one in find(root).parts["TESS"].unknown] == ["TESS/song.wav"]
    assert len(looked) == len(files) and "song.wav" not in looked


# what is wrong


def test_every_clip_of_the_manifest_is_found_missing_altered_or_unreadable(made_root, files, made_clip):
    held = dict(files)
    del held["RAVDESS/Actor_02/03-01-05-02-02-01-02.wav"]
    held["TESS/OAF_Fear/OAF_back_fear.wav"] = made_clip(0.4, seed=90)
    held["TESS/YAF_sad/YAF_dog_sad.wav"] = b""
    held["SAVEE/KL/su03.wav"] = files["SAVEE/KL/su03.wav"][:-1] + b"\x01"
    found = find(made_root(held, whole=files))
    for part in found.parts.values():
        gaps = len(part.missing) + len(part.altered) + len(part.unreadable)
        assert part.expected == len(part.clips) + gaps
        assert part.whole is (gaps == 0)
    ravdess, tess, savee, _ = found.parts.values()
    (gone,) = ravdess.missing
    assert (gone.clip, gone.path) == (
        "RAVDESS/03-01-05-02-02-01-02",
        "RAVDESS/Actor_02/03-01-05-02-02-01-02.wav",
    )
    ((altered,), (unreadable,)) = tess.altered, tess.unreadable
    sizes = [len(content["TESS/OAF_Fear/OAF_back_fear.wav"]) for content in (files, held)]
    assert altered.what == f"expected {sizes[0]} bytes, received {sizes[1]}"
    assert (unreadable.clip, unreadable.what) == ("TESS/YAF_dog_sad", "empty file")
    (same_size,) = savee.altered
    assert same_size.what.startswith("expected SHA-256 ")


def test_strangers_are_told_by_where_they_lie_and_why(made_root, files):
    strange = {
        "TESS/OAF_Fear/readme.wav": b"1",
        "TESS/OAF_Fear/OAF_zebra_fear.wav": b"2",
        "RAVDESS/03-01-09-01-01-01-01.wav": b"3",
        "Photos/holiday.wav": b"4",
        "top.wav": b"5",
    }
    found = find(made_root(files | strange, whole=files))
    assert [(one.path, one.what) for one in found.parts["TESS"].unknown] == [
        ("TESS/OAF_Fear/readme.wav", "its name follows the grammar of no corpus"),
        ("TESS/OAF_Fear/OAF_zebra_fear.wav", "TESS has no clip TESS/OAF_zebra_fear"),
    ]
    assert [one.path for one in found.parts["RAVDESS"].unknown] == ["RAVDESS/03-01-09-01-01-01-01.wav"]
    assert [one.path for one in found.unknown] == ["Photos/holiday.wav", "top.wav"]
    assert all(part.whole for part in found.parts.values())


def test_what_is_no_file_under_a_clip_s_name(made_root, files, tmp_path):
    held = {path: content for path, content in files.items() if "TESS" not in path}
    root = made_root(held, whole=files)
    (root / "TESS" / "OAF_back_fear.wav").mkdir(parents=True)
    (root / "TESS" / "YAF_dog_sad.wav").symlink_to(tmp_path / "nowhere")
    part = find(root).parts["TESS"]
    assert {one.clip: one.what for one in part.unreadable} == {
        "TESS/OAF_back_fear": "a folder, not a file",
        "TESS/YAF_dog_sad": "a link that leads nowhere",
    }
    (root / "TESS" / "OAF_back_fear.wav" / "OAF_back_fear.wav").write_bytes(
        files["TESS/OAF_Fear/OAF_back_fear.wav"]
    )
    part = find(root).parts["TESS"]
    assert list(part.clips) == ["TESS/OAF_back_fear"] and part.twice == ()


def test_a_file_that_may_not_be_read(made_root, files, monkeypatch):
    """By fault injection: the superuser may read everything."""
    look = finding.Memory.look

    def refuse(self, path, *about):
        return Content("", fault="no permission to read") if "OAF_" in path else look(self, path, *about)

    monkeypatch.setattr(finding.Memory, "look", refuse)
    part = find(made_root(files)).parts["TESS"]
    assert [(one.clip, one.what) for one in part.unreadable] == [
        ("TESS/OAF_back_fear", "no permission to read")
    ]


def test_of_several_copies_the_right_one_is_taken(made_root, files, made_clip):
    held = files | {
        "TESS/0/OAF_back_fear.wav": made_clip(0.4, seed=91),
        "TESS/1/OAF_back_fear.wav": b"",
        "TESS/z/OAF_back_fear.wav": files["TESS/OAF_Fear/OAF_back_fear.wav"],
    }
    part = find(made_root(held, whole=files)).parts["TESS"]
    right = "TESS/OAF_Fear/OAF_back_fear.wav"
    assert part.clips["TESS/OAF_back_fear"].path.endswith(right)
    assert {one.path: one.what for one in part.twice} == {
        "TESS/0/OAF_back_fear.wav": f"not the content of {right}",
        "TESS/1/OAF_back_fear.wav": "empty file",
        "TESS/z/OAF_back_fear.wav": f"same content as {right}",
    }
    assert part.whole


def test_a_demo_corpus_below_real_clips_is_left_alone(made_root, files):
    root = made_root(files)
    (root / "demo" / "TESS").mkdir(parents=True)
    (root / "demo" / "DEMO.json").write_text("{}")
    (root / "demo" / "TESS" / "OAF_back_fear.wav").write_bytes(b"made")
    found = find(root)
    assert found.demo is False
    assert found.parts["TESS"].twice == ()
    assert found.notes == ("folder demo holds a demo corpus, passed over",)


# corpora without a manifest, and clips without a label


def test_a_corpus_without_a_manifest_is_counted_and_not_checked(tmp_path, made_clip, monkeypatch):
    for place in ("wav", "copy/wav"):
        (tmp_path / place).mkdir(parents=True)
        for seed, name in enumerate(EMODB):
            (tmp_path / place / name).write_bytes(made_clip(0.1, seed=seed))
    part = find(tmp_path).parts["EMO-DB"]
    assert (len(part.clips), len(part.dropped), len(part.twice)) == (3, 2, 3)
    assert part.listed is False
    assert part.expected == CATALOGUE["EMO-DB"].clips - 2
    assert part.unnamed == part.expected - 3 and part.missing == ()
    assert part.notes == (
        "EMO-DB: 2 clips of boredom have no place in the eight labels, passed over",
        "EMO-DB: no manifest is known to us, clips are counted and their content is not checked",
    )
    (tmp_path / "wav" / "03a01Wa.wav").write_bytes(made_clip(0.1, seed=99))
    part = find(tmp_path).parts["EMO-DB"]
    assert [one.clip for one in part.altered] == ["EMO-DB/03a01Wa"]
    assert "there twice with different content" in part.altered[0].what


def test_the_root_s_own_manifest_counts_for_a_corpus_that_has_none(made_root, made_clip):
    files = {f"EMO-DB/wav/{name}": made_clip(0.1, seed=seed) for seed, name in enumerate(EMODB)}
    part = find(made_root(files)).parts["EMO-DB"]
    assert part.listed and part.whole and len(part.clips) == part.expected == 3


# which corpora


def test_only_the_corpora_asked_for_are_read(made_root, files):
    found = find(made_root(files), corpora=("SAVEE",))
    assert list(found.parts) == ["SAVEE"]
    assert found.others == ("RAVDESS", "TESS", "CREMA-D")


def test_a_folder_of_its_name_makes_a_corpus_be_there(made_root, files):
    root = made_root(files)
    (root / "emo-db").mkdir()
    part = find(root).parts["EMO-DB"]
    assert part.folder == root / "emo-db"
    assert not part.whole and part.unnamed == CATALOGUE["EMO-DB"].clips


def test_bad_roots_and_names(tmp_path, refuses):
    with refuses(BadValue, "'Emo'", "RAVDESS, TESS, SAVEE, CREMA-D, EMO-DB"):
        find(tmp_path, corpora=("Emo",))
    with refuses(DataMissing, tmp_path / "nowhere", "RAVDESS/, TESS/", "--data <folder>"):
        find(tmp_path / "nowhere")


def test_the_order_of_directory_listings_does_not_matter(made_root, files, shuffle_listings):
    held = (
        files
        | {f"again/{path}": content for path, content in files.items()}
        | {f"{letter}.wav": b"?" for letter in "abcdefgh"}
    )
    root = made_root(held, whole=files)
    before = find(root)
    shuffle_listings()
    assert find(root) == before
