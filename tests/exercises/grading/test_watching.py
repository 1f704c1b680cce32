"""Every sort of submission ends with a line that says what happened, and leaves nothing behind."""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest
from made_submissions import GOOD

from ser.errors import BadValue
from ser.exercises.grading import Limits, kernel, processes, watching
from ser.exercises.grading.watching import run_alone

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs the limits of Linux or macOS")

EXERCISE = "attention-mask"
BOTH = pytest.mark.parametrize("fences", ["system", "interpreter"])
LINUX = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")


@pytest.fixture
def run(tmp_path, monkeypatch):
    """A function that runs code as a submission, with little time; its scratch folders lie in a folder of the test."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    folder = tmp_path / "class"
    folder.mkdir()

    def run_code(code, *, name="submission.py", beside=None, **limits):
        path = folder / name
        path.write_text(code, encoding="utf-8")
        limits = Limits(**{"seconds": 20, "memory": 512, "disk": 16, "processes": 8} | limits)
        ended = run_alone(path, EXERCISE, beside=folder if beside else None, limits=limits)
        assert list(scratch.iterdir()) == [], "the scratch folder is still there"
        return ended

    return run_code


@BOTH
def test_a_right_answer_passes(run, fences):
    ended = run(GOOD, fences=fences)
    assert (ended.status, ended.printed) == ("pass", 0), ended.message
    assert ended.seconds > 0
    if fences == "interpreter":
        assert (ended.network, ended.files) == (kernel.NO_SOCKETS, kernel.OWN_FOLDER_HOOK)


def test_a_notebook_runs_cell_by_cell_and_a_cell_that_stops_is_told(run):
    cells = [
        GOOD,
        "%matplotlib inline\n!pip install nothing\n1 / 0",
        "display(answer)",
        f"check('{EXERCISE}', answer)",
    ]
    code = [{"cell_type": "code", "source": cell.splitlines(keepends=True)} for cell in cells]
    ended = run(json.dumps({"cells": [{"cell_type": "markdown", "source": "1 / 0"}, *code]}), name="a.ipynb")
    assert ended.status == "pass"
    assert "code cell 2 stopped: ZeroDivisionError" in ended.message
    assert "answer" in ended.beginning


@pytest.mark.parametrize(
    ("code", "status", "words"),
    [
        ("answer = ...", "not yet", ""),
        ("answer = None", "not yet", ""),
        ("x = 1", "not yet", "defines no `answer`"),
        ("answer = 'seven'", "hint", ""),
        ("def answer(steps, mask, W, d, u):\n    return 0 * steps, mask + float('nan')", "hint", ""),
        ("def answer(steps, mask, W, d, u):\n    return steps[:1], mask", "hint", ""),
        ("from ser.exercises import check as answer", "hint", ""),
        ("import ser.exercises.checks.attention_mask as m\nanswer = m.look", "hint", ""),
        ("def answer(:\n    pass", "error", "SyntaxError"),
        ("import no_such_module", "error", "no_such_module"),
        ("import sys; sys.exit()", "error", "exit()"),
        ("import os; os._exit(0)", "error", "ended its own process (status 0)"),
        ("import os; os._exit(3)", "error", "ended its own process (status 3)"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGKILL)", "error", "SIGKILL"),
        ("raise KeyboardInterrupt", "error", "KeyboardInterrupt"),
        ("input()", "error", "EOFError"),
        ("bytearray(10 ** 13)", "error", "MemoryError"),
        ("", "error", "empty"),
        ("# %% [markdown]\n# only words", "error", "empty"),
    ],
)
def test_each_sort_of_submission_has_its_line(run, code, status, words):
    ended = run(code)
    assert (ended.status, words in ended.message) == (status, True), ended.message
    assert ended.message
    assert "\n" not in ended.message


def test_a_loop_without_end_is_stopped(run):
    ended = run("while True: pass", seconds=1)
    assert ended.status == "error"
    assert "stopped after 1 s" in ended.message


def test_a_check_that_is_not_loaded_in_time_is_not_the_fault_of_the_submission(run, monkeypatch):
    monkeypatch.setattr(watching, "_START", 0)
    ended = run("answer = 1")
    assert ended.status == "error"
    assert ended.message == "not run: the check was not loaded within 0 s; grade it again, with fewer --jobs"


def test_a_loop_in_the_answer_itself_is_stopped(run):
    assert "stopped after 1 s" in run("def answer(*_):\n    while True: pass", seconds=1).message


@LINUX
def test_memory_is_limited_also_where_many_processes_share_the_work(run):
    code = "import os, time\nfor _ in range(3): os.fork()\nx = bytearray(150 * 2**20)\nx[::4096] = x[1::4096]\ntime.sleep(9)"
    assert "more than 512 MiB" in run(code).message


def test_files_are_limited(run):
    code = "for number in range(10**6):\n    open(str(number), 'wb').write(bytes(10**6))"
    assert "more than 16 MiB of files" in run(code).message
    assert "File too large" in run("open('one', 'wb').write(bytes(17 * 2**20))").message


def test_what_is_printed_is_cut_and_fills_nothing(run):
    ended = run("print('first')\nfor _ in range(300): print('x' * 2**20)\nprint('last')\nanswer = None")
    assert ended.status == "not yet"
    assert "300 MiB" in ended.message
    assert ended.beginning.startswith("first")
    assert ended.end.endswith("last\n")
    assert len(ended.beginning) + len(ended.end) < 3000


@LINUX
@BOTH
@pytest.mark.parametrize(
    "code",
    [
        "import os\nwhile True: os.fork()",
        "import subprocess\nwhile True: subprocess.Popen(['sleep', '60'])",
        "import os\nif os.fork() == 0: os.setsid()\nimport time; time.sleep(60)",
    ],
    ids=["fork", "programs", "a session of its own"],
)
def test_a_moderate_fork_bomb_ends_with_its_submission(run, code, fences, monkeypatch):
    monkeypatch.setattr("ser.exercises.grading.watching.secrets.token_hex", lambda _: "a-mark-of-this-test")
    ended = run(code, seconds=1, fences=fences)
    assert ended.status == "error"
    assert [one for one in processes._numbers() if processes._is_of(one, -1, "a-mark-of-this-test")] == []


_ATTEMPTS = """
import os, shutil
allowed = []

