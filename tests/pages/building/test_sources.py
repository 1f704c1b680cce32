"""The last section of a page: numbers by the files they rest on, with seeds, clips and commit."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from ser.pages.building.sources import anchor, section
from ser.pages.history import Commit, History
from ser.pages.provenance import RECORD, Number, Provenance, note, read, watch

RUNS = "results/full/runs/RAVDESS/random/corrected"
UNTOLD = History(known=False, commits={})


@pytest.fixture
def root(tmp_path):
    """Two runs of two seeds, and a table beside them."""
    (tmp_path / RUNS).mkdir(parents=True)
    for seed in (0, 1):
        (tmp_path / RUNS / f"f0-s{seed}.json").write_text(json.dumps({"data": {"clips": 1440}}))
        (tmp_path / RUNS / f"f0-s{seed}.npz").write_bytes(b"")
    (tmp_path / "results/published.toml").write_text("")
    return tmp_path


def _runs(*seeds):
    return tuple(f"{RUNS}/f0-s{seed}.{kind}" for seed in seeds for kind in ("json", "npz"))


def _seen(*numbers):
    return Provenance((*_runs(0, 1), "results/published.toml"), numbers)


def test_a_number_stands_with_its_files_seeds_clips_and_commit(root):
    seen = _seen(Number("uar", "0.623", _runs(1), True), Number("all <b>", "1", (), True))
    commits = {name: Commit("abc1234567", "2001-02-03", 7) for name in _runs(0, 1)}
    text = section("a", seen, root=root, history=History(known=True, commits=commits))
    assert "[a.py](a.py)" in text
    rests = f"On {RUNS}: f0-s1 (2 files; 1 seed; 1,440 clips in the data; abc1234567, 2001-02-03)"
    assert (
        '<tr id="number-uar"><th scope="row"><code>uar</code></th><td>0.623<br>'
        "<small>2 files; 1 seed; abc1234567, 2001-02-03</small></td></tr>" in text.split(rests)[1]
    )
    assert "<code>all &lt;b&gt;</code></th><td>1<br><small>no result file</small></td></tr>" in text
    assert '<tr id="number-all--b-"><th scope="row"><code>all &lt;b&gt;</code>' in text
    assert "On no result file" in text
    cells = {"files": "4", "folds": "1", "seeds": "2", "clips in the data": "1,440"}
    row = "".join(f'<td class="number" data-label="{name}">{value}</td>' for name, value in cells.items())
    last = '<td data-label="last changed by">abc1234567, 2001-02-03</td>'
    named = '<td data-label="names"></td>'
    assert f'<tr><th scope="row"><code>{RUNS}</code></th>{named}{row}{last}</tr>' in text
    assert "abc1234567, 2001-02-03; 1 of 5 files not committed." in text
    assert "\n\n" not in text.partition("<details")[2].replace("</details>\n\n<details", "")


def test_a_column_in_which_nothing_stands_is_left_out(root):
    text = section("a", Provenance(_runs(0, 1), (Number("n", "0", (), True),)), root=root, history=UNTOLD)
    assert 'data-label="names"' not in text and ">names<" not in text
    assert 'data-label="files"' in text


def test_what_rests_on_everything_is_said_once(root):
    numbers = [Number(f"n{number}", "0", _seen().files, False) for number in range(3)]
    text = section("a", _seen(*numbers), root=root, history=UNTOLD)
    assert (
        text.count(
            "On all files that the page reads (5 files; 2 seeds; 1,440 clips in the data; commit unknown)"
        )
        == 1
    )


def test_the_demo_corpus_is_named_in_each_part(root):
    text = section("a", _seen(Number("n", "0", (), True)), root=root, history=UNTOLD, demo=True)
    assert text.count("Demo corpus: not a result.") >= 3
    assert "Demo corpus" not in section("a", _seen(), root=root, history=UNTOLD)


def test_a_page_without_numbers_has_no_section(root):
    assert section("a", Provenance((), ()), root=root, history=UNTOLD) == ""


def test_a_damaged_run_has_no_clips(root):
    (root / RUNS / "f0-s0.json").write_text("[")
    text = section("a", _seen(Number("n", "0", _runs(0), True)), root=root, history=UNTOLD)
    assert "f0-s0 (2 files; 1 seed; commit unknown)" in text


def test_an_anchor_is_an_id():
    assert anchor("RAVDESS uar%") == "number-RAVDESS-uar-"


def test_files_and_numbers_are_noted_in_order(root, monkeypatch):
    monkeypatch.chdir(root)
    note("unheard", "0")  # no page is being executed: nothing to write to
    monkeypatch.setenv(RECORD, str(root / "record"))
    watch(Path("results/full"))
    note("first", "1")
    Path(_runs(0)[0]).read_text()
    Path("elsewhere").write_text("")
    Path("results/published.toml").read_text()
    note("second", "2")
    note("third", "3", [Path(_runs(1)[0])])
    note("first", "4")  # glued again: the later one counts
    note("run", "5", [SimpleNamespace(path=Path(_runs(0)[0]))])
    seen = read(root / "record")
    both = (_runs(0)[0], "results/published.toml")
    assert seen.files == tuple(sorted(both))
    assert {one.name: (one.text, one.rests, one.exact) for one in seen.numbers} == {
        "first": ("4", both, False),
        "second": ("2", both, False),
        "third": ("3", (_runs(1)[0],), True),
        "run": ("5", _runs(0), True),
    }
    assert read(root / "none") == Provenance((), ())
