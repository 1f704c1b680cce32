"""Every word of the glossary stands on a page that leads to it, and every link leads to a word."""

import re

import pytest
from docutils import nodes

from .conftest import ROOT

page = pytest.importorskip("terms")
GLOSSARY = (ROOT / "book" / "glossary.md").read_text(encoding="utf-8")
WORDS = GLOSSARY[GLOSSARY.index(":sorted:\n") : GLOSSARY.index("\n## Symbols")]
PAGES = {
    path.name: path.read_text(encoding="utf-8")
    for folder, pattern in (("notebooks", "*.py"), ("book", "*.md"))
    for path in sorted((ROOT / folder).glob(pattern))
}
EXERCISES = {
    f"exercises/{path.name}": path.read_text(encoding="utf-8")
    for path in sorted((ROOT / "notebooks" / "exercises").glob("*.py"))
}
_LINK = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`")


def _terms():
    """Each term of the glossary, small, to the first term of its entry."""
    found = {}
    for entry in re.findall(r"(?:^\S.*\n)+(?:^  .*\n)", WORDS.partition("\n\n")[2] + "\n", re.MULTILINE):
        names = [line.strip().lower() for line in entry.splitlines() if not line.startswith(" ")]
        found |= dict.fromkeys(names, names[0])
    return found


TERMS = _terms()


def test_every_entry_is_read():
    assert len(set(TERMS.values())) == len(re.findall(r"^  \S", WORDS, re.MULTILINE)) > 50


def test_every_link_leads_to_a_word():
    links = {link.lower() for text in PAGES.values() for link in _LINK.findall(text)}
    assert len(links) > 5
    assert links <= set(TERMS)


def test_every_word_is_linked_from_a_page():
    linked = set()
    for name, text in PAGES.items():
        if name != "glossary.md":
            italics = re.findall(r"(?<!\*)\*([A-Za-z][^*\n]*)\*(?!\*)", text)
            linked |= {TERMS.get(link.lower()) for link in _LINK.findall(text)}
            linked |= {page.meaning(word, TERMS) for word in italics}
    assert set(TERMS.values()) - linked == set()


def test_a_word_is_linked_once_where_it_first_stands():
    first, again, plural = (nodes.emphasis("", text) for text in ("Clip", "clip", "frames"))
    in_link, in_title, other = (nodes.emphasis("", text) for text in ("hop", "mask", "nothing of that kind"))
    whole = nodes.section("", nodes.title("", "", in_title), nodes.paragraph("", "", first, again, plural))
    whole += nodes.paragraph("", "", nodes.reference("", "", in_link), other)
    terms = {"clip": ("glossary", "a"), "frame": ("glossary", "b"), "hop": ("g", "c"), "mask": ("g", "d")}
    assert list(page.words_to_link(whole, terms)) == [(first, ("glossary", "a")), (plural, ("glossary", "b"))]


@pytest.mark.parametrize(
    ("word", "found"),
    [("Accuracy", "accuracy"), ("random\nclips", "random clips"), ("Takes:", "take"), ("calm", None)],
)
def test_a_word_is_found_in_its_forms(word, found):
    assert page.meaning(word, TERMS) == (found and TERMS[found])


_LETTER = re.compile(r"(?<![A-Za-z\\])[A-Za-z](?![A-Za-z])")


def _formulas(text):
    return re.findall(r"(?<!`)\$\$?(.+?)\$\$?", text)


def test_each_symbol_has_one_meaning():
    rows = re.findall(r"^\| (\$.+?\$) \| .+? \| (.+?) \|$", GLOSSARY, re.MULTILINE)
    symbols = [symbol for cell, _ in rows for symbol in _formulas(cell)]
    assert len(symbols) == len(set(symbols)) > 20
    for cell, where in rows:
        for name in re.findall(r"notebooks/([\w/]+)", where):
            used = " ".join(_formulas((PAGES | EXERCISES)[f"{name}.py"]))
            assert set(_LETTER.findall(cell)) <= set(_LETTER.findall(used)), (name, cell)


def test_each_letter_of_a_formula_is_in_the_table():
    table = GLOSSARY[GLOSSARY.index("\n## Symbols") :]
    known = set(_LETTER.findall(" ".join(_formulas(table))))
    for name, text in (PAGES | EXERCISES).items():
        for formula in _formulas(text) if name != "glossary.md" else ():
            bare = re.sub(r"\\[A-Za-z]+", " ", formula)
            assert set(_LETTER.findall(bare)) <= known, (name, formula)


def test_an_exercise_takes_no_letter_of_another_page():
    """The pages that a letter is listed for, and the page behind an exercise, share it; others do not."""
    listed = {}
    for cell, where in re.findall(r"^\| (\$.+?\$) \| .+? \| (.+?) \|$", GLOSSARY, re.MULTILINE):
        for letter in _LETTER.findall(" ".join(_formulas(cell))):
            listed.setdefault(letter, set()).update(re.findall(r"notebooks/([\w/]+)", where))
    for name, text in EXERCISES.items():
        behind = re.search(r"page: notebooks/(\w+)", text)
        at = {name.removesuffix(".py"), *(behind.groups() if behind else ())}
        for formula in _formulas(text):
            for letter in _LETTER.findall(re.sub(r"\\[A-Za-z]+", " ", formula)):
                assert listed[letter] & at, (name, formula)
