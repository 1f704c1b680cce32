"""Work dealt out to processes of this machine, which end with the one that asked for it."""

import os
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext

from ser.errors import WorkEnded
from ser.files import lives

_LOOKS = 0.2  # seconds between two looks for the parent


def side_by_side(
    tasks: Iterable,
    *,
    jobs: int,
    what: str,
    ordered: bool = True,
    batch: int | str = "auto",
    threads: bool = False,
    prepare: Callable[[], None] | None = None,
) -> Iterator:
    """Yield what the tasks (of `joblib.delayed`) return, done by `jobs` processes; one job is done in this one.

    In each process numerical libraries use one thread, so that the number of jobs changes no result.

    Args:
        tasks: what to do.
        jobs: processes.
        what: what is being done, for the error.
        ordered: yield in the order of the tasks, else as they are done.
        batch: tasks a process takes at a time.
        threads: threads of this process in place of processes, for work that is done outside of the interpreter.
        prepare: called once in each process, before its first task.

    Raises:
        WorkEnded: a process was ended from outside.
    """
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, parallel_config
    from threadpoolctl import threadpool_limits

    here = threads or jobs == 1
    if here and prepare:
        prepare()
    if threads:
        how = parallel_config(backend="threading")
    else:
        asked = (os.getpid(), prepare)
        how = parallel_config(backend="loky", inner_max_num_threads=1, initializer=_begin, initargs=asked)
    with how:
        told = "generator" if ordered else "generator_unordered"
        pool = Parallel(n_jobs=jobs, return_as=told, batch_size=batch)
    try:
        with threadpool_limits(1) if here else nullcontext():
            yield from pool(tasks)
    except BrokenProcessPool as error:
        raise WorkEnded(
            f"{what}: a process was ended from outside, perhaps for want of memory; nothing half-done is kept: "
            "run the same command again, with fewer --jobs if it happens again"
        ) from error


def end_with(parent: int) -> None:
    """End this process at once when `parent`, which started it, ends, however that ends."""
    between = os.getppid()  # a launcher may stand between the two
    orphan = between == 1 != parent  # it ended before we looked for the first time

    def watch() -> None:
        while not orphan and os.getppid() == between and lives(parent):
            time.sleep(_LOOKS)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _begin(asked_by: int, prepare: Callable[[], None] | None) -> None:
    if os.getpid() != asked_by:
        end_with(asked_by)
    if prepare:
        prepare()
