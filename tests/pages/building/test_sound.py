"""A book plays recordings only where a folder is named for it, and keeps such a book apart."""

import argparse
import io
import json
import os
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest
import soundfile

from ser.audio.example import made
from ser.commands import book as book_command
from ser.errors import BadValue
from ser.pages import player
from ser.pages.building import execute_pages
from ser.pages.building.book import make_book
from ser.pages.building.sound import asked_of, folder_name

from ..conftest import ROOT, START, make_project

DOG = "TESS/OAF_dog_happy"
PAGE = (
    START.replace('results = "results/demo"', 'results = "results/demo"\ndata = ""')
    + f"""
# %%
from ser.audio import load_example
from ser.pages import player

clip = load_example("{DOG}", data=data)
player.notice([clip])
player.show(clip)
"""
)


@pytest.fixture
def own(tmp_path):
    """A folder with one clip that stands for a recording: a tone that no synthesiser makes."""
    folder = tmp_path / "own"
    (folder / "TESS").mkdir(parents=True)
    tone = 0.5 * np.sin(2 * np.pi * 440 * np.arange(16000) / 16000)
    soundfile.write(folder / "TESS" / "OAF_dog_happy.wav", tone, 16000)
    return folder


@pytest.fixture
def project(tmp_path):
    root = make_project(tmp_path / "project", profile="full", page=PAGE)
    (root / "notebooks" / "a.py").write_text(
        PAGE.replace('"demo"', '"full"').replace("results/demo", "results/full")
    )
    (root / "notebooks" / "b.py").write_text(START.replace("demo", "full"))
    with (root / "book" / "_toc.yml").open("a") as toc:
        toc.write("- file: notebooks/b\n")
    (root / "book" / "intro.md").write_text("# Start\n\n{cite}`singh2023`\n\n```{bibliography}\n```\n")
    # The page needs all of the package, not the few modules of other tests.
    shutil.rmtree(root / "ser")
    return root


def _sounds(folder):
    return sorted(path for path in folder.rglob("*.flac"))


def test_a_default_build_holds_made_clips_alone_whatever_the_environment_says(project, own, monkeypatch):
    monkeypatch.setenv("SER_DATA", str(own))
    report = make_book("full", root=project)
    sounds = _sounds(report.index.parent)
    assert [path.name for path in sounds] == ["made-tess-oaf-dog-happy.flac"]
    assert sounds[0].read_bytes() == player.encoded(made(DOG))
    page = (report.index.parent / "notebooks" / "a.html").read_text()
    assert 'src="figures/a/made-tess-oaf-dog-happy.flac"' in page
    assert (report.index.parent / "notebooks" / "figures" / "a" / sounds[0].name).is_file()
    assert "not human speech" in page
    assert "not to be passed on" not in page
    assert str(own) not in page

    # Named, the folder is played from, in a book that lies elsewhere and says on each page what it is.
    apart = make_book("full", root=project, data=own)
    assert apart.index.parts[-3] == "full-own-clips"
    (sound,) = _sounds(apart.index.parent)
    assert sound.name == "recorded-tess-oaf-dog-happy.flac"
    samples, _ = soundfile.read(io.BytesIO(sound.read_bytes()))
    assert len(samples) == 16000
    for name in ("index.html", "notebooks/a.html", "notebooks/b.html"):
        assert "not to be passed on" in (apart.index.parent / name).read_text()
    assert "keep it to yourself" in (apart.index.parent / "notebooks" / "a.html").read_text()

    # The first book is as it was, and still fresh.
    again = make_book("full", root=project)
    assert (again.executed, again.built) == ([], False)
    assert _sounds(again.index.parent) == sounds


def test_the_folder_is_a_part_of_the_freshness_key(project, own, tmp_path):
    assert execute_pages("full", root=project, data=own)[0] == ["notebooks/a", "notebooks/b"]
    assert execute_pages("full", root=project, data=own)[0] == []
    other = shutil.copytree(own, tmp_path / "other")
    assert execute_pages("full", root=project, data=other)[0] == ["notebooks/a"]
    record = project / "build" / "pages" / "full-own-clips" / "notebooks" / "a.freshness.json"
    assert json.loads(record.read_text())["parts"]["parameters"]["data"] == json.dumps(str(other))


def test_only_a_page_that_declares_the_folder_is_given_it(project, own):
    assert asked_of(project / "notebooks" / "a.py", own) == {"data": str(own)}
    assert asked_of(project / "notebooks" / "a.py") == {}
    assert asked_of(project / "notebooks" / "b.py", own) == {}
    assert (folder_name("full"), folder_name("full", own)) == ("full", "full-own-clips")


def test_the_command_takes_no_folder_from_the_environment(own, monkeypatch):
    monkeypatch.setenv("SER_DATA", str(own))
    parser = argparse.ArgumentParser()
    book_command.add(parser.add_subparsers())
    assert parser.parse_args(["book"]).data == ""
    assert parser.parse_args(["book", "--data", str(own)]).data == str(own)
    with pytest.raises(BadValue, match="leave --data out"):
        book_command._check_data(parser.parse_args(["book", "--profile", "demo", "--data", str(own)]))


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not on the PATH")
@pytest.mark.parametrize("target", ["book", "notebooks"])
@pytest.mark.parametrize(
    ("environment", "written", "plays"),
    [({"SER_DATA": "/own"}, [], False), ({"DATA": "/own"}, [], False), ({}, ["DATA=/own"], True)],
)
def test_make_plays_recordings_only_where_the_command_names_them(target, environment, written, plays):
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATA", "SER_DATA", "MAKEFLAGS")
    }
    ran = subprocess.run(
        ["make", "-n", target, *written],
        cwd=ROOT,
        env=kept | environment,
        capture_output=True,
        text=True,
        check=True,
    )
    (line,) = [line for line in ran.stdout.splitlines() if "-m ser book" in line]
    assert ("--data" in line) is plays


def test_every_page_that_plays_declares_the_folder_and_never_gives_it_another_value():
    import ast

    import jupytext

    players = []
    for path in sorted((ROOT / "notebooks").glob("*.py")):
        cells = jupytext.read(path, fmt="py:percent").cells
        code = [cell for cell in cells if cell.cell_type == "code"]
        trees = [ast.parse(cell.source) for cell in code]
        stored = [
            node.id
            for tree in trees
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
        ]
        if any("player." in cell.source for cell in code):
            players.append(path.name)
            assert stored.count("data") == 1, f"{path.name} assigns data elsewhere than among its parameters"
    assert {"02_mfcc.py", "03_model.py", "05_published_results.py"} <= set(players)


def test_no_sound_is_among_the_files_of_the_project():
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True)
    if listed.returncode:
        pytest.skip("not a git checkout: which files are tracked is not known")
    kinds = {".wav", ".flac", ".ogg", ".mp3", ".aif", ".aiff", ".m4a", ".opus"}
    assert [name for name in listed.stdout.split("\0") if Path(name).suffix.lower() in kinds] == []
