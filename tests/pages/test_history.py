"""Commits are asked of git; without it, or with too short a history, nothing is claimed."""

import os
import shutil
import subprocess

import pytest

from ser.pages.history import UNCOMMITTED, UNKNOWN, history, standing

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")


def _git(root, *arguments, day=1):
    date = f"2001-01-{day:02d}T12:00:00+00:00"
    who = {f"GIT_{role}_{what}": "a@b" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
    command = ["git", "-c", "commit.gpgsign=false", *arguments]
    subprocess.run(command, cwd=root, env=os.environ | who | dates, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path):
    """Two commits: `a` and a file with blanks in its name on the first day, `b` on the second."""
    root = tmp_path / "repository"
    results = root / "results"
    results.mkdir(parents=True)
    _git(root, "init", "-q")
    for day, names in enumerate((("a", "ä b"), ("b",)), start=1):
        for name in names:
            (results / name).write_text(name)
        _git(root, "add", "-A")
        _git(root, "commit", "-qm", "a change", day=day)
    return root


def test_each_file_has_the_commit_that_last_changed_it(repository):
    found = history(repository / "results", root=repository)
    dates = {name: commit.date for name, commit in found.commits.items()}
    assert dates == {"results/a": "2001-01-01", "results/ä b": "2001-01-01", "results/b": "2001-01-02"}
    assert found.told(["results/a", "results/b"]) == str(found.of("results/b"))
    assert found.told(["results/a"]).endswith(", 2001-01-01")


def test_the_commit_that_a_folder_stands_at(repository, tmp_path):
    built = repository / "build"
    built.mkdir()
    (built / "b").write_text("b")
    assert standing(built, "b") is None  # the repository has no such file at its top
    (repository / "b").write_text("b")
    assert standing(built, "b").date == "2001-01-02"
    (built / "b").write_text("another repository's")
    assert standing(built, "b") is None
    assert standing(tmp_path, "b") is None  # no repository


def test_several_folders_are_asked_together(repository):
    (repository / "measured").mkdir()
    (repository / "measured" / "times").write_text("1 s")
    _git(repository, "add", "-A")
    _git(repository, "commit", "-qm", "a change", day=3)
    found = history(repository / "results", repository / "measured", root=repository)
    assert found.told(["measured/times"]).endswith("2001-01-03")
    assert found.told(["results/b"]).endswith("2001-01-02")
    assert history(repository / "results", root=repository).told(["measured/times"]) == UNCOMMITTED


def test_a_changed_and_a_new_file_are_not_committed(repository):
    (repository / "results" / "a").write_text("other")
    (repository / "results" / "new").write_text("new")
    found = history(repository / "results", root=repository)
    assert found.told(["results/a"]) == found.told(["results/new"]) == UNCOMMITTED
    assert found.told(["results/a", "results/b"]).endswith(f"2001-01-02; 1 of 2 files {UNCOMMITTED}")


def test_another_repository_in_the_environment_is_not_asked(repository, tmp_path, monkeypatch):
    monkeypatch.setenv("GIT_DIR", str(tmp_path / "nothing"))
    assert history(repository / "results", root=repository).known


def test_a_shallow_clone_does_not_know_who_made_its_oldest_files(repository, tmp_path):
    clone = tmp_path / "clone"
    _git(tmp_path, "clone", "-q", "--depth", "1", repository.as_uri(), str(clone))
    found = history(clone / "results", root=clone)
    assert found.told(["results/a"]) == UNKNOWN
    (clone / "results" / "c").write_text("c")
    _git(clone, "add", "-A")
    _git(clone, "commit", "-qm", "a change", day=3)
    assert history(clone / "results", root=clone).told(["results/c"]).endswith("2001-01-03")


@pytest.mark.parametrize("how", ["no git", "no repository", "nothing committed"])
def test_what_git_cannot_tell_is_unknown(repository, tmp_path, monkeypatch, how):
    root = repository
    if how == "no git":
        monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    elif how == "no repository":
        shutil.rmtree(repository / ".git")
        monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    else:
        (root / "made").mkdir()
        (root / "made" / "a").write_text("a")
    folder = root / ("made" if how == "nothing committed" else "results")
    found = history(folder, root=root)
    assert not found.known
    assert found.told(["results/a"]) == UNKNOWN
