import random
import stat
import zipfile

import pytest
from made_archives import holds, made_clips, made_corpus, made_manifest, wav, zipped

from ser.corpora import CATALOGUE
from ser.corpora.unpacking import unpack
from ser.errors import DataDamaged

CLIPS = made_clips()
MANIFEST = made_manifest(CLIPS)
FIRST = next(iter(CLIPS))
FIRST_CLIP = next(iter(MANIFEST))


@pytest.fixture
def take(tmp_path):
    """Return a function that unpacks the bytes of archives; what came out lies in tmp_path/out/fresh."""
    fresh = tmp_path / "out" / "fresh"

    def unpacked(*archives, corpus=None, manifest=MANIFEST):
        fresh.mkdir(parents=True)
        files = []
        for number, content in enumerate(archives):
            files.append(tmp_path / f"{number}.zip")
            files[-1].write_bytes(content)
        return unpack(files, corpus or made_corpus(), manifest, fresh)

    unpacked.fresh = fresh
    return unpacked


def marked(name, kind):
    """A member of another kind than a file: a link, a device, a pipe."""
    member = zipfile.ZipInfo(name)
    member.create_system = 3
    member.external_attr = (kind | 0o777) << 16
    return member


def test_every_clip_is_laid_out_as_in_the_manifest(take):
    found = take(zipped(CLIPS))
    assert found.whole == set(MANIFEST)
    assert holds(take.fresh) == CLIPS
    assert (found.altered, found.passed_over, found.twice) == ({}, 0, 0)


@pytest.mark.parametrize(
    "rename",
    [
        lambda path: f"audio_speech_actors_01-24/{path}",
        lambda path: path.rpartition("/")[2],
        lambda path: path.replace("/", "\\"),
        lambda path: path.upper(),
        lambda path: f"Émotions et données/{path}",
    ],
    ids=["deeper", "flat", "backslashes", "upper case", "non-ASCII"],
)
def test_the_folders_of_the_archive_do_not_matter(take, rename):
    assert take(zipped({rename(path): content for path, content in CLIPS.items()})).whole == set(MANIFEST)
    assert holds(take.fresh) == CLIPS


def test_several_archives_make_one_corpus(take):
    pairs = list(CLIPS.items())
    assert take(zipped(pairs[:3]), zipped(pairs[3:])).whole == set(MANIFEST)


def test_what_is_no_clip_is_passed_over_and_counted(take):
    extra = {
        "README.txt": b"hello",
        "licence.pdf": b"%PDF",
        "__MACOSX/Actor_01/._03-01-01-01-01-01-01.wav": b"\0" * 40,
        "Actor_01/03-01-01-01-01-01-01.txt": b"a clip's name, no clip",
        "Actor_03/03-01-01-01-01-01-03.wav": wav(99),
        "folder/": b"",
    }
    found = take(zipped(CLIPS | extra))
    assert (found.passed_over, found.twice, found.altered) == (5, 0, {})
    assert holds(take.fresh) == CLIPS


def test_a_corpus_that_lies_there_twice_counts_once(take):
    found = take(zipped(CLIPS | {f"nested/{path}": content for path, content in CLIPS.items()}))
    assert (len(found.whole), found.twice, found.altered) == (8, 8, {})
    assert holds(take.fresh) == CLIPS


@pytest.mark.parametrize("order", [1, -1], ids=["the altered copy first", "the whole copy first"])
def test_of_two_copies_the_whole_one_is_taken(take, order):
    copies = [(f"a/{FIRST}", wav(0)), (f"b/{FIRST}", CLIPS[FIRST])][::order]
    found = take(zipped(copies))
    assert (found.whole, found.altered) == ({FIRST_CLIP}, {})
    assert holds(take.fresh) == {FIRST: CLIPS[FIRST]}


def test_a_clip_without_its_folder_is_known_by_its_content(take):
    clips = {
        path: wav(seed) for seed, path in enumerate(("DC/a01.wav", "DC/n30.wav", "JE/a01.wav", "JE/n30.wav"))
    }
    manifest = made_manifest(clips, "SAVEE")
    found = take(
        zipped([(path.rpartition("/")[2], content) for path, content in clips.items()]),
        corpus=CATALOGUE["SAVEE"],
        manifest=manifest,
    )
    assert found.whole == set(manifest)
    assert holds(take.fresh) == clips