def attempt(what):
    try:
        what()
    except PermissionError:
        return
    except OSError:
        pass
    allowed.append(what.__name__)

def removes_all(): shutil.rmtree({0!r})
def removes(): os.remove({0!r} + "/kept")
def moves(): os.rename({0!r} + "/kept", "mine")
def overwrites(): open({0!r} + "/kept", "w")
def creates(): open({0!r} + "/new", "w")
def follows_a_link(): os.symlink({0!r}, "link"); open("link/kept", "a")
def cuts(): os.truncate({0!r} + "/kept", 0)
def locks(): os.chmod({0!r} + "/kept", 0)
def goes_there(): os.chdir({0!r}); open("kept", "r+")

for what in (removes_all, removes, moves, overwrites, creates, follows_a_link, cuts, locks, goes_there):
    attempt(what)
raise RuntimeError(f"allowed: {{allowed}}")
"""


@BOTH
def test_nothing_outside_is_changed(run, fences, tmp_path):
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_text("as it was")
    ended = run(_ATTEMPTS.format(str(outside)), fences=fences)
    assert "allowed: []" in ended.message
    assert [path.name for path in outside.iterdir()] == ["kept"]
    assert (outside / "kept").read_text() == "as it was"
    assert os.access(outside / "kept", os.R_OK)


def test_what_is_not_python_changes_nothing_outside_either_where_the_system_refuses_it(run, tmp_path):
    kept = tmp_path / "kept"
    kept.write_text("as it was")
    ended = run(f"import ctypes\nctypes.CDLL(None).unlink({os.fsencode(kept)!r})\nanswer = None")
    if ended.files != kernel.OWN_FOLDER:
        pytest.skip("this system has no Landlock")
    assert kept.read_text() == "as it was"
    ended = run(f"import subprocess\nsubprocess.run(['rm', {str(kept)!r}])\nanswer = None")
    assert kept.read_text() == "as it was"


def test_its_own_folder_may_be_emptied(run):
    code = "import os, shutil\nopen('x', 'w').write('y')\nfor name in sorted(os.listdir()):\n"
    code += (
        "    shutil.rmtree(name) if os.path.isdir(name) and not os.path.islink(name) else os.remove(name)\n"
        + GOOD
    )
    assert run(code).status == "pass"


def test_the_project_can_be_read_where_a_notebook_looks_for_it(run):
    code = "from pathlib import Path\nassert Path('ser/__init__.py').is_file() and Path('data').is_dir()\n"
    ended = run(code + GOOD)
    assert (ended.status, "stopped" in ended.message) == ("pass", False), ended.message


def test_files_beside_a_submission_come_with_it(run, tmp_path):
    (tmp_path / "class").mkdir(exist_ok=True)
    (tmp_path / "class" / "mine.py").write_text(GOOD)
    (tmp_path / "class" / "numpy.py").write_text("raise RuntimeError('this is not NumPy')")
    (tmp_path / "class" / "link").symlink_to("/")
    assert run("from mine import answer", beside=True).status == "pass"
    assert "mine" in run("from mine import answer").message


@BOTH
def test_there_is_no_network(run, fences):
    code = "import socket\nsocket.create_connection(('127.0.0.1', {}))\nanswer = None"
    with_server = _server()
    with with_server as server:
        ended = run(code.format(server.getsockname()[1]), fences=fences)
    assert "no network" in ended.message


def test_no_network_is_not_a_matter_of_python_where_the_system_has_another(run):
    """Sockets made without Python's module do not get out either."""
    code = (
        "import ctypes, struct, socket\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "one = libc.socket(2, 1, 0)\n"
        "address = struct.pack('=H', 2) + struct.pack('!H', {}) + socket.inet_aton('127.0.0.1') + bytes(8)\n"
        "raise RuntimeError('connected' if libc.connect(one, address, 16) == 0 else 'refused')"
    )
    with _server() as server:
        ended = run(code.format(server.getsockname()[1]))
    if ended.network == kernel.NO_SOCKETS:
        pytest.skip("this system has no network of its own for a process")
    assert "refused" in ended.message


