"""A grid on Dask: a scheduler and two workers, real processes on the loopback address."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace

import numpy as np
import pytest

from ser.errors import RunFailed
from ser.experiments import ARMS, Run, grid, read, read_predictions, run_grid, status
from ser.experiments import record as records

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

OPTIONS = {"profile": "demo", "progress": False}


def _until(true, seconds=60):
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


class _Cluster:
    """A scheduler and its workers, started as the documentation says."""

    def __init__(self, folder):
        self.folder = folder
        self.workers = []
        self.scheduler = self._start("scheduler", "--host", "127.0.0.1", "--port", "0")
        log = folder / "scheduler.log"
        place = _until(lambda: [line for line in log.read_text().splitlines() if "Scheduler at:" in line])
        self.address = place[0].split()[-1]

    def _start(self, *options):
        """Start it as a group of processes of its own, which may be ended together."""
        with (self.folder / f"{options[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-m", "dask", *options, "--no-dashboard"],
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,
            )

    def start_worker(self):
        self.workers.append(self._start("worker", self.address, "--nthreads", "1"))

    def processes(self):
        """(process, group, what it does) of everything that the workers started, themselves included."""
        lines = subprocess.run(
            ["ps", "-A", "-ww", "-o", "pid=,pgid=,args="], capture_output=True, text=True
        ).stdout
        groups = {worker.pid for worker in self.workers}
        found = (line.split(None, 2) for line in lines.splitlines() if len(line.split(None, 2)) == 3)
        return [(int(pid), int(group), what) for pid, group, what in found if int(group) in groups]

    def at_work(self):
        """(process, group) of every run that a worker does."""
        return [(pid, group) for pid, group, what in self.processes() if "ser.experiments.apart" in what]

    def end(self):
        for process in (*self.workers, self.scheduler):
            _end_group(process.pid)
            process.wait()


def _end_group(group):
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    made = _Cluster(tmp_path_factory.mktemp("cluster"))
    made.start_worker()
    made.start_worker()
    yield made
    made.end()


@pytest.fixture(scope="module")
def planned(tiny_runs):
    """A small network and a baseline, both of which draw numbers."""
    return [tiny_runs[0], Run("TESS", "random", ARMS["mlp"], seed=3)]


@pytest.fixture(scope="module")
def longer():
    """A run of several seconds, to be caught at work."""
    return Run("TESS", "random", ARMS["forest"], seed=3)


def _done_in_background(planned, store, results, address):
    """Start a grid on the cluster; return its thread and the list that its outcome comes to."""
    outcome = []

    def do():
        try:
            outcome.append(run_grid(planned, store, results=results, scheduler=address, **OPTIONS))
        except RunFailed as error:
            outcome.append(error)

    thread = threading.Thread(target=do)
    thread.start()
    return thread, outcome


def test_workers_give_what_one_process_gives(cluster, planned, tiny_store, tmp_path):
    here, there = tmp_path / "here", tmp_path / "there"
    names = sorted(run.name for run in planned)
    assert sorted(run_grid(planned, tiny_store, results=here, jobs=1, together=2, **OPTIONS)) == names
    done = run_grid(planned, tiny_store, results=there, scheduler=cluster.address, **OPTIONS)
    assert sorted(done) == names
    for run in planned:
        one, two = (read(records.paths(home, run.name)[0]) for home in (here, there))
        for record in (one, two):
            record.pop("seconds")
        assert one == two
        said = [read_predictions(records.paths(home, run.name)[0]) for home in (here, there)]
        assert said[0].clips.tolist() == said[1].clips.tolist()
        np.testing.assert_array_equal(said[0].probabilities, said[1].probabilities)
    assert {one.state for one in status(planned, tiny_store, there)} == {"done"}
    assert run_grid(planned, tiny_store, results=there, scheduler=cluster.address, **OPTIONS) == []


def test_a_run_whose_process_is_killed_is_tried_again(cluster, longer, tiny_store, tmp_path):
    thread, outcome = _done_in_background([longer], tiny_store, tmp_path, cluster.address)
    ((process, _),) = _until(cluster.at_work)
    os.kill(process, signal.SIGKILL)
    thread.join(60)
    assert outcome == [[longer.name]]


def test_the_run_of_a_worker_that_is_killed_is_done_by_another(cluster, longer, tiny_store, tmp_path):
    """Its nanny is killed with it, as when the machine is switched off."""
    thread, outcome = _done_in_background([longer], tiny_store, tmp_path, cluster.address)
    ((process, group),) = _until(cluster.at_work)
    for pid, whose, what in cluster.processes():
        if whose == group and "ser.experiments.apart" not in what:
            os.kill(pid, signal.SIGKILL)
    _until(lambda: process not in [pid for pid, _ in cluster.at_work()])
    ((_, other),) = _until(cluster.at_work)
    assert other != group
    thread.join(60)
    assert outcome == [[longer.name]]
    assert status([longer], tiny_store, tmp_path)[0].state == "done"


def test_a_scheduler_that_goes_away_is_named_in_one_line(planned, tiny_store, tmp_path, capsys):
    alone = _Cluster(tmp_path)
    try:
        thread, outcome = _done_in_background(planned, tiny_store, tmp_path, alone.address)
        _until(lambda: "no workers yet" in capsys.readouterr().out)
        _end_group(alone.scheduler.pid)
        thread.join(60)
    finally:
        alone.end()
    (error,) = outcome
    assert isinstance(error, RunFailed)
    assert "\n" not in str(error)
    for words in (alone.address, "ended from outside", "run the same command again"):
        assert words in str(error)


def _free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.mark.parametrize(
    "address", ["tcp://127.0.0.1:{}", "tcp://127.0.0.1:not-a-port", "smoke://signal", "nobody"]
)
def test_no_scheduler_is_one_clear_line(tiny_runs, tiny_store, tmp_path, monkeypatch, refuses, address):
    monkeypatch.setattr(grid, "_PATIENCE", "0.5s")
    address = address.format(_free_port())
    with refuses(RunFailed, f"no Dask scheduler at {address}", "tcp://host:8786", "`dask scheduler`"):
        run_grid(tiny_runs, tiny_store, results=tmp_path, scheduler=address, **OPTIONS)
    assert not list(tmp_path.rglob("*.json"))


def test_without_dask_it_is_said_what_is_missing(tiny_runs, tiny_store, tmp_path, monkeypatch, refuses):
    monkeypatch.setitem(sys.modules, "dask.distributed", None)
    with refuses(RunFailed, "needs Dask", "not installed", "`cluster`", "`make env`"):
        run_grid(tiny_runs, tiny_store, results=tmp_path, scheduler="tcp://127.0.0.1:1", **OPTIONS)


def test_without_anything_to_do_no_scheduler_is_asked(tiny_runs, tiny_store, tmp_path):
    planned = [replace(tiny_runs[0], data="RAVDESS")]
    assert run_grid(planned, tiny_store, results=tmp_path, scheduler="nobody", **OPTIONS) == []
