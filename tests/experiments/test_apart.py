import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

import ser
from ser.errors import DataDamaged
from ser.experiments import apart as module
from ser.experiments.apart import ProcessEnded, apart


def _count(upto):
    for number in range(upto):
        yield number, os.getpid()


def _fail(error):
    yield "before"
    raise error


def _end(number):
    yield "before"
    os.kill(os.getpid(), number)
    yield "after"


def _wait(folder):
    (folder / "started").write_text(str(os.getpid()))
    time.sleep(600)
    yield "never"


def _say(word):
    print(word)
    yield len(word)


def _surroundings():
    import ser

    yield ser.__file__, os.environ.get("PYTHONPATH", ""), sys.path


def _threads():
    import numpy as np
    from threadpoolctl import threadpool_info

    from ser.training import backend

    np.ones((8, 8)) @ np.ones((8, 8))
    backend.start()
    yield dict(os.environ), [pool["num_threads"] for pool in threadpool_info()]


def _unpicklable():
    yield "before"
    yield lambda: None


class _Odd(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


def _raise_odd():
    yield from ()
    raise _Odd(1, 2)


def _gone(pid):
    """Whether a process is there no more, or only waits to be taken note of."""
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return not state.strip() or state.startswith("Z")


def _until(true, seconds=30):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_what_a_generator_yields_comes_from_another_process():
    numbers, processes = zip(*apart(_count, 4), strict=True)
    assert numbers == (0, 1, 2, 3)
    assert len(set(processes)) == 1
    assert os.getpid() not in processes
    assert _gone(processes[0])


def test_each_comes_as_soon_as_it_is_there(tmp_path):
    stream = apart(_fail, ValueError("late"))
    assert next(stream) == "before"
    with pytest.raises(ValueError, match="late"):
        next(stream)


def test_what_is_raised_there_is_raised_here_with_where_it_was():
    with pytest.raises(DataDamaged, match="a clip is cut") as caught:
        list(apart(_fail, DataDamaged("a clip is cut")))
    assert any("in _fail" in note for note in caught.value.__notes__)


def test_an_error_that_cannot_be_carried_over_keeps_its_words():
    with pytest.raises(RuntimeError, match="_Odd: 1 and 2"):
        list(apart(_raise_odd))


def test_a_value_that_cannot_be_carried_over_is_an_error():
    with pytest.raises(Exception, match="pickle"):
        list(apart(_unpicklable))


def test_what_cannot_be_found_there_is_an_error(monkeypatch):
    monkeypatch.setattr(_count, "__qualname__", "_gone_since")
    monkeypatch.setitem(globals(), "_gone_since", _count)
    with pytest.raises(AttributeError, match="_gone_since"):
        list(apart(_count, 1))


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_a_process_that_is_ended_from_outside_says_so(number):
    stream = apart(_end, number)
    assert next(stream) == "before"
    with pytest.raises(ProcessEnded, match=f"status -{int(number)}"):
        next(stream)


def test_an_end_of_file_that_a_run_meets_is_not_taken_for_its_own_end():
    with pytest.raises(EOFError, match="no more"):
        list(apart(_fail, EOFError("no more")))


def test_a_process_that_ends_before_it_is_told_what_to_do_says_so(monkeypatch):
    monkeypatch.setattr(module, "_SERVE", "import os; os._exit(3)")
    for size in (1, 10_000_000):
        with pytest.raises(ProcessEnded, match="status 3"):
            list(apart(_say, "x" * size))


def test_what_is_printed_there_is_not_lost(capfd):
    assert list(apart(_say, "a word")) == [6]
    assert capfd.readouterr().out == "a word\n"


def test_a_generator_that_is_given_up_ends_its_process(tmp_path):
    stream = apart(_count, 10**9)
    _, process = next(stream)
    assert not _gone(process)
    stream.close()
    assert _gone(process)


def test_it_works_beside_other_threads(tmp_path):
    found = {}
    threads = [
        threading.Thread(target=lambda place=place: found.update({place: len(list(apart(_count, place)))}))
        for place in (1, 2, 3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == {1: 1, 2: 2, 3: 3}


def test_no_environment_gives_a_run_a_second_thread(monkeypatch):
    """Neither what the caller was told, nor what the backend does when it starts."""
    names = (
        "OMP_NUM_THREADS",
        "OPENBLAS_NUM_THREADS",
        "MKL_NUM_THREADS",
        "VECLIB_MAXIMUM_THREADS",
        "TF_NUM_INTRAOP_THREADS",
        "TF_NUM_INTEROP_THREADS",
    )
    for name in names:
        monkeypatch.setenv(name, "8")
    ((told, pools),) = apart(_threads)
    assert {told[name] for name in names} == {"1"}
    assert set(pools) <= {1}
    assert {os.environ[name] for name in names} == {"8"}


def test_the_same_package_is_used_and_the_folder_is_not_searched(tmp_path, monkeypatch):
    (tmp_path / "ser").mkdir()
    (tmp_path / "ser" / "__init__.py").write_text("raise ImportError('another package')")
    monkeypatch.chdir(tmp_path)
    ((file, path, searched),) = apart(_surroundings)
    assert file == ser.__file__
    assert path.split(os.pathsep)[0] == str(Path(ser.__file__).parent.parent)
    assert "" not in searched
    assert str(tmp_path) not in searched


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_it_ends_when_the_process_that_asked_ends(tmp_path, number):
    """However that ends: nobody would take what it yields."""
    code = (
        "import signal, sys; from pathlib import Path; sys.path[:0] = [sys.argv[1]]; "
        "signal.signal(signal.SIGINT, signal.default_int_handler); "
        "from tests.experiments.test_apart import _wait; from ser.experiments.apart import apart; "
        "list(apart(_wait, Path(sys.argv[2])))"
    )
    root = str(Path(ser.__file__).parent.parent)
    command = [sys.executable, "-c", code, root, str(tmp_path)]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as parent:
        _until(lambda: (tmp_path / "started").is_file() and (tmp_path / "started").read_text())
        child = int((tmp_path / "started").read_text())
        assert not _gone(child)
        parent.send_signal(number)
        parent.wait()
        _until(lambda: _gone(child))


def test_a_daemon_can_do_it_too():
    """Workers of Dask are daemons, to which multiprocessing would allow no children."""
    from multiprocessing import get_context

    context = get_context("spawn")
    there, here = context.Pipe()
    daemon = context.Process(target=_in_daemon, args=(here,), daemon=True)
    daemon.start()
    assert there.poll(60)
    assert there.recv() == [0, 1, 2]
    daemon.join()


def _in_daemon(pipe):
    pipe.send([number for number, _ in apart(_count, 3)])
