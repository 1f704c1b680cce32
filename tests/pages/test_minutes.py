"""Minutes to read are counted, and every page of the walk tells those that were counted."""

import itertools
import os
import re
from pathlib import Path

import pytest
from docutils import nodes

from .conftest import ROOT

page = pytest.importorskip("minutes")


def document(*children):
    made = nodes.container()
    made += [nodes.paragraph("", child) if isinstance(child, str) else child for child in children]
    return made


def test_two_hundred_words_take_a_minute():
    assert page.minutes(document("word " * 1000)) == 5
    assert page.minutes(document("word " * 500, "word " * 500)) == 5
    assert page.minutes(document("one")) == page.minutes(document()) == 1


def test_a_number_is_one_word():
    assert page.minutes(document("0.734 12,345 95% don’t " * 100)) == 2


def test_what_is_not_words_takes_a_look():
    pictures = [nodes.image() for _ in range(8)]
    formulas = [nodes.math_block("", "x " * 900) for _ in range(4)]
    tables = nodes.raw("", "<table><tr><td>1</td></tr></table>" * 4 + "word " * 900, format="html")
    assert page.minutes(document(*pictures)) == 2
    assert page.minutes(document(*formulas)) == 1
    assert page.minutes(document(*pictures, *formulas, tables)) == 4


def test_code_that_is_folded_takes_no_time():
    code = [nodes.literal_block("", "word " * 900) for _ in range(20)]
    assert page.minutes(document(*code)) == 5
    folded = nodes.container("", *[one.deepcopy() for one in code], classes=["cell", "tag_hide-input"])
    assert page.minutes(document(folded)) == 1


def test_the_page_tells_its_minutes():
    role = page._role("minutes", "{minutes}`x`", "x", 1, None)[0][0]
    whole = document(nodes.paragraph("", "", role), "word " * 2400)
    page._write(None, whole, "a")
    assert whole[0].astext() == "about 12 minutes"
    assert not list(whole.findall(page.minutes_to_read))
    short = document(nodes.paragraph("", "", page._role("minutes", "", "x", 1, None)[0][0]))
    page._write(None, short, "a")
    assert short.astext() == "about 1 minute"


WALK = sorted((ROOT / "notebooks").glob("0[1-7]_*.py"))


@pytest.mark.parametrize("notebook", WALK, ids=lambda path: path.stem)
def test_a_page_of_the_walk_opens_and_closes_alike(notebook):
    text = notebook.read_text(encoding="utf-8")
    opening = re.search(
        r"^# What you will learn\n# : .+\n#\n# Time to read\n# : \{minutes\}`this page`\.\n#\n# What it needs\n# : .+$",
        text,
        re.MULTILINE,
    )
    assert opening and opening.start() < text.index('tags=["parameters"]')
    closing = text[text.index("# ## In short\n") :]
    assert len(re.findall(r"^# - .+$", closing, re.MULTILINE)) >= 3
    doors = re.findall(r"^# \*\*Next:\*\* \[\]\([\w./]+\), .+\.$", closing, re.MULTILINE)
    assert len(doors) == 1
    assert "## " not in closing.removeprefix("# ## In short\n")


def _in_order():
    """The pages of the book as its foot leads through them, and the door each names in its prose, if any."""
    toc = (ROOT / "book" / "_toc.yml").read_text(encoding="utf-8")
    pages = re.findall(r"^root: (\S+)", toc, re.MULTILINE) + re.findall(r"- file: (\S+)", toc)
    found = {}
    for page in pages:
        notebook, prose = ROOT / f"{page}.py", ROOT / "book" / f"{page}.md"
        path = notebook if notebook.is_file() else prose
        text = path.read_text(encoding="utf-8") if path.is_file() else ""
        door = re.search(r"\*\*Next:\*\* \[[^\]]*\]\(([\w./]+)\)", text)
        if door:
            # A notebook stands in book/notebooks when the book is built.
            target = os.path.normpath(Path(page).parent / door[1])
            found[page] = target.removesuffix(".md")
    return pages, found


def test_the_next_page_in_the_prose_is_the_next_page_at_its_foot():
    pages, doors = _in_order()
    assert len(doors) > 12
    after = dict(itertools.pairwise(pages))
    assert doors == {page: after[page] for page in doors}