def test_two_clips_of_the_same_bytes_both_arrive(take):
    second = FIRST.replace("01-01-01-01.", "01-02-01-01.")
    clips = {FIRST: CLIPS[FIRST], second: CLIPS[FIRST]}
    assert take(zipped(clips), manifest=made_manifest(clips)).whole == set(made_manifest(clips))
    assert holds(take.fresh) == clips


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (wav(0), "altered: another SHA-256"),
        (CLIPS[FIRST] + b"\0", f"altered: {len(CLIPS[FIRST]) + 1:,} bytes, expected {len(CLIPS[FIRST]):,}"),
        (b"", "altered: 0 bytes"),
    ],
    ids=["same size", "longer", "empty"],
)
def test_an_altered_clip_is_named_and_not_written(take, content, reason):
    found = take(zipped(CLIPS | {FIRST: content}))
    assert list(found.altered) == [FIRST_CLIP]
    assert found.altered[FIRST_CLIP].startswith(reason)
    assert FIRST not in holds(take.fresh)
    assert len(found.whole) == 7


@pytest.mark.parametrize(
    "name",
    [
        "../escaped.wav",
        f"../{FIRST}",
        "Actor_01/../../escaped.txt",
        "/escaped.wav",
        "//server/share/escaped.wav",
        "C:/escaped.wav",
        "c:escaped.wav",
        "..\\..\\escaped.wav",
        "\\escaped.wav",
        "C:\\escaped.wav",
        "..",
    ],
)
def test_an_archive_that_climbs_out_is_refused_whole(take, tmp_path, refuses, name):
    with refuses(DataDamaged, "0.zip", repr(name), "would leave the folder", "nothing was unpacked"):
        take(zipped(CLIPS | {name: b"out"}))
    assert holds(tmp_path).keys() == {"0.zip"}


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (stat.S_IFLNK, "is a link"),
        (stat.S_IFIFO, "no plain file"),
        (stat.S_IFCHR, "no plain file"),
        (stat.S_IFBLK, "no plain file"),
    ],
    ids=["symlink", "pipe", "character device", "block device"],
)
def test_a_link_or_a_device_is_never_made(take, tmp_path, refuses, kind, word):
    with refuses(DataDamaged, FIRST, word):
        take(zipped([(marked(FIRST, kind), b"/etc/passwd"), *CLIPS.items()]))
    assert holds(tmp_path).keys() == {"0.zip"}


def test_a_link_to_a_folder_with_a_clip_below_it_is_refused(take, tmp_path, refuses):
    with refuses(DataDamaged, "'Actor_01'", "is a link"):
        take(zipped([(marked("Actor_01", stat.S_IFLNK), b"../../outside"), *CLIPS.items()]))
    assert holds(tmp_path).keys() == {"0.zip"}


@pytest.mark.parametrize(
    "name",
    [
        "a" * 300 + ".wav",
        f"{'deep/' * 300}x.wav",
        "CON",
        "aux.wav",
        "COM1/nul.wav",
        "ends with a dot.",
        "a\nline.wav",
        "\x1b[2J.wav",
        "nested.zip",
        "Actor_01",
        "ACTOR_01/x.wav",
        "~root/x.wav",
        "$HOME.wav",
    ],
    ids=range(13),
)
def test_a_name_that_a_system_could_stumble_over_is_never_used(take, tmp_path, name):
    inner = zipped({"../../escaped.wav": b"out"})
    found = take(zipped([(name, inner), *CLIPS.items()]))
    assert (found.whole, found.passed_over) == (set(MANIFEST), 1)
    assert holds(tmp_path).keys() == {"0.zip"} | {f"out/fresh/{path}" for path in CLIPS}


def test_names_that_differ_in_their_case_alone_are_one_clip(take):
    found = take(zipped([*CLIPS.items(), (FIRST.upper(), wav(0)), (FIRST.lower(), CLIPS[FIRST])]))
    assert (found.whole, found.twice) == (set(MANIFEST), 2)
    assert holds(take.fresh) == CLIPS


