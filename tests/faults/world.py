"""What the tests of faults share: small worlds, real processes in them, and what those left, times aside."""

import hashlib
import json
import locale
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENCE = 300  # seconds that a process may take on a busy machine before it counts as hanging
MANY = int(os.environ.get("FAULTS", "1"))
"""How many times as many moments and places as usual: FAULTS=10 is the long form."""

FEATURES = ("features", "--jobs", "2")
LOG_MEL = ("log-mel",)
RUNS = ("experiments", "run", "--jobs", "2")
TRAIN = ("train", "--corpora", "TESS", "--model", "corrected")
BOOK = ("book", "1")


def _another_locale():
    """One with other rules than English has, where it is installed; else one that knows ASCII alone."""
    for name in ("tr_TR.UTF-8", "de_DE.UTF-8"):
        try:
            before = locale.setlocale(locale.LC_ALL)
            locale.setlocale(locale.LC_ALL, name)
        except locale.Error:
            continue
        locale.setlocale(locale.LC_ALL, before)
        return {"LC_ALL": name, "PYTHONUTF8": "0"}
    return {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}


OTHERWISE = _another_locale() | {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "4711"}
"""An environment in which everything that may not matter is another."""


def seed_of(name):
    """The seed of one test, from FAULTS_SEED (0 unless given) and its name; pytest shows it where it fails."""
    seed = f"{os.environ.get('FAULTS_SEED', '0')} {name}"
    print(f"seed: {seed!r}")
    return random.Random(seed)


def start(world, *arguments, fault=None, environment=None, code=None):
    """Start `ser ARGUMENTS` (or `code`) in a world as a group of processes of its own."""
    paths = [str(HERE / "injected"), str(ROOT)]
    settings = os.environ | {"PYTHONPATH": os.pathsep.join(paths), "FAULT": json.dumps(fault or {})}
    settings.pop("PYTHONDONTWRITEBYTECODE", None)
    command = [sys.executable, str(HERE / "driver.py"), str(world), *map(str, arguments)]
    return subprocess.Popen(
        command if code is None else [sys.executable, "-c", code, str(world), *map(str, arguments)],
        cwd=world,
        env=settings | (environment or {}),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def ended(process, patience=PATIENCE):
    """Wait for a process; return (exit status, standard output, standard error)."""
    try:
        out, err = process.communicate(timeout=patience)
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.communicate()
        raise AssertionError(f"{process.args} hangs") from None
    return process.returncode, out, err


def run(world, *arguments, **options):
    """Run `ser ARGUMENTS` to its end, which has to be a good one; return its standard output."""
    status, out, err = ended(start(world, *arguments, **options))
    assert status == 0, err
    return out


def kill_group(process):
    """Kill a process and all that it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return


def _processes():
    """(number, parent, group, command) of everything that runs and is no zombie."""
    columns = "pid=,ppid=,pgid=,stat=,args="
    told = subprocess.run(
        ["ps", "-A", "-ww", "-o", columns], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(None, 4) for line in told.splitlines() if len(line.split(None, 4)) == 5]
    return [
        (int(pid), int(parent), int(group), what)
        for pid, parent, group, state, what in rows
        if state[0] != "Z"
    ]


def alive(group):
    """The processes of a group that run, as (number, command)."""
    return [(pid, what) for pid, _, of, what in _processes() if of == group]


def descendants(process):
    """What a process started, and what those started, as (number, command); a kernel has a group of its own."""
    running, found = _processes(), {process}
    while more := {pid for pid, parent, _, _ in running if parent in found} - found:
        found |= more
    return [(pid, what) for pid, _, _, what in running if pid in found and pid != process]


def running():
    """The numbers of all processes."""
    return {pid for pid, _, _, _ in _processes()}


def until(true, seconds=PATIENCE):
    """Wait for a condition; return what made it true."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)
    return found


def killed_after(world, seconds, *arguments):
    """Start `ser ARGUMENTS` and kill all its processes after so many seconds; whether it was still at work."""
    process = start(world, *arguments)
    try:
        process.communicate(timeout=seconds)
    except subprocess.TimeoutExpired:
        kill_group(process)
        process.communicate()
        until(lambda: not alive(process.pid))
        return True
    return False


def kill_alone(process):
    """Kill a process and not what it started, which has to end by itself."""
    os.kill(process.pid, signal.SIGKILL)
    ended(process, patience=60)  # as long as one of them lives, its screen is open


def killed_at(world, name, when, *arguments, whom="group"):
    """Run `ser ARGUMENTS` until a file whose name fits is renamed, before or after which it is killed."""
    once = world / "killed"
    once.unlink(missing_ok=True)
    fault = {"kill": name, "when": when, "whom": whom, "once": str(once)}
    found = ended(start(world, *arguments, fault=fault))
    assert once.exists(), f"no {name} was ever renamed: {found}"
    return found


def moments(rng, seconds, count):
    """Moments all along an undisturbed run, one in each equal part of it, the earliest first."""
    parts = [(place + rng.random()) / count * seconds for place in range(count)]
    print("moments:", " ".join(f"{one:.2f}" for one in parts), f"of {seconds:.2f} s")
    return parts


_TIMED = re.compile(r"minutes|seconds|hours")


def content(folder, *, but=()):
    """Every file below a folder by its path, as its hash; of a run's record and of tables all but times.

    Locks, which are empty and belong to nobody, are left out; anything that was left half-written is not.
    """
    found = {}
    for path in sorted(Path(folder).rglob("*")):
        name = path.relative_to(folder).as_posix()
        if not path.is_file() or name.endswith(".lock") or any(part in name for part in but):
            continue
        held = path.read_bytes()
        if path.suffix == ".json" and "/runs/" in f"/{name}":
            record = json.loads(held)
            for timed in ("seconds", "seal"):
                record.pop(timed)
            held = json.dumps(record, sort_keys=True).encode()
        if path.suffix == ".csv" and "/tables/" in f"/{name}":
            table = pd.read_csv(path, comment="#", dtype=str)
            held = table.drop(columns=[one for one in table if _TIMED.search(one)]).to_csv().encode()
        found[name] = hashlib.sha256(held).hexdigest()
    return found


def make_corpora(root, made_clip):
    """Write a corpus of 56 short made clips: two speakers, seven emotions, four words; one clip is missing."""
    from ser.corpora.catalogue.tess import EMOTION_CODES

    lines, seed = ["path,bytes,sha256", f"TESS/a/OAF_missing_sad.wav,1,{'0' * 64}"], 0
    (root / "TESS" / "a").mkdir(parents=True)
    for speaker in ("OAF", "YAF"):
        for emotion in EMOTION_CODES:
            for word in ("back", "dog", "five", "home"):
                seed += 1
                path = f"TESS/a/{speaker}_{word}_{emotion}.wav"
                held = made_clip(0.7 + 0.01 * (seed % 20), seed=seed)
                (root / path).write_bytes(held)
                lines.append(f"{path},{len(held)},{hashlib.sha256(held).hexdigest()}")
    (root / "manifest.csv").write_text("\n".join(lines) + "\n")
    return root


def copied(world, to):
    """A copy of a world, for a test that changes it."""
    return Path(shutil.copytree(world, to))
