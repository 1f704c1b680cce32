"""What needs a public address is in the book when there is one, and nowhere when there is none."""

import json
import re
import xml.etree.ElementTree as ElementTree

import pytest

from ser.pages.building import make_book
from ser.pages.building.book import ENGINES
from ser.pages.building.standalone import works

from .conftest import ROOT, make_project

BOOK = "https://some-lab.github.io/emotion/"
REPOSITORY = "https://github.com/some-lab/emotion"
NEED_AN_ADDRESS = ("mybinder.org", "colab.research", "github.com/some-lab", "github.io", 'rel="canonical"',
                   "og:url", "og:image", "source-repository-button", "launch-buttons")  # fmt: skip


def _made(folder, *, engine, repository):
    root = make_project(folder / "project")
    (root / "book" / "address.toml").write_text(f'repository = "{repository}"\n', encoding="utf-8")
    return make_book("demo", root=root, engine=engine).index.parent


@pytest.fixture(scope="module", params=ENGINES)
def public(request, tmp_path_factory):
    return _made(tmp_path_factory.mktemp("public"), engine=request.param, repository=REPOSITORY)


@pytest.fixture(scope="module")
def private(tmp_path_factory):
    return _made(tmp_path_factory.mktemp("private"), engine="jupyter-book", repository="")


def _texts(html):
    return {
        path.relative_to(html).as_posix(): path.read_text(encoding="utf-8") for path in html.rglob("*.html")
    }


def test_without_an_address_nothing_leads_to_one(private):
    assert not (private / "sitemap.xml").exists()
    for name, text in _texts(private).items():
        for word in NEED_AN_ADDRESS:
            assert word not in text, (name, word)
    notebook = (private / "_sources" / "notebooks" / "a.ipynb").read_text(encoding="utf-8")
    assert "git" not in json.loads(notebook)["cells"][1]["source"]


def test_with_an_address_a_page_says_where_it_is(public):
    text = _texts(public)["notebooks/a.html"]
    assert f'<link rel="canonical" href="{BOOK}notebooks/a.html" />' in text
    assert f'<meta property="og:url" content="{BOOK}notebooks/a.html" />' in text
    assert '<meta property="og:title" content="A page" />' in text


def test_with_an_address_the_sitemap_has_every_page(public):
    tree = ElementTree.parse(public / "sitemap.xml")  # noqa: S314 (written by the build)
    places = [place.text for place in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert places == [f"{BOOK}intro.html", f"{BOOK}notebooks/a.html"]
    for place in places:
        assert (public / place.removeprefix(BOOK)).is_file()


def test_with_an_address_buttons_lead_to_the_branch_of_executed_notebooks(public):
    links = set(re.findall(r'href="(https://[^"]+)"', _texts(public)["notebooks/a.html"]))
    assert "https://mybinder.org/v2/gh/some-lab/emotion/executed?urlpath=lab/tree/notebooks/a.ipynb" in links
    assert (
        "https://colab.research.google.com/github/some-lab/emotion/blob/executed/notebooks/a.ipynb" in links
    )
    assert REPOSITORY in links
    prose = _texts(public)["intro.html"]
    assert "mybinder" not in prose and "colab" not in prose and f'href="{REPOSITORY}"' in prose


def test_the_card_is_shown_where_there_is_one(tmp_path):
    root = make_project(tmp_path / "project")
    (root / "book" / "address.toml").write_text(f'repository = "{REPOSITORY}"\n', encoding="utf-8")
    (root / "book" / "_static" / "card.png").write_bytes(b"made by a test")
    (root / "book" / "_static" / "card.txt").write_text('Says "0.5" & more\n', encoding="utf-8")
    text = _texts(make_book("demo", root=root).index.parent)["notebooks/a.html"]
    assert f'<meta property="og:image" content="{BOOK}_static/card.png" />' in text
    assert '<meta property="og:image:alt" content="Says &quot;0.5&quot; &amp; more" />' in text
    assert '<meta name="twitter:card" content="summary_large_image" />' in text


def test_every_page_describes_itself(private):
    text = _texts(private)
    assert '<meta name="description" content="The value is 0.900, see' in text["notebooks/a.html"]
    for name in ("intro.html", "notebooks/a.html"):
        assert text[name].count('<meta name="description"') == 1


def test_a_page_is_there_to_take_along(private):
    page = _texts(private)["notebooks/a.html"]
    for suffix in ("ipynb", "py"):
        assert re.search(rf'href="\.\./_sources/notebooks/a\.{suffix}" download\s', page), suffix
    notebook = json.loads((private / "_sources" / "notebooks" / "a.ipynb").read_text(encoding="utf-8"))
    prose = "".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    assert "The value is 0.900" in prose and "{glue" not in prose
    script = (private / "_sources" / "notebooks" / "a.py").read_text(encoding="utf-8")
    compile(script, "a.py", "exec")
    assert "# The value is 0.900" in script
    assert "a.py" not in _texts(private)["intro.html"]


def test_works_are_named_as_prose_names_them():
    named = works([ROOT / "book" / "references.bib"])
    assert named["singh2023"] == ("Singh et al.", "2023")
    assert named["davis1980"] == ("Davis and Mermelstein", "1980")
    assert named["luna2021"] == ("Luna-Jiménez et al.", "2021")
    assert named["ma2024"] == ("Ma et al.", "2024")
