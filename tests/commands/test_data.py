"""`ser data verify`, `list` and `combine`: what a person and a machine read, and how they exit."""

import csv
import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pandas as pd
import pytest

from ser.commands import main
from ser.commands.data import asking, verify
from ser.commands.data.asking import shown
from ser.corpora import combine, download, fingerprint, read_manifest
from ser.results.runs import read_table

ROOT = Path(__file__).parents[2]
OLD = 10**18  # nanoseconds since 1970: long ago


@pytest.fixture(autouse=True)
def memory(tmp_path, monkeypatch):
    """Keep what the commands remember out of the project's folder."""
    path = tmp_path / "build" / "files.csv"
    for module in (asking, verify):
        monkeypatch.setattr(module, "REMEMBERED", path)
    return path


@pytest.fixture
def files(made_clip):
    paths = (
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav",
        "TESS/OAF_Fear/OAF_back_fear.wav",
        "TESS/YAF_sad/YAF_beg_sad.wav",
        "SAVEE/DC/a01.wav",
    )
    return {path: made_clip(0.1 + 0.01 * seed, seed=seed) for seed, path in enumerate(paths)}


@pytest.fixture
def gaps(made_root, files, made_clip):
    """A root with one thing wrong of every kind."""
    held = {path: content for path, content in files.items() if "YAF" not in path} | {
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav": made_clip(0.3, seed=50),
        "SAVEE/DC/a01.wav": b"",
        "TESS/again/OAF_back_fear.wav": files["TESS/OAF_Fear/OAF_back_fear.wav"],
        "TESS/readme.wav": b"text",
        "Photos/x.wav": b"?",
    }
    return made_root(held, whole=files)


@pytest.fixture
def ser(capsys):
    """Return a function that runs one command and gives (exit status, standard output, standard error)."""

    def run(*arguments):
        status = main([str(one) for one in arguments])
        told = capsys.readouterr()
        return status, told.out, told.err

    return run


# verify


def test_a_whole_root_exits_with_0(ser, made_root, files):
    status, told, complaint = ser("data", "verify", made_root(files))
    assert (status, complaint) == (0, "")
    assert told.splitlines()[2:] == [
        "corpus   found  missing  altered  unreadable  unknown  twice",
        "RAVDESS    1/1        0        0           0        0      0",
        "TESS       2/2        0        0           0        0      0",
        "SAVEE      1/1        0        0           0        0      0",
        "",
        "whole: RAVDESS, TESS, SAVEE",
    ]


def test_all_that_is_wrong_is_named(ser, gaps):
    status, told, complaint = ser("data", "verify", gaps)
    assert (status, complaint) == (1, "")
    assert told.splitlines()[2:6] == [
        "corpus   found  missing  altered  unreadable  unknown  twice",
        "RAVDESS    0/1        0        1           0        0      0",
        "TESS       1/2        1        0           0        1      1",
        "SAVEE      0/1        0        0           1        0      0",
    ]
    for words in (
        "TESS, missing:\n  TESS/YAF_sad/YAF_beg_sad.wav\n",
        "RAVDESS/Actor_01/03-01-01-01-01-01-01.wav (RAVDESS/03-01-01-01-01-01-01): expected ",
        "SAVEE/DC/a01.wav (SAVEE/DC_a01): empty file\n",
        "TESS/readme.wav: its name follows the grammar of no corpus\n",
        "TESS/again/OAF_back_fear.wav (TESS/OAF_back_fear): same content as TESS/OAF_Fear/OAF_back_fear.wav\n",
        "unknown, of no corpus:\n  Photos/x.wav: ",
    ):
        assert words in told
    assert told.splitlines()[-9:] == [
        "not whole: RAVDESS, TESS, SAVEE; get the clips again:",
        f"  mv {gaps}/RAVDESS {gaps.parent}/RAVDESS-old",
        f"  ser data download ravdess --to {gaps}",
        f"  mv {gaps}/TESS {gaps.parent}/TESS-old",
        f"  ser data download tess --to {gaps}",
        f"  mv {gaps}/SAVEE {gaps.parent}/SAVEE-old",
        f"  ser data download savee --archive AudioData.zip --to {gaps}",
        "or go on without the missing or broken clips of TESS with --allow-missing",
        "or go on without RAVDESS, SAVEE: name the other corpora with --corpora",
    ]


def _advice(told):
    """The lines below the verdict, without their indent."""
    return told[told.index("not whole: ") :].splitlines()[1:]


