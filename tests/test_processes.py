import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from joblib import delayed
from threadpoolctl import threadpool_info, threadpool_limits

from ser.errors import WorkEnded
from ser.processes import side_by_side


def _square(number):
    return number * number, os.getpid()


def _end(number):
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def _wait(path):
    with open(path, "w") as told:
        told.write(str(os.getpid()))
    time.sleep(600)


@pytest.mark.parametrize("jobs", [1, 2])
def test_the_order_is_that_of_the_tasks(jobs):
    found = list(side_by_side((delayed(_square)(n) for n in range(6)), jobs=jobs, what="squares"))
    assert [square for square, _ in found] == [0, 1, 4, 9, 16, 25]
    assert (os.getpid() in {process for _, process in found}) == (jobs == 1)


def _threads(_):
    np.ones((2, 2)) @ np.ones((2, 2))
    return [library["num_threads"] for library in threadpool_info()], list(_PREPARED)


_PREPARED: list[int] = []


def _prepare():
    _PREPARED.append(os.getpid())


@pytest.mark.parametrize(("jobs", "threads"), [(1, False), (2, False), (1, True), (2, True)])
def test_each_process_is_prepared_and_has_one_thread_for_numbers(jobs, threads):
    """Also the one that asked, where it does the work itself; afterwards it has as many as before."""
    _PREPARED.clear()
    with threadpool_limits(2):
        before = threadpool_info()
        tasks = (delayed(_threads)(number) for number in range(4))
        found = list(side_by_side(tasks, jobs=jobs, what="threads", threads=threads, prepare=_prepare))
        assert threadpool_info() == before
    assert {library["num_threads"] for library in before} == {2}
    assert len(found) == 4
    assert {many for counts, _ in found for many in counts} == {1}
    assert all(len(prepared) == 1 for _, prepared in found)
    prepared_here = [os.getpid()] if threads or jobs == 1 else []
    assert prepared_here == _PREPARED


def test_a_process_that_is_killed_is_named_in_one_line(refuses):
    tasks = (delayed(_end)(number) for number in range(6))
    with refuses(
        WorkEnded, "numbers: a process was ended from outside", "run the same command again", "--jobs"
    ):
        list(side_by_side(tasks, jobs=2, what="numbers", ordered=False))


def test_they_end_with_the_process_that_asked(tmp_path):
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from joblib import delayed\n"
        "from tests.test_processes import _wait; from ser.processes import side_by_side\n"
        "list(side_by_side((delayed(_wait)(path) for path in sys.argv[2:]), jobs=2, what='waiting'))"
    )
    told = [tmp_path / "one", tmp_path / "two"]
    root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    with subprocess.Popen(
        [sys.executable, "-c", code, root, *map(str, told)], stderr=subprocess.DEVNULL
    ) as parent:
        _until(lambda: all(path.is_file() and path.read_text() for path in told))
        workers = [int(path.read_text()) for path in told]
        parent.kill()
        parent.wait()
        _until(lambda: all(_is_gone(worker) for worker in workers))


_UNBURIED = pytest.mark.skipif(
    not os.path.exists("/proc/self/stat"), reason="here nobody tells which processes wait to be buried"
)


@pytest.mark.parametrize("buried", [True, pytest.param(False, marks=_UNBURIED)])
def test_one_whose_parent_ended_before_it_looked_ends_all_the_same(buried):
    """A killed process stays in the table of processes until somebody asks how it ended."""
    parent = subprocess.Popen([sys.executable, "-c", ""], stdout=subprocess.PIPE)
    with parent.stdout as screen:
        screen.read()
    if buried:
        parent.wait()
    code = f"import time; from ser.processes import end_with; end_with({parent.pid}); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code]) as child:
        try:
            assert child.wait(60) == 1
        finally:
            child.kill()
            parent.wait()


def _is_gone(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return not state.strip() or state.startswith("Z")


def _until(true, seconds=60):
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
