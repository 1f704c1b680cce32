"""Archives with members of any name and kind: clips come out at their places, and nothing anywhere else."""

import stat
import zipfile

from hypothesis import example, given
from hypothesis import strategies as st
from made_archives import holds, made_clips, made_corpus, made_manifest, zipped
from strangers import CHANGES, answered, changed, examples, in_folder

from ser.corpora.unpacking import unpack
from ser.errors import DataDamaged

CLIPS = made_clips(frames=200)
MANIFEST = made_manifest(CLIPS)
KINDS = (0, stat.S_IFREG, stat.S_IFDIR, stat.S_IFLNK, stat.S_IFIFO, stat.S_IFSOCK, stat.S_IFBLK, 0o170000)
_PARTS = st.one_of(
    st.sampled_from(
        [*CLIPS, "..", ".", "", "/", "C:", "\\\\server", "CON", "aux.wav", "~", "a" * 300, "ACTOR_01"]
    ),
    st.sampled_from(
        ["03-01-01-01-01-01-01.wav", "x\0y", "x\ny.wav", "\ud800.wav", "\u017f", " ", "nested.zip"]
    ),
    st.text(max_size=12),
)
_MEMBERS = st.lists(
    st.tuples(
        st.lists(_PARTS, min_size=1, max_size=4).map("/".join),
        st.sampled_from([*CLIPS.values(), b"", b"../../outside", b"\0" * 5_000]),
        st.sampled_from(KINDS),
    ),
    max_size=6,
)


def _archive(members):
    pairs = []
    for name, content, kind in members:
        member = zipfile.ZipInfo(name.encode("utf-8", "replace").decode())
        member.filename = member.filename or "x"
        member.create_system, member.external_attr = 3, (kind | 0o777) << 16
        pairs.append((member, content))
    return zipped(pairs)


def _unpacked(folder):
    fresh = folder / "out" / "fresh"
    fresh.mkdir(parents=True)
    found = answered(lambda: unpack([folder / "a.zip"], made_corpus(), MANIFEST, fresh), named="a.zip")
    if isinstance(found, DataDamaged):
        assert holds(fresh) == {}
    else:
        assert holds(fresh) == {MANIFEST[clip].path: CLIPS[MANIFEST[clip].path] for clip in found.whole}
    assert {path.split("/")[0] for path in holds(folder)} <= {"a.zip", "out"}
    assert all(path.is_file() or path.is_dir() for path in fresh.rglob("*") if not path.is_symlink())
    assert not [path for path in fresh.rglob("*") if path.is_symlink()]
    return found


@examples(25)
@given(_MEMBERS)
@example([("a" * 300 + ".wav", b"x", stat.S_IFREG)])
@example([(f"{'deep/' * 200}{next(iter(CLIPS))}", CLIPS[next(iter(CLIPS))], stat.S_IFREG)])
def test_members_of_any_name_and_kind(members):
    in_folder({"a.zip": _archive(members)}, _unpacked)


@examples(60)
@given(CHANGES)
def test_the_bytes_of_an_archive(changes):
    in_folder({"a.zip": changed(zipped(CLIPS), changes)}, _unpacked)
