"""The book of the committed results, which is built wherever there are no corpora."""

import json

import pytest

from .conftest import PROFILE, ROOT

PAGES = sorted(
    path.relative_to(ROOT / "notebooks").with_suffix("").as_posix()
    for path in (ROOT / "notebooks").rglob("*.py")
)


@pytest.fixture(scope="module")
def texts(html):
    return {name: (html / "notebooks" / f"{name}.html").read_text(encoding="utf-8") for name in PAGES}


@pytest.mark.parametrize("name", PAGES)
def test_no_page_is_taken_for_one_of_the_demo_corpus_or_names_a_place_of_this_machine(texts, name):
    assert "demo corpus: not a result" not in texts[name]
    assert str(ROOT) not in texts[name]


def test_it_rests_on_the_clips_of_the_committed_runs(texts):
    record = json.loads((ROOT / "results" / PROFILE / "runs/all/random/published/f0-s0.json").read_text())
    assert f"{record['data']['clips']:,} clips" in "".join(texts.values())


@pytest.mark.parametrize("name", [name for name in PAGES if name.startswith("exercises/")])
def test_the_solution_passes_its_check_on_its_page(texts, name):
    assert "ser-verdict-pass" in texts[name]
    assert "ser-verdict-hint" not in texts[name] and "ser-verdict-not-yet" not in texts[name]