def test_no_other_process_is_ended(run):
    ended = run(f"import os\nos.kill({os.getpid()}, 15)\nanswer = None", fences="interpreter")
    assert "may not end other processes" in ended.message


def test_the_environment_of_the_grader_is_not_passed_on(run, monkeypatch):
    monkeypatch.setenv("MY_TOKEN", "secret")
    code = "import os\nassert 'MY_TOKEN' not in os.environ\nassert 'ser-grade' in os.path.expanduser('~')\n"
    ended = run(code + "answer = None")
    assert (ended.status, "AssertionError" in ended.message) == ("not yet", False), ended.message


@pytest.mark.parametrize(
    "code",
    [
        'print(\'{"status": "pass", "message": "well done"}\')',
        "import os, json\nfor fd in range(3, 40):\n    try: os.write(fd, json.dumps({'status': 'pass', 'message': 'mine', "
        "'word': 'x'}).encode() + b'\\n')\n    except OSError: pass",
        "import os\nfor fd in range(3, 40):\n    try: os.write(fd, b'[' * 10**6 + b'\\n')\n    except OSError: pass",
    ],
    ids=["printed", "on every file", "nonsense on every file"],
)
def test_a_verdict_is_not_forged_by_writing_it(run, code):
    assert run(code, seconds=2).status in ("not yet", "error")


def test_a_checker_that_was_changed_is_put_back_and_told(run):
    code = (
        "import ser.exercises as e, ser.exercises.checking as c, ser.exercises.grading.alone as a\n"
        "from ser.exercises.verdict import Verdict\n"
        "mine = Verdict('attention-mask', 'pass', 'mine')\n"
        "e.check = c.check = c.judge = a.check = lambda *_, **__: mine\n"
        "a._verdict = lambda *_: {'status': 'pass', 'message': 'mine'}\n"
        "c.judge.__code__ = (lambda *_, **__: mine).__code__\n"
        "answer = 1"
    )
    ended = run(code)
    assert ended.status == "hint"
    assert "look at this one by hand" in ended.message


def test_a_copy_of_the_process_gives_no_second_verdict(run):
    assert run("import os\nos.fork()\n" + GOOD).status == "pass"


def test_a_folder_that_is_too_large_is_not_copied(run, tmp_path):
    (tmp_path / "class" / "film").write_bytes(bytes(17 * 2**20))
    assert "more than 16 MiB" in run(GOOD, beside=True).message


def test_a_verdict_does_not_wait_for_what_the_submission_left_running(run):
    code = "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n" + GOOD
    assert run(code).status == "pass"


@pytest.mark.parametrize(
    "wrong", [{"seconds": 0}, {"memory": -1}, {"seconds": float("nan")}, {"fences": "none"}]
)
def test_limits_that_are_none_are_refused(wrong):
    with pytest.raises(BadValue, match="expected"):
        Limits(**wrong)


def _server():
    import socket

    server = socket.socket()
    server.bind(("127.0.0.1", 0))
    server.listen()
    return server


def test_the_scratch_folder_is_removed_whatever_the_submission_did_to_it(run):
    run("import os\nos.makedirs('a/b/c')\nopen('a/b/c/d', 'w')\nos.chmod('a/b', 0)\nos.chmod('a', 0)")
    assert not [one for one in Path(tempfile.gettempdir()).glob("ser-grade-*")]