def test_the_advised_commands_mend_a_corpus_that_is_not_whole(ser, made_root, files, tmp_path, monkeypatch):
    root = made_root(
        {path: content for path, content in files.items() if "YAF" not in path},
        whole=files,
        name="my corpora",
    )
    (tmp_path / "TESS-old").mkdir()
    with zipfile.ZipFile(tmp_path / "tess.zip", "w") as archive:
        for path, content in files.items():
            if path.startswith("TESS/"):
                archive.writestr(path, content)
    monkeypatch.setattr(download, "read_manifest", lambda corpus: read_manifest(corpus, root))
    status, told, _ = ser("data", "verify", root)
    move, get, without = map(str.strip, _advice(told))
    assert status == 1 and without.endswith("of TESS with --allow-missing")
    subprocess.run(shlex.split(move), check=True)
    assert len(list((tmp_path / "TESS-old-2").rglob("*.wav"))) == 1
    assert ser(*shlex.split(get)[1:], "--url", tmp_path / "tess.zip")[0] == 0
    assert ser("data", "verify", root)[0] == 0


def test_a_corpus_that_is_its_own_root_comes_back_in_its_place(ser, made_root, files):
    held = {path: content for path, content in files.items() if path == "TESS/OAF_Fear/OAF_back_fear.wav"}
    root = made_root(held) / "TESS"
    move, get, _ = _advice(ser("data", "verify", root)[1])
    assert move == f"  mv {root} {root.parent.parent}/TESS-old"
    assert get == f"  ser data download tess --to {root.parent}"


def test_a_corpus_wholly_missing_needs_no_move_and_cannot_be_allowed_to_miss(ser, made_root, files):
    root = made_root({path: content for path, content in files.items() if "SAVEE" not in path}, whole=files)
    get, without = _advice(ser("data", "verify", root, "--corpora", "savee")[1])
    assert get == f"  ser data download savee --archive AudioData.zip --to {root}"
    assert without == "or go on without SAVEE: name the other corpora with --corpora"
    told = ser("data", "verify", root, "--corpora", "EMO-DB")[1]
    assert f"put its clips into {root / 'EMO-DB'}" in _advice(told)[0]
    (root / "SAVEE").mkdir()
    assert _advice(ser("data", "verify", root)[1])[0] == get


def test_a_demo_corpus_that_is_not_whole_is_made_again(ser, demo_root, tmp_path):
    (tmp_path / "TESS").mkdir()
    for name in ("DEMO.json", "manifest.csv"):
        shutil.copy(demo_root / name, tmp_path)
    for root in (tmp_path, tmp_path / "TESS"):
        told = ser("data", "verify", root, "--corpora", "TESS")[1]
        assert "demo corpus: not a result" in told.splitlines()[0]
        assert _advice(told)[0] == f"  ser data demo {tmp_path}"


def test_ten_names_for_people_and_all_for_machines(ser, made_root, files, made_clip):
    more = {f"TESS/x/OAF_w{letter}_sad.wav": made_clip(0.1) for letter in "abcdefghijkl"}
    root = made_root(files, whole=files | more)
    _, told, _ = ser("data", "verify", root)
    assert told.count("TESS/x/OAF_w") == 10
    assert "  and 2 more (all with --json)" in told
    status, told, _ = ser("data", "verify", root, "--json")
    assert status == 1
    assert len(json.loads(told)["corpora"]["TESS"]["missing"]) == 12


def test_corpora_can_be_named(ser, gaps, files, made_root):
    root = made_root({path: content for path, content in files.items() if "SAVEE" not in path}, name="two")
    assert ser("data", "verify", root, "--corpora", "TESS")[0] == 0
    status, told, _ = ser("data", "verify", root, "--corpora", "TESS", "EMO-DB")
    assert status == 1
    assert "EMO-DB  0/535      535" in told
    assert "note: EMO-DB: no manifest is known to us" in told


def test_names_of_corpora_are_read_in_any_case(ser, made_root, files, tmp_path):
    root = made_root(files)
    assert "whole: TESS, SAVEE" in ser("data", "verify", root, "--corpora", "savee", "Tess")[1]
    assert "TESS 2/2: 2 clips" in ser("data", "list", "--data", root, "--corpora", "tess")[1]
    out = tmp_path / "table.csv"
    assert ser("data", "combine", out, "--data", root, "--corpora", "savee")[0] == 0
    assert set(pd.read_csv(out)["corpus"]) == {"SAVEE"}


def test_verify_takes_its_folder_as_other_commands_do(ser, made_root, files, monkeypatch):
    root = made_root(files)
    assert ser("data", "verify", "--data", root) == ser("data", "verify", root)
    monkeypatch.setenv("SER_DATA", str(root))
    assert ser("data", "verify") == ser("data", "verify", root)
    status, told, complaint = ser("data", "verify", root, "--data", root.parent)
    assert (status, told, len(complaint.splitlines())) == (2, "", 1)
    assert "received two folders" in complaint and "leave --data out" in complaint


