"""A feature store, changed anywhere, is read or refused in one line, and takes no more room than its files."""

import hashlib
import io
import json
import struct
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from strangers import CHANGES, EXCHANGES, answered, changed, contents, examples, exchange, in_folder

from ser.corpora import combine
from ser.errors import DataDamaged
from ser.features import extract, load


@pytest.fixture(scope="module")
def store(tmp_path_factory, made_clip):
    """{path: bytes} of a store of four clips."""
    root = tmp_path_factory.mktemp("store")
    lines = ["path,bytes,sha256"]
    for number in range(1, 5):
        path, content = f"SAVEE/DC/a0{number}.wav", made_clip(0.8, seed=number)
        lines.append(f"{path},{len(content)},{hashlib.sha256(content).hexdigest()}")
        (root / "data" / path).parent.mkdir(parents=True, exist_ok=True)
        (root / "data" / path).write_bytes(content)
    (root / "data" / "manifest.csv").write_text("\n".join(lines) + "\n")
    extract(combine(root / "data"), root / "store", jobs=1)
    return contents(root / "store")


def _look(folder):
    found = answered(lambda: load(folder), named=folder)
    if not isinstance(found, Exception):
        frames, lengths = found.padded(found.clips["clip"].tolist())
        assert frames.shape[0] == len(lengths) == len(found.clips)
        assert found.only(tuple(found.expected)).fingerprint == found.fingerprint
    return found


def test_the_store_that_is_changed_can_be_read(store):
    assert len(in_folder(store, _look).clips) == 4


@pytest.mark.parametrize("suffix", [".json", ".csv", ".npz"])
@examples(40)
@given(changes=CHANGES)
def test_its_bytes(store, suffix, changes):
    (name,) = (name for name in store if name.endswith(suffix))
    in_folder(store | {name: changed(store[name], changes)}, _look)


@examples(60)
@given(exchanges=EXCHANGES)
def test_what_it_says_of_itself(store, exchanges):
    (name,) = (name for name in store if name.endswith(".json"))
    in_folder(store | {name: exchange(json.loads(store[name]), exchanges)}, _look)


@examples(40)
@given(
    shape=st.lists(st.sampled_from([0, 1, 4, 40, 160, 10**6, 2**31, 2**40, 2**62]), max_size=4),
    kind=st.sampled_from(
        ["<f2", "<f4", "<f8", "<i4", "|O", "<U9", "|S3", "<M8[s]", "|V9", ">f2", "[('a','<f4')]"]
    ),
    array=st.sampled_from(["values", "lengths"]),
    method=st.sampled_from([zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED]),
)
def test_an_array_that_promises_what_is_not_there(store, shape, kind, array, method):
    """A header of a few bytes asks for any amount of memory."""
    (name,) = (name for name in store if name.endswith(".npz"))
    with zipfile.ZipFile(io.BytesIO(store[name])) as held:
        members = {one: held.read(one) for one in held.namelist()}
    told = kind if kind.startswith("[") else repr(kind)
    header = f"{{'descr': {told}, 'fortran_order': False, 'shape': ({''.join(f'{n},' for n in shape)})}}"
    header = header.encode().ljust(117) + b"\n"
    members[f"{array}.npy"] = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header + bytes(512)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as made:
        for member, content in members.items():
            made.writestr(member, content)
    assert isinstance(in_folder(store | {name: buffer.getvalue()}, _look), DataDamaged)


def test_an_array_that_unpacks_to_much_more_is_not_unpacked(store, monkeypatch):
    (name,) = (name for name in store if name.endswith(".npz"))
    buffer = io.BytesIO()
    np.savez_compressed(buffer, values=np.zeros((2**22, 40), np.float16), lengths=np.zeros(4, np.int32))
    assert len(buffer.getvalue()) < 2**20
    found = in_folder(store | {name: buffer.getvalue()}, _look)
    assert isinstance(found, DataDamaged) and "packed into" in str(found)