def test_a_bomb_is_not_even_read(take, monkeypatch):
    opened = []
    read = zipfile.ZipFile.open
    monkeypatch.setattr(
        zipfile.ZipFile,
        "open",
        lambda self, member, *more, **named: (
            opened.append(member.filename) or read(self, member, *more, **named)
        ),
    )
    bomb = bytes(16 * 2**20)
    archive = zipped([(FIRST, bomb), ("bomb.wav", bomb), ("bomb.txt", bomb)])
    assert len(archive) < 2**18
    opened.clear()
    found = take(archive)
    assert opened == []
    assert found.altered == {FIRST_CLIP: f"altered: {len(bomb):,} bytes, expected {len(CLIPS[FIRST]):,}"}
    assert found.passed_over == 2


def test_a_bomb_that_lies_about_its_size_is_read_no_further_than_a_clip(take):
    size, bomb = len(CLIPS[FIRST]), bytes(8 * 2**20)
    honest = zipped({FIRST: bomb})
    lying = honest.replace(len(bomb).to_bytes(4, "little"), size.to_bytes(4, "little"))
    assert lying != honest
    found = take(lying)
    assert found.altered == {FIRST_CLIP: "damaged inside the archive"}
    assert holds(take.fresh) == {}


def test_an_archive_of_countless_members_is_refused(take, refuses):
    with refuses(DataDamaged, "10,081 members", "at most 10,080"):
        take(zipped([(f"{number}", b"") for number in range(10_081)], method=zipfile.ZIP_STORED))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (zipped(CLIPS)[:-400], "it is cut short"),
        (zipped(CLIPS)[:10_000], "it is cut short"),
        (b"", "(0 bytes) is no whole zip file;"),
        (b"RIFF" + bytes(500), "is no whole zip file;"),
        (b"\n<!DOCTYPE html><html>sign in</html>", "it is a web page"),
    ],
    ids=["end cut off", "half", "empty", "something else", "web page"],
)
def test_what_is_no_whole_zip_file_is_refused(take, refuses, content, words):
    with refuses(DataDamaged, "0.zip", words, "get it again"):
        take(content)


def test_a_member_damaged_inside_is_altered(take):
    archive = bytearray(zipped(CLIPS, method=zipfile.ZIP_STORED))
    archive[archive.index(CLIPS[FIRST]) + 700] ^= 1
    assert take(bytes(archive)).altered == {FIRST_CLIP: "damaged inside the archive"}


def test_a_member_that_is_packed_otherwise_is_not_read(take):
    found = take(zipped(CLIPS, method=zipfile.ZIP_LZMA))
    assert not found.whole
    assert set(found.altered.values()) == {"packed in a way that is not read here"}


def test_a_locked_member_is_not_read(take):
    archive = bytearray(zipped({FIRST: CLIPS[FIRST]}))
    archive[archive.index(b"PK\1\2") + 8] |= 1
    assert take(bytes(archive)).altered == {FIRST_CLIP: "locked with a password"}


@pytest.mark.parametrize("seed", range(8))
def test_no_damage_to_an_archive_lets_a_wrong_clip_through(tmp_path, seed):
    rng = random.Random(seed)
    sound = zipped(
        CLIPS | {"README.txt": b"hello"}, method=rng.choice([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
    )
    directory = sound.index(b"PK\1\2")
    file = tmp_path / "damaged.zip"
    for number in range(40):
        damaged = bytearray(sound)
        for _ in range(rng.choice([1, 3, 20])):
            # The directory at the end is where a change does most.
            place = rng.randrange(directory if rng.random() < 0.7 else 0, len(damaged))
            damaged[place] = rng.randrange(256)
        file.write_bytes(bytes(damaged))
        fresh = tmp_path / "out" / str(number)
        fresh.mkdir(parents=True)
        try:
            found = unpack([file], made_corpus(), MANIFEST, fresh)
        except DataDamaged:
            assert holds(fresh) == {}
        else:
            assert holds(fresh) == {MANIFEST[clip].path: CLIPS[MANIFEST[clip].path] for clip in found.whole}
        assert holds(tmp_path).keys() - {"damaged.zip"} <= {
            f"out/{n}/{path}" for n in range(40) for path in CLIPS
        }
