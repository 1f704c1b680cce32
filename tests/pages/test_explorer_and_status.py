"""The explorer and the status page, executed: on runs of the demo corpus nothing they show can be taken for a result."""

import re
from pathlib import Path

import nbformat
import numpy as np
import pytest
from made_runs import clips_of, leave

from ser.experiments import plan, profile
from ser.pages.banner import BANNER
from ser.pages.building.execute import execute

ROOT = Path(__file__).resolve().parents[2]
CLIPS = clips_of(range(1, 25))
WARNING = f"{BANNER.capitalize()}."


@pytest.fixture(scope="module", params=["demo", "full"])
def pages(request, tmp_path_factory):
    """Both pages on four runs: `(profile, name -> executed notebook)`, without a history of the results."""
    name = request.param
    folder = tmp_path_factory.mktemp("pages")
    results = folder / name
    wanted = [run.name for run in plan(profile(name)) if run.data == "RAVDESS" and run.split == "random"][:4]
    for run in wanted:
        leave(results, run, np.random.default_rng(0).random(len(CLIPS)) < 0.6, CLIPS, demo=name == "demo")
    made = {}
    for page in ("09_explorer", "10_status"):
        out = folder / f"{page}.ipynb"
        parameters = {"profile": name, "results": str(results)}
        execute(ROOT / "notebooks" / f"{page}.py", out, parameters=parameters, root=ROOT)
        made[page] = nbformat.read(out, as_version=4)
    return name, made


def _shown(notebook, kind):
    """What a reader sees of a kind of output; the texts that are glued into the prose have none of their own."""
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    return [output["data"][kind] for output in outputs if kind in output.get("data", {})]


@pytest.mark.parametrize("page", ["09_explorer", "10_status"])
def test_each_output_says_when_it_is_of_the_demo_corpus(pages, page):
    name, made = pages
    notebook = made[page]
    told = [text for kind in ("text/html", "text/plain") for text in _shown(notebook, kind)]
    told += [notebook.cells[-1].source]
    if name == "full":
        assert all(BANNER not in text.lower() for text in told)
        return
    assert all(BANNER in text.lower() for text in told)
    captions = re.findall(r"<caption>(.*?)</caption>", "".join(told))
    assert len(captions) > 4
    assert all(WARNING in caption for caption in captions)


def test_the_status_page_counts_and_folds(pages):
    name, made = pages
    planned = len(plan(profile(name)))
    glued = {
        output["metadata"]["scrapbook"]["name"]: output["data"]["application/papermill.record/text/plain"]
        for cell in made["10_status"].cells
        for output in cell.get("outputs", [])
        if "scrapbook" in output.get("metadata", {})
    }
    assert glued["done"] == "'4'"
    assert glued["planned"] == f"'{planned:,}'"
    assert glued["left"] == f"'{planned - 4:,}'"
    assert glued["cpu_hours"] == "'0.1'"
    assert glued["span"] == "'not known, since git cannot tell'"
    text = "".join(_shown(made["10_status"], "text/html"))
    assert text.count('<details class="ser-fold">') >= 3
    assert "commit unknown" in text


def test_the_last_section_lists_what_was_glued(pages):
    _, made = pages
    last = made["09_explorer"].cells[-1].source
    assert '<tr id="number-alpha">' in last.partition("On no result file")[2].partition("ser-basis")[0]
    assert '<tr id="number-explored_run">' in last.partition("On all files that the page reads (8 files; ")[2]
