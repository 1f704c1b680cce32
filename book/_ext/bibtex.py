"""How to cite, as BibTeX that is written in no second place.

The directive {bibtex} shows the `paper`, the `companion` or the `corpora`: the first from the entry
that the pages cite, the second from CITATION.cff, the third from the catalogue of the package. The
entries of the corpora also go into `corpora.bib`, where the pages find what they cite.
"""

import re
from pathlib import Path

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

PAPER = "singh2023"
CORPORA = "corpora.bib"
CITATION = "CITATION.cff"

_CITED = re.compile(r"(?P<author>.+?) \((?P<year>\d{4})\)\. (?P<title>.+?)\. (?P<where>.+?)\.?")
_JOURNAL = re.compile(r"(?P<journal>.+?) (?P<volume>\d+)\((?P<number>\d+)\), (?P<pages>[\w-]+)")
_MEETING = re.compile(r"(?P<booktitle>Proceedings .+?), (?P<pages>\d+-\d+)")


def of_corpus(corpus):
    """The entry of a corpus, from its citation; one that cannot be taken apart stands whole in `note`."""
    found = _CITED.fullmatch(corpus.citation)
    if found is None:
        return entry("misc", corpus.name.lower(), {"title": corpus.title, "note": corpus.citation})
    where = found["where"]
    journal, meeting = _JOURNAL.fullmatch(where), _MEETING.fullmatch(where)
    kind = "article" if journal else "inproceedings" if meeting else "misc"
    place = (journal or meeting).groupdict() if journal or meeting else {"howpublished": where}
    people = [re.sub(r"\.(?=[A-Z])", ". ", person) for person in found["author"].split("; ")]
    fields = {"author": " and ".join(people), "title": found["title"], **place}
    fields |= {"year": found["year"], "doi": corpus.doi}
    return entry(kind, key(people[0], found["year"]), fields)


def of_companion(citation, commit=None):
    """The entry of the companion, from what CITATION.cff says; before a release, of the commit that is given."""
    people = [
        f"{one['family-names']}, {one['given-names']}" if "family-names" in one else f"{{{one['name']}}}"
        for one in citation["authors"]
    ]
    released = str(citation.get("date-released", ""))
    state = f", commit {commit.hash}" if commit and not released else ""
    made = released or (commit.date if commit else "")
    fields = {
        "author": " and ".join(people),
        "title": citation["title"],
        "year": made[:4],
        "note": f"Version {citation['version']}{state}, software",
        "doi": citation.get("doi", ""),
        "url": citation.get("url") or citation.get("repository-code", ""),
    }
    return entry("misc", citation["title"].partition(":")[0], fields)


def of_paper(bibliography):
    """The entry of the paper as the bibliography has it."""
    found = re.search(rf"^@\w+{{{PAPER},$.*?^}}$", bibliography, re.MULTILINE | re.DOTALL)
    if found is None:
        raise ValueError(f"no entry {PAPER} in the bibliography")
    return found[0]


def entry(kind, name, fields):
    """One entry; a field without a value is left out, and the capitals of a title are kept."""
    lines = []
    for field, value in fields.items():
        text = _escaped(value, field)
        if value:
            lines.append(f"  {field} = {{{{{text}}}}}" if field == "title" else f"  {field} = {{{text}}}")
    return f"@{kind}{{{name},\n" + ",\n".join(lines) + "\n}"


def key(person, year):
    """The key of an entry: the first part of the first surname, and the year."""
    return re.match(r"\w+", person)[0].lower() + year


def _escaped(value, field):
    if field in ("doi", "url"):
        return value
    text = re.sub(r"([&%#_])", r"\\\1", value)
    return text.replace("-", "--") if field == "pages" and re.fullmatch(r"\d+-\d+", text) else text


class Bibtex(SphinxDirective):
    """Show the entry of `paper` or `companion`, or each of the `corpora` under its name."""

    required_arguments = 1

    def run(self):
        try:
            shown = self._entries(self.arguments[0])
        except (KeyError, OSError, ValueError) as problem:
            raise self.error(f"bibtex: {problem}") from problem
        made = []
        for name, text in shown.items():
            if name:
                made.append(nodes.paragraph("", "", nodes.strong("", name)))
            made.append(nodes.literal_block(text, text, language="bibtex"))
        return made

    def _entries(self, what):
        folder = Path(self.env.srcdir)
        if what == "paper":
            self.env.note_dependency("references.bib")
            return {"": of_paper((folder / "references.bib").read_text(encoding="utf-8"))}
        if what == "companion":
            import yaml

            from ser.pages.history import standing

            self.env.note_dependency(CITATION)
            citation = yaml.safe_load((folder / CITATION).read_text(encoding="utf-8"))
            return {"": of_companion(citation, standing(folder, CITATION))}
        if what == "corpora":
            return {name: of_corpus(corpus) for name, corpus in _catalogue().items()}
        raise ValueError(f"unknown {what!r}; expected paper, companion or corpora")


def _catalogue():
    from ser.corpora import CATALOGUE

    return CATALOGUE


def _write(app, config):
    try:
        entries = [of_corpus(corpus) for corpus in _catalogue().values()]
    except ImportError:  # a book without the corpora of the package cites none
        return
    path, text = Path(app.srcdir) / CORPORA, "\n\n".join(entries) + "\n"
    if not path.is_file() or path.read_text(encoding="utf-8") != text:  # a new one makes every page old
        path.write_text(text, encoding="utf-8")
    config.bibtex_bibfiles = [*config.bibtex_bibfiles, CORPORA]


def setup(app):
    app.add_directive("bibtex", Bibtex)
    app.connect("config-inited", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
