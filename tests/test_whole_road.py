"""The whole road on the demo corpus: corpora, features, every run, every page, the book without a warning.

The same command a person gives, with one epoch a run, in a copy of the project's folder.
"""

import json
import re
import shutil
from pathlib import Path

import pytest

from ser import experiments
from ser.commands import book, main, places
from ser.experiments import ARMS, Profile, plan
from ser.models.baselines import BaselineSettings

pytestmark = pytest.mark.road
ROOT = Path(__file__).parents[1]
PAGES = sorted(
    path.relative_to(ROOT / "notebooks").with_suffix("").as_posix()
    for path in (ROOT / "notebooks").rglob("*.py")
)
BANNER = "demo corpus: not a result"
SMALLEST = Profile(
    "demo", "every arm, one epoch", seeds=1, folds=1, places=1, epochs=1, headline_epochs=1, batch=64
)


@pytest.fixture(scope="module")
def project(tmp_path_factory) -> Path:
    """A copy of what the book is made from, so that the tests leave the project's own results alone."""
    root = tmp_path_factory.mktemp("project")
    for name in ("book", "notebooks", "ser"):
        shutil.copytree(ROOT / name, root / name, ignore=shutil.ignore_patterns("__pycache__", "*.ipynb"))
    for name in ("requirements.txt", "pyproject.toml", "CITATION.cff"):
        shutil.copy(ROOT / name, root)
    shutil.copytree(ROOT / "data", root / "data")
    (root / "results").mkdir()
    shutil.copy(ROOT / "results" / "published.toml", root / "results")
    (root / "benchmarks").mkdir()
    shutil.copy(ROOT / "benchmarks" / "results.json", root / "benchmarks")
    return root


@pytest.fixture(scope="module")
def reproduced(project, demo_root):
    """Run `ser reproduce` twice in the copy: what it printed each time."""
    import contextlib
    import io

    patch = pytest.MonkeyPatch()
    patch.setattr(places, "BUILD", project / "build")
    patch.setattr(places, "RESULTS", project / "results")
    patch.setattr(book, "ROOT", project)
    patch.setattr(experiments, "profile", lambda name: SMALLEST)
    patch.chdir(project)
    told = []
    for _ in range(2):
        screen = io.StringIO()
        with contextlib.redirect_stdout(screen):
            status = main(["reproduce"])
        assert status == 0, screen.getvalue()
        told.append(screen.getvalue())
    patch.undo()
    return told


def test_the_first_and_the_last_line_say_that_it_is_no_result(reproduced):
    lines = reproduced[0].strip().splitlines()
    for line in (lines[0], lines[-1]):
        assert "not a result" in line and "make reproduce DATA=" in line
    assert any("568 clips" in line for line in lines)
    assert any(line.startswith("The book is in ") for line in lines)


def test_every_arm_has_run(reproduced, project):
    records = [
        json.loads(path.read_text()) for path in (project / "results" / "demo" / "runs").rglob("*.json")
    ]
    assert {record["arm"] for record in records} == set(ARMS)
    assert len(records) == len(plan(SMALLEST))
    for record in records:
        assert record["data"]["demo"] is True
        is_network = not isinstance(ARMS[record["arm"]].model, BaselineSettings)
        assert record["training"]["epochs"] == int(is_network)
        assert set(record["data"]["corpora"]) <= {"RAVDESS", "TESS", "SAVEE"}


def test_nothing_is_done_twice(reproduced):
    assert f"experiments: {len(plan(SMALLEST))} runs done now" in reproduced[0]
    assert "experiments: 0 runs done now" in reproduced[1]
    assert f"pages: {len(PAGES)} executed, 0 unchanged" in reproduced[0]
    assert f"pages: 0 executed, {len(PAGES)} unchanged" in reproduced[1]
    assert "(unchanged)" in reproduced[1]


def _pages_of(project: Path) -> dict[str, str]:
    html = project / "build" / "book" / "demo" / "html"
    return {name: (html / "notebooks" / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}


def test_every_page_says_that_it_rests_on_the_demo_corpus(reproduced, project):
    html = project / "build" / "book" / "demo" / "html"
    pages = [path for path in html.rglob("*.html") if "_static" not in path.parts]
    assert len(pages) > len(PAGES)
    for path in pages:
        assert BANNER in path.read_text(encoding="utf-8"), path.name


def test_no_page_asks_another_machine_for_anything(reproduced, project):
    fetched = re.compile(
        r"""<(?:script|img|iframe|audio|video|source)[^>]+src=["']https?:|<link[^>]+href=["']https?:"""
    )
    for name, text in _pages_of(project).items():
        found = [hit for hit in fetched.findall(text) if 'rel="canonical"' not in hit]
        assert not found, (name, found)


def test_every_solution_passes_its_check_on_its_page(reproduced, project):
    exercises = [name for name in PAGES if name.startswith("exercises/")]
    assert len(exercises) >= 12
    for name, text in _pages_of(project).items():
        assert ("ser-verdict-pass" in text) == (name in exercises), name
        assert "ser-verdict-hint" not in text and "ser-verdict-not-yet" not in text, name
