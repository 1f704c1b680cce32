"""The entries to cite are those of the catalogue, of CITATION.cff and of the bibliography, once each."""

import re
from dataclasses import replace
from types import SimpleNamespace

import pytest
import yaml

from ser.corpora import CATALOGUE

from .conftest import ROOT

page = pytest.importorskip("bibtex")
CITATION = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
BIBLIOGRAPHY = (ROOT / "book" / "references.bib").read_text(encoding="utf-8")


def fields(entry):
    """The fields of an entry as a BibTeX reader sees them."""
    from pybtex.database import parse_string

    ((name, read),) = parse_string(entry, "bibtex").entries.items()
    people = [str(person) for person in read.persons.get("author", [])]
    return {"key": name, "kind": read.type, "people": people, **dict(read.fields)}


def test_an_article_is_taken_apart():
    told = fields(page.of_corpus(CATALOGUE["RAVDESS"]))
    assert (told["kind"], told["key"], told["year"]) == ("article", "livingstone2018", "2018")
    assert told["people"] == ["Livingstone, S. R.", "Russo, F. A."]
    assert (told["journal"], told["volume"], told["number"]) == ("PLoS ONE", "13", "5")
    assert told["pages"] == "e0196391"
    assert told["doi"] == CATALOGUE["RAVDESS"].doi
    assert told["title"].startswith("{The Ryerson") and told["title"].endswith("English}")


def test_a_meeting_and_a_dataset_are_told_apart():
    meeting, dataset = (fields(page.of_corpus(CATALOGUE[name])) for name in ("SAVEE", "TESS"))
    assert (meeting["kind"], meeting["key"], meeting["pages"]) == ("inproceedings", "haq2009", "53--58")
    assert meeting["booktitle"].endswith("(AVSP)")
    assert (dataset["kind"], dataset["key"], dataset["howpublished"]) == ("misc", "pichora2020", "Borealis")


@pytest.mark.parametrize("name", CATALOGUE)
def test_every_corpus_is_taken_apart_and_keeps_every_word(name):
    corpus = CATALOGUE[name]
    told = fields(page.of_corpus(corpus))
    assert "note" not in told
    said = re.sub(r"[{}\\.]", "", " ".join([*told["people"], *map(str, told.values())])).replace("--", "-")
    for word in re.findall(r"[\w-]{4,}", corpus.citation):
        assert word in said, (name, word)


def test_a_citation_of_another_form_stands_whole():
    told = fields(page.of_corpus(replace(CATALOGUE["TESS"], citation="A. & B. said so in #1")))
    assert (told["kind"], told["key"], told["note"]) == ("misc", "tess", r"A. \& B. said so in \#1")


def test_the_companion_is_that_of_citation_cff():
    told = fields(page.of_companion(CITATION))
    assert (told["kind"], told["key"]) == ("misc", "ser-companion")
    assert told["title"] == "{" + CITATION["title"] + "}"
    assert CITATION["version"] in told["note"]
    assert not {"doi", "url"} & set(told)
    assert ("year" in told) == ("date-released" in CITATION)
    commit = SimpleNamespace(hash="1234567890", date="2025-02-03")
    told = fields(page.of_companion({**CITATION, "date-released": ""}, commit))
    assert told["year"] == "2025" and "commit 1234567890" in told["note"]
    later = CITATION | {
        "date-released": "2026-05-01",
        "url": "https://example.org/a_b",
        "authors": [{"family-names": "Doe", "given-names": "J."}],
    }
    told = fields(page.of_companion(later, commit))
    assert "commit" not in told["note"]
    assert (told["year"], told["url"], told["people"]) == ("2026", "https://example.org/a_b", ["Doe, J."])


def test_the_paper_is_the_same_in_both_places():
    told, paper = fields(page.of_paper(BIBLIOGRAPHY)), CITATION["preferred-citation"]
    assert (told["title"], told["doi"], told["journal"]) == (paper["title"], paper["doi"], paper["journal"])
    assert [told[name] for name in ("year", "volume", "number", "pages")] == [
        str(paper[name]) for name in ("year", "volume", "issue", "start")
    ]
    with pytest.raises(ValueError, match="no entry singh2023"):
        page.of_paper("@misc{other,\n}\n")


def test_the_references_stand_in_the_order_of_their_authors():
    from pybtex.database import parse_string
    from pybtex.plugin import find_plugin

    entries = parse_string(BIBLIOGRAPHY, "bibtex")
    shown = find_plugin("pybtex.style.formatting", "plain")().format_bibliography(entries)
    first = [entries.entries[one.key].persons["author"][0].last_names[0] for one in shown]
    letters = [re.sub(r"\\.|[{}]", "", name)[0].lower() for name in first]
    assert letters == sorted(letters) and len(letters) == BIBLIOGRAPHY.count("\n@") + 1
    # A name of several words is one surname.
    (union,) = (str(one.text.render_as("text")) for one in shown if one.key == "aiact2024")
    assert union.startswith("European Union. ")


def test_the_corpora_are_cited_alike_in_citation_cff():
    combined = [corpus for corpus in CATALOGUE.values() if corpus.combined is not None]
    assert len(CITATION["references"]) == len(combined)
    for cited, corpus in zip(
        CITATION["references"], sorted(combined, key=lambda one: one.combined), strict=True
    ):
        told = fields(page.of_corpus(corpus))
        assert corpus.name in cited["title"]
        assert str(cited["year"]) == told["year"]
        assert [one["family-names"] for one in cited["authors"]] == [
            person.partition(",")[0] for person in told["people"]
        ]
        assert cited.get("doi", corpus.doi) == corpus.doi


def test_the_entries_of_the_corpora_are_typed_nowhere_else():
    keys = {fields(page.of_corpus(corpus))["key"] for corpus in CATALOGUE.values()}
    assert len(keys) == len(CATALOGUE)
    assert not keys & set(re.findall(r"^@\w+{(.+),$", BIBLIOGRAPHY, re.MULTILINE))


def test_the_entries_are_there_before_pages_cite_them(tmp_path):
    config = SimpleNamespace(bibtex_bibfiles=["references.bib"])
    page._write(SimpleNamespace(srcdir=tmp_path), config)
    assert config.bibtex_bibfiles == ["references.bib", page.CORPORA]
    text = (tmp_path / page.CORPORA).read_text(encoding="utf-8")
    assert text.count("@") == len(CATALOGUE)


def test_the_cite_page_shows_each_once():
    text = (ROOT / "book" / "cite.md").read_text(encoding="utf-8")
    assert re.findall(r"^```{bibtex} (\w+)$", text, re.MULTILINE) == ["paper", "companion", "corpora"]
    assert "@" not in text
