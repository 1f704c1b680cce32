import json

import numpy as np
import pytest

from ser import outside
from ser.errors import DataDamaged
from ser.outside import known, plain, read_arrays, read_object, refused


def test_an_object_is_read(tmp_path):
    (tmp_path / "a.json").write_text('{"a": 1}')
    assert read_object(tmp_path / "a.json", "make it again") == {"a": 1} == known(tmp_path / "a.json")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "Expecting value"),
        (b"[1]", "expected a JSON object, received list"),
        (b"\xff{}", "codec"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a": ' + b"9" * 5_000 + b"}", "digits"),
    ],
    ids=["empty", "a list", "no text", "nested", "a number without end"],
)
def test_what_is_no_object_is_refused_in_one_line(tmp_path, refuses, content, words):
    (tmp_path / "a.json").write_bytes(content)
    with refuses(DataDamaged, f"{tmp_path / 'a.json'}: cannot be read (", words, "; make it again"):
        read_object(tmp_path / "a.json", "make it again")
    assert known(tmp_path / "a.json") == {}


def test_json_that_is_too_large_is_not_read(tmp_path, refuses, monkeypatch):
    monkeypatch.setattr(outside, "LARGEST_JSON", 10)
    (tmp_path / "a.json").write_text(json.dumps({"a": "x" * 20}))
    with refuses(DataDamaged, "29 bytes of JSON, expected 10 at most"):
        read_object(tmp_path / "a.json", "make it again")


def test_what_is_not_there_is_named_and_known_as_nothing(tmp_path, refuses):
    with refuses(DataDamaged, "no.json: cannot be read (No such file or directory)"):
        read_object(tmp_path / "no.json", "make it again")
    assert known(tmp_path / "no.json") == {}


@pytest.mark.parametrize("write", [np.savez, np.savez_compressed])
def test_arrays_come_back_in_the_order_asked_for(tmp_path, write):
    write(tmp_path / "a.npz", one=np.arange(5), two=np.array(["a", "\u00e4"]), three=np.zeros((0, 3)))
    three, one = read_arrays(tmp_path / "a.npz", ("three", "one"))
    assert three.shape == (0, 3) and one.tolist() == [0, 1, 2, 3, 4]


def test_an_array_that_is_not_there_or_too_large_is_refused(tmp_path, refuses, monkeypatch):
    np.savez(tmp_path / "a.npz", one=np.arange(5))
    with refuses(DataDamaged, "two.npy"), refused(tmp_path / "a.npz", "make it again"):
        read_arrays(tmp_path / "a.npz", ("two",))
    monkeypatch.setattr(outside, "LARGEST_ARRAYS", 100)
    with refuses(DataDamaged, "arrays of more than 100 bytes"), refused(tmp_path / "a.npz", "make it again"):
        read_arrays(tmp_path / "a.npz", ("one",))


def test_words_of_anybody_become_one_printable_line():
    assert plain("a\n b\t\x1b[2Jc") == "a b ?[2Jc"
    assert len(plain("x" * 1_000)) == 300


def test_an_error_of_ours_goes_through_as_it_is(refuses):
    with refuses(DataDamaged, "first"), refused("second", "third"):
        raise DataDamaged("first")
