import errno
import json
import os
import subprocess
import sys
import threading

import pytest

from ser import files


def _names(folder):
    return sorted(path.name for path in folder.iterdir())


def _gone():
    """The number of a process that is no more."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


def test_a_file_is_there_whole(tmp_path):
    target = tmp_path / "a.json"
    assert files.write_text(target, "é\n") == target
    assert target.read_bytes() == "é\n".encode()
    assert _names(tmp_path) == ["a.json"]


@pytest.mark.parametrize("error", [ValueError("no"), OSError("no"), KeyboardInterrupt()])
def test_what_fails_leaves_what_was_there(tmp_path, error):
    target = files.write_text(tmp_path / "a.json", "before")
    with pytest.raises(type(error)), files.whole(target) as beside:
        beside.write_text("half")
        raise error
    assert target.read_text() == "before"
    assert _names(tmp_path) == ["a.json"]


def test_a_full_disk_says_which_file_it_was(tmp_path):
    for writer in (files.whole, files.scratch):
        with pytest.raises(OSError, match="No space left") as caught, writer(tmp_path / "a"):
            raise OSError(errno.ENOSPC, "No space left on device")
        assert caught.value.filename == str(tmp_path / "a")


def test_what_killed_writers_left_is_swept_and_what_others_write_is_not(tmp_path):
    with files.whole(tmp_path / "a.json") as beside:
        name = beside.name.rpartition("-")[0]
        beside.write_text("x")
    for left in (f"{name}-{_gone()}", f"{name}-{_gone()}t5"):
        (tmp_path / left).write_text("half")
    mine, other = f"{name}-{os.getppid()}t5", f".b.json.part-x-{_gone()}"
    elsewhere, numbered = f".a.json.part-another-machine-{_gone()}", f"{name}-{_gone()}-{_gone()}t5"
    for left in (mine, other, elsewhere, numbered):
        (tmp_path / left).write_text("half")
    files.write_text(tmp_path / "a.json", "y")
    assert _names(tmp_path) == sorted(["a.json", mine, other, elsewhere, numbered])


def test_two_threads_that_write_one_target_do_not_meet(tmp_path):
    target, first_is_in, second_is_done = tmp_path / "a.json", threading.Event(), threading.Event()
    failed = []

    def first():
        try:
            with files.whole(target) as beside:
                beside.write_text("first")
                first_is_in.set()
                second_is_done.wait(30)
                assert beside.read_text() == "first"
        except BaseException as error:
            failed.append(error)

    writing = threading.Thread(target=first)
    writing.start()
    first_is_in.wait(30)
    files.write_text(target, "second")
    assert target.read_text() == "second"
    second_is_done.set()
    writing.join(30)
    assert not failed
    assert target.read_text() == "first"
    assert _names(tmp_path) == ["a.json"]


def test_a_folder_to_work_in_is_gone_afterwards_with_those_that_were_left(tmp_path):
    with files.scratch(tmp_path / "a") as beside:
        left = beside.with_name(f"{beside.name.rpartition('-')[0]}-{_gone()}")
        (left / "deep").mkdir(parents=True)
    with files.scratch(tmp_path / "a") as beside:
        (beside / "one").write_text("1")
        assert not left.exists()
    assert _names(tmp_path) == []


def test_one_at_a_time(tmp_path):
    """A thread that waits gets its turn when the other is done; who does not wait is told."""
    target, order = tmp_path / "deep" / "a", []
    inside = threading.Event()

    def second():
        inside.wait(30)
        with files.alone(target) as ours:
            order.append(("second", ours))

    waiting = threading.Thread(target=second)
    waiting.start()
    with files.alone(target) as ours:
        assert ours
        with files.alone(target, wait=False) as other:
            assert not other
        inside.set()
        order.append(("first", ours))
    waiting.join(30)
    assert order == [("first", True), ("second", True)]
    assert _names(target.parent) == []
    with files.alone(target, wait=False) as ours:
        assert ours


def test_the_claim_of_a_killed_process_is_void(tmp_path):
    code = "import os, sys; from pathlib import Path; from ser.files import alone\nwith alone(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "a")], check=False)
    assert _names(tmp_path) == [".a.lock"]
    with files.alone(tmp_path / "a", wait=False) as ours:
        assert ours
    assert _names(tmp_path) == []


def test_where_there_are_no_locks_everybody_is_let_in(tmp_path, monkeypatch):
    def refuse(*_):
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(files.fcntl, "flock", refuse)
    with files.alone(tmp_path / "a") as one, files.alone(tmp_path / "a", wait=False) as two:
        assert one and two


def test_a_seal_tells_every_change():
    content = {"b": [1, 2.5], "a": {"x": None}}
    sealed = files.sealed(content)
    assert list(sealed) == ["b", "a", "seal"]
    assert files.unsealed(json.loads(json.dumps(sealed))) == content
    assert files.unsealed(dict(reversed(sealed.items()))) == content
    assert files.sealed(sealed) == sealed
    for changed in ({"b": [1, 2.6]}, {"c": 1}, {"seal": "0" * 64}):
        with pytest.raises(ValueError, match="altered"):
            files.unsealed(sealed | changed)


def test_what_was_never_sealed_is_taken_as_it_is():
    assert files.unsealed({"a": 1}) == {"a": 1}
