"""The page of corpora says what the catalogue says, and what it does not know."""

import re
from dataclasses import replace

import pytest

from ser.corpora import CATALOGUE, EMOTIONS

from .conftest import ROOT

page = pytest.importorskip("catalogue")
MARKS = ("% table of the corpora", "% each corpus")


def test_the_page_holds_both_marks_and_the_book_holds_the_page():
    text = (ROOT / "book" / "catalogue.md").read_text(encoding="utf-8")
    assert [line for line in text.splitlines() if line.startswith("%")] == list(MARKS)
    assert "- file: catalogue\n" in (ROOT / "book" / "_toc.yml").read_text(encoding="utf-8")


def test_the_marks_become_every_corpus():
    source = [f"# Title\n\n{MARKS[0]}\n\n{MARKS[1]}\n"]
    page._write(None, "catalogue", source)
    assert not any(mark in source[0] for mark in MARKS)
    assert re.findall(r"^## (.+)$", source[0], re.MULTILINE) == list(CATALOGUE)


@pytest.mark.parametrize("name", CATALOGUE)
def test_a_section_has_every_fact(name):
    corpus = CATALOGUE[name]
    text = page.section(corpus)
    bare = text.replace("\\", "")
    for fact in (
        corpus.title,
        corpus.citation,
        corpus.licence,
        corpus.source,
        corpus.grammar,
        corpus.example,
    ):
        assert fact in bare
    assert all(
        corpus.doi in bare and archive.checksum.rpartition(":")[2] in bare for archive in corpus.archives
    )
    told = (
        f"`{code}`" if code == label else f"`{code}` {label}"
        for code, label in (corpus.emotions | corpus.dropped).items()
    )
    assert all(one in text for one in told)
    for odd in corpus.irregularities:
        assert odd.what[1:] in bare and odd.effect[1:] in bare
        assert all(f"`{clip}`" in text for clip in odd.clips)
    told = [line for line in text.splitlines() if re.match(r": \d+ (women|men|sex)", line)]
    assert sum(line.count(",") + 1 for line in told) == len(corpus.speakers)
    assert (f"{corpus.clips:,} clips" in text) and ("SHA-256" in text) == (corpus.manifest is not None)


def test_what_is_not_known_is_said():
    text = page.section(CATALOGUE["EMO-DB"])
    assert text.count(page.UNKNOWN) == 3  # licence, archive, sizes and hashes
    blank = replace(CATALOGUE["EMO-DB"], speakers={"EMO-DB-03": ""}, homepage="", doi="")
    assert ": 1 sex not known: 03" in page.section(blank)
    assert "https://" not in page.section(blank).replace("(<http", "")


def test_text_is_text():
    odd = replace(CATALOGUE["EMO-DB"], title="a *b* <c> `d` $e$ [f]", irregularities=())
    assert r"a \*b\* \<c\> \`d\` \$e\$ \[f\]." in page.section(odd)
    assert "What is odd" not in page.section(odd)


def test_the_tables_count_clips_as_the_corpora_have_them():
    text = page.table(CATALOGUE)
    assert text.count("<table") == 2
    counts = text.split("<table")[2]
    listed = [name for name, corpus in CATALOGUE.items() if corpus.manifest is not None]
    assert re.findall(r'<th scope="col" class="number">([\w-]+)</th>', counts) == listed
    assert re.findall(r'<th scope="row">(\w+)</th>', counts) == list(EMOTIONS)
    calm = re.search(r">calm</th>(.*?)</tr>", counts)[1]
    shown = dict(zip(listed, re.findall(r">([^<]+)</td>", calm), strict=True))
    assert (shown["RAVDESS"], shown["TESS"], shown["SAVEE"]) == ("192", "\N{EN DASH}", "\N{EN DASH}")
    happy = re.search(r">happy</th>(.*?)</tr>", counts)[1]
    assert re.findall(r">([\d,]+)</td>", happy)[listed.index("CREMA-D")] == "1,271"


def test_the_table_of_emotions_says_which_corpus_has_no_list_and_needs_no_stack():
    text = page.table(CATALOGUE)
    unlisted = [name for name, corpus in CATALOGUE.items() if corpus.manifest is None]
    assert "EMO-DB" in unlisted and f"No list yet: {', '.join(unlisted)}." in text
    assert "ser-stack" not in text.split("Clips of each emotion")[1]
    assert "No list" not in page.table({"SAVEE": CATALOGUE["SAVEE"]})
