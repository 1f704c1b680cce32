"""Files cut short or altered at every region: noticed and refused or made again, or not a bit of it is another."""

import shutil

import pytest

from ser.errors import SerError

from .kinds import kinds
from .world import MANY, seed_of

READ = [
    "feature store",
    "run record and predictions",
    "memory of the corpora",
    "demo corpus",
    "model folder",
    "ONNX export",
    "facts",
    "split manifests",
    "verdicts of a class",
    "measures for exercises",
]
PLACES = 12 * MANY


@pytest.fixture(scope="module")
def stored(made, tmp_path_factory):
    """Return a function that gives a folder with one kind of file, made once."""
    held = {}

    def give(name):
        if name not in held:
            at, kind = tmp_path_factory.mktemp("stored"), kinds(made)[name]
            if kind.prepare:
                kind.prepare(at)
            kind.make(at)
            held[name] = at
        return held[name]

    return give


def _damaged(content, rng):
    """Damage in every region of some bytes: cut there, one byte another, a stretch of zeros, bytes added."""
    size = len(content)
    places = sorted({int((place + rng.random()) * size / PLACES) for place in range(PLACES)})
    yield "emptied", b""
    yield "longer", content + b"\x00"
    for at in places:
        other = bytes([content[at] ^ (1 << rng.randrange(8))])
        yield f"byte {at} of {size} altered", content[:at] + other + content[at + 1 :]
        if at % 3 == 0:
            yield f"cut at {at} of {size}", content[:at]
        if at % 3 == 1:
            end = min(size, at + 64)
            yield f"bytes {at} to {end} of {size} zero", content[:at] + bytes(end - at) + content[end:]


def _believed(kind, at):
    try:
        return kind.read(at)
    except SerError as error:
        message = str(error)
        assert message and "\n" not in message, message
        return None


@pytest.mark.parametrize("name", READ)
def test_damage_is_noticed_wherever_it_is(made, stored, tmp_path, name, request):
    kind, rng = kinds(made)[name], seed_of(request.node.name)
    at = shutil.copytree(stored(name), tmp_path / "copy")
    whole = kind.read(at)
    assert whole is not None
    noticed = 0
    paths = sorted(path for path in at.rglob("*") if path.is_file())
    for path in paths:
        content = path.read_bytes()
        for damage, bad in _damaged(content, rng):
            path.write_bytes(bad)
            found = _believed(kind, at)
            assert found is None or found == whole, f"{path.name}: {damage}: believed"
            noticed += found is None
        path.unlink()
        assert _believed(kind, at) in (None, whole)
        path.write_bytes(content)
    assert kind.read(at) == whole
    assert noticed > PLACES


@pytest.mark.parametrize("name", [name for name in READ if name != "ONNX export"])
def test_what_is_damaged_is_made_again_by_the_next_call(made, stored, tmp_path, name):
    kind = kinds(made)[name]
    at = shutil.copytree(stored(name), tmp_path / "copy")
    whole = kind.read(at)
    for path in sorted(path for path in at.rglob("*") if path.is_file()):
        path.write_bytes(path.read_bytes()[:-3])
    assert _believed(kind, at) is None
    kind.make(at)
    assert kind.read(at) == whole