def test_what_cannot_be_looked_at_exits_with_2(ser, tmp_path):
    for arguments, words in (
        ((tmp_path / "nowhere",), "no folder"),
        ((tmp_path,), "no corpus in"),
        ((tmp_path, "--corpora", "Emo"), "unknown corpus 'Emo'"),
    ):
        status, told, complaint = ser("data", "verify", *arguments)
        assert (status, told, len(complaint.splitlines())) == (2, "", 1)
        assert words in complaint


def test_verify_remembers_and_rehash_makes_sure(ser, made_root, files, made_clip, memory):
    root = made_root(files)
    for path in files:
        os.utime(root / path, ns=(OLD, OLD))
    assert ser("data", "verify", root)[0] == 0
    assert len(memory.read_text().splitlines()) == 1 + len(files)
    wrong = root / "TESS/OAF_Fear/OAF_back_fear.wav"
    wrong.write_bytes(made_clip(0.11, seed=50))
    os.utime(wrong, ns=(OLD, OLD))
    # Nobody can set the time at which its entry was changed.
    assert ser("data", "verify", root)[0] == 1
    assert ser("data", "verify", root, "--rehash")[0] == 1


def test_names_are_shown_on_one_line_whatever_they_hold(ser, made_root, files):
    root = made_root(files | {"TESS/two\nlines.wav": b"?", "TESS/müde.wav": b"?"}, whole=files)
    _, told, _ = ser("data", "verify", root)
    assert "  TESS/müde.wav: its name" in told
    assert "  TESS/two\\nlines.wav: its name" in told
    assert shown(os.fsdecode(b"\xff.wav")) == "\\udcff.wav"


