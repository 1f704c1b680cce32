"""Faults for every Python process below a test: imported when Python starts, told what to do by FAULT.

FAULT is JSON; without it nothing happens.

- `{"kill": "*.json", "when": "before", "whom": "group", "once": PATH}`: at the renaming of a file whose name
  fits, before or after it, the process (`self`), or all of its group (`group`), is killed; PATH says that it
  was, and it happens once.
- `{"listing": 3}`: folders are listed in another order, shuffled with that seed.
- `{"clock": -315360000}`: the clock is that many seconds off.
"""

import json
import os

_told = json.loads(os.environ.get("FAULT") or "{}")


def _kill():
    import fnmatch
    import signal

    rename = os.replace

    def fatal():
        try:
            os.close(os.open(_told["once"], os.O_CREAT | os.O_EXCL | os.O_WRONLY))
        except FileExistsError:
            return
        if _told["whom"] == "group":
            os.killpg(0, signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)

    def replace(source, target, **options):
        hit = fnmatch.fnmatch(os.path.basename(os.fspath(target)), _told["kill"])
        if hit and _told["when"] == "before":
            fatal()
        rename(source, target, **options)
        if hit and _told["when"] == "after":
            fatal()

    os.replace = replace


def _shuffle():
    import random

    plain_list, plain_scan = os.listdir, os.scandir

    def shuffled(entries):
        entries = sorted(entries, key=lambda one: one if isinstance(one, (str, bytes)) else one.name)
        random.Random(_told["listing"]).shuffle(entries)
        return entries

    class Scan:
        def __init__(self, path):
            with plain_scan(path) as found:
                self._entries = iter(shuffled(found))

        def __iter__(self):
            return self

        def __next__(self):
            return next(self._entries)

        def __enter__(self):
            return self

        def __exit__(self, *_):
            pass

        def close(self):
            pass

    os.listdir = lambda path=".": shuffled(plain_list(path))
    os.scandir = lambda path=".": Scan(path)


def _turn_clock():
    import time

    now, now_ns = time.time, time.time_ns
    time.time = lambda: now() + _told["clock"]
    time.time_ns = lambda: now_ns() + _told["clock"] * 10**9


if "kill" in _told:
    _kill()
if "listing" in _told:
    _shuffle()
if "clock" in _told:
    _turn_clock()