def test_verify_starts_without_the_heavy_libraries(made_root, files, tmp_path):
    """What makes it quick the second time: files that are known are not read, and nothing is that reads them."""
    root = made_root(files)
    for path in files:
        os.utime(root / path, ns=(OLD, OLD))
    code = (
        "import sys; from ser.commands import main; main(['data', 'verify', sys.argv[1]]); "
        "print(sorted({'pandas', 'numpy', 'soundfile', 'tqdm'} & set(sys.modules)))"
    )
    for heavy in ("soundfile", "[]"):
        ran = subprocess.run(
            [sys.executable, "-c", code, root],
            env=os.environ | {"SER_BUILD": str(tmp_path / "work")},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        assert heavy in ran.stdout.splitlines()[-1]


# list


def test_list_counts_what_is_there_and_names_what_is_not(ser, gaps, files, made_root):
    status, told, _ = ser("data", "list", "--data", made_root(files, name="whole"))
    assert status == 0
    assert "RAVDESS 1/1, TESS 2/2, SAVEE 1/1: 4 clips" in told
    status, told, _ = ser("data", "list", "--data", gaps, "--corpora", "TESS")
    assert status == 0
    assert "TESS 1/2: 1 clips" in told
    assert "not usable: TESS/YAF_beg_sad (missing)" in told
    assert "note: TESS: 1 file is a second copy of a clip, counted once" in told


def test_made_clips_are_called_so(ser, demo_root, made_root, files):
    told = ser("data", "list", "--data", demo_root)[1]
    assert "568 clips, 30 speakers; demo corpus: not a result\n" in told
    assert "demo" not in ser("data", "list", "--data", made_root(files))[1]


# combine


def test_a_table_of_made_clips_says_so(ser, demo_root, tmp_path):
    out, same = tmp_path / "table.csv", tmp_path / "table.parquet"
    told = ser("data", "combine", out, "--data", demo_root)[1]
    assert "; demo corpus: not a result; fingerprint " in told
    assert out.read_text(encoding="utf-8").startswith("# demo corpus: not a result\nclip,path,")
    clips = combine(demo_root).clips
    assert fingerprint(read_table(out)) == fingerprint(clips)
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: Parquet not tested")
    assert ser("data", "combine", same, "--data", demo_root)[0] == 0
    assert pd.read_parquet(same).attrs == {"note": "demo corpus: not a result"}
    assert fingerprint(pd.read_parquet(same)) == fingerprint(clips)


def test_a_folder_in_place_of_the_file_to_write(ser, tmp_path):
    folder = tmp_path / "my corpora"
    folder.mkdir()
    status, told, complaint = ser("data", "combine", folder)
    assert (status, told, len(complaint.splitlines())) == (2, "", 1)
    assert f"{folder} is a folder; expected the file to write" in complaint
    assert f"`ser data combine table.csv --data '{folder}'`" in complaint


def test_combine_writes_the_table_and_its_fingerprint(ser, made_root, files, tmp_path):
    root, out = made_root(files), tmp_path / "new" / "table.csv"
    status, told, _ = ser("data", "combine", out, "--data", root)
    assert status == 0
    with out.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    clips = combine(root).clips
    assert [row["clip"] for row in rows] == clips["clip"].tolist()
    assert list(rows[0]) == clips.columns.tolist()
    assert told.strip().endswith(f"fingerprint {fingerprint(clips)}")
    read = pd.read_csv(out)
    assert fingerprint(read) == fingerprint(clips)
    assert b"\r" not in out.read_bytes()
    assert [path.name for path in out.parent.iterdir()] == ["table.csv"]


def test_combine_names_what_it_leaves_out(ser, gaps, made_root, files, tmp_path):
    held = {path: content for path, content in files.items() if "YAF" not in path}
    root, out = made_root(held, whole=files, name="held"), tmp_path / "table.csv"
    status, told, complaint = ser("data", "combine", out, "--data", root)
    assert (status, told) == (2, "") and "TESS/YAF_beg_sad" in complaint and "--allow-missing" in complaint
    assert not out.exists()
    status, told, _ = ser("data", "combine", out, "--data", root, "--allow-missing")
    assert status == 0 and "left out: TESS/YAF_beg_sad (missing)" in told


def test_combine_takes_an_extra_corpus_when_it_is_named(ser, made_root, files, made_clip, tmp_path):
    root = made_root(files | {"CREMA-D/AudioWAV/1001_DFA_ANG_XX.wav": made_clip(0.2, seed=40)})
    out = tmp_path / "table.csv"
    assert ser("data", "combine", out, "--data", root)[0] == 0
    assert "CREMA-D" not in set(pd.read_csv(out)["corpus"])
    assert ser("data", "combine", out, "--data", root, "--corpora", "CREMA-D", "TESS")[0] == 0
    assert pd.read_csv(out)["corpus"].tolist() == ["TESS", "TESS", "CREMA-D"]


def test_an_ending_says_as_what_to_write(ser, tmp_path):
    """Before anything is read: there is no such folder of corpora."""
    for name in ("table.txt", "table"):
        status, _, complaint = ser("data", "combine", tmp_path / name, "--data", tmp_path / "nowhere")
        assert status == 2 and "expected .csv or .parquet" in complaint


def test_parquet_without_pyarrow_says_how_to_get_it(ser, tmp_path, monkeypatch):
    found = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name, *a: None if name == "pyarrow" else found(name, *a)
    )
    status, told, complaint = ser("data", "combine", tmp_path / "t.parquet", "--data", tmp_path / "nowhere")
    assert (status, told, len(complaint.splitlines())) == (2, "", 1)
    assert "Parquet needs pyarrow" in complaint and "pip install pyarrow" in complaint


def test_parquet_holds_the_same_table(ser, made_root, files, tmp_path):
    pytest.importorskip("pyarrow", reason="pyarrow is not installed: Parquet not tested")
    root, out = made_root(files), tmp_path / "table.parquet"
    assert ser("data", "combine", out, "--data", root)[0] == 0
    pd.testing.assert_frame_equal(pd.read_parquet(out), combine(root).clips)


def test_a_place_that_cannot_be_written_gets_one_line(ser, made_root, files, tmp_path):
    root = made_root(files)
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder.csv").mkdir()
    for out in (tmp_path / "file" / "table.csv", tmp_path / "folder.csv"):
        status, told, complaint = ser("data", "combine", out, "--data", root)
        assert (status, told, len(complaint.splitlines())) == (2, "", 1)
        assert f"cannot write {out} (" in complaint and "name another" in complaint
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_the_table_does_not_depend_on_locale_or_time_zone(made_root, files, tmp_path):
    root = made_root(files, name="müde Stimmen")
    written = []
    for number, setting in enumerate(
        ({}, {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"}, {"PYTHONUTF8": "0", "LC_ALL": "POSIX"})
    ):
        out = tmp_path / f"{number}.csv"
        subprocess.run(
            [sys.executable, "-m", "ser", "data", "combine", out, "--data", root],
            env=os.environ | setting | {"SER_BUILD": str(tmp_path / "work")},
            cwd=ROOT,
            capture_output=True,
            check=True,
        )
        written.append(out.read_bytes())
    assert written[0] == written[1] == written[2]
