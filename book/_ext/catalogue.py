"""The page of corpora is the catalogue: `% table of the corpora` and `% each corpus` are written from it."""

import re
from collections import Counter
from pathlib import PurePosixPath

# The package is imported where a page asks for the catalogue, so that a book without one needs none.

UNKNOWN = "not known to us"
_MARK = re.compile(r"^% (table of the corpora|each corpus)$", re.MULTILINE)
_SEXES = {"female": "women", "male": "men", "": "sex not known"}


def table(corpora):
    """Two tables: what each corpus is, and how many clips of each emotion it has."""
    import pandas as pd

    from ser.corpora import EMOTIONS
    from ser.pages.show import table_html

    facts = {name: _row(corpus) for name, corpus in corpora.items()}
    counts = {name: _counts(corpus) for name, corpus in corpora.items() if corpus.manifest is not None}
    unlisted = [name for name in corpora if name not in counts]
    missing = f" No list yet: {', '.join(unlisted)}." if unlisted else ""
    lines = []
    for frame, numbers, caption in (
        (
            pd.DataFrame.from_dict(facts, orient="index"),
            ("clips", "speakers", "women", "men"),
            "The corpora, as published.",
        ),
        (
            pd.DataFrame(counts, index=EMOTIONS),
            tuple(counts),
            f"Clips of each emotion, by the list of files. A dash: none.{missing}",
        ),
    ):
        html = table_html(frame, caption=caption, formats=dict.fromkeys(numbers, ",.0f"))
        lines += ["```{raw} html", html, "```", ""]
    return "\n".join(lines)


def _row(corpus):
    sexes = Counter(corpus.speakers.values())
    return {
        "clips": corpus.clips,
        "speakers": len(corpus.speakers),
        "women": sexes["female"],
        "men": sexes["male"],
        "language": corpus.language,
        "licence": corpus.licence or UNKNOWN,
        "in the paper": "no" if corpus.combined is None else "yes",
    }


def _counts(corpus):
    from ser.corpora import EMOTIONS, read_manifest

    paths = [PurePosixPath(entry.path) for entry in (read_manifest(corpus) or {}).values()]
    counts = Counter(corpus.parse(path).emotion for path in paths)
    return {emotion: counts.get(emotion) for emotion in EMOTIONS}


def section(corpus):
    """MyST for one corpus: a heading, its facts as a list of terms, and what is odd about it."""
    lines = [f"## {corpus.name}", "", f"{_plain(corpus.title)}.", ""]
    for term, facts in _facts(corpus):
        lines += [term, *(f": {fact}" for fact in facts), ""]
    if corpus.irregularities:
        lines += ["**What is odd about it, and what that does**", ""]
    for odd in corpus.irregularities:
        clips = f" ({_codes(odd.clips)})" if odd.clips else ""
        lines.append(f"- {_sentence(odd.what, clips)} {_sentence(odd.effect)}")
    return "\n".join([*lines, ""])


def _facts(corpus):
    doi = f" [doi:{corpus.doi}](<https://doi.org/{corpus.doi}>)" if corpus.doi else ""
    yield "Cite", [_plain(corpus.citation) + doi]
    yield "Licence", [_link(corpus.licence, corpus.licence_url) if corpus.licence else UNKNOWN]
    home = f" {_link(corpus.homepage, corpus.homepage)}" if corpus.homepage else ""
    yield "Source", [_plain(corpus.source) + "." + home]
    if corpus.registration:
        yield "How to get it", [_sentence(corpus.registration)]
    if corpus.archives or not corpus.registration:
        yield "Archive", [_archive(archive) for archive in corpus.archives] or [UNKNOWN]
    yield "Files", [_files(corpus)]
    yield "File name", [f"{_plain(corpus.grammar)}. One clip is `{corpus.example}`."]
    yield "Labels", list(_labels(corpus))
    yield f"Speakers ({len(corpus.speakers)})", list(_speakers(corpus))
    folders = [corpus.name, *corpus.folders]
    yield "Folders of known copies", [_codes(folders)]


def _archive(archive):
    name = _link(archive.file, archive.url) if archive.url else f"{_plain(archive.file)}, no open address"
    size = f"{archive.bytes:,} bytes" if archive.bytes is not None else f"size {UNKNOWN}"
    kind, _, digest = archive.checksum.partition(":")
    return f"{name}, {size}, " + (f"{kind} `{digest}`" if digest else f"checksum {UNKNOWN}")


def _files(corpus):
    from ser.corpora import read_manifest

    manifest = read_manifest(corpus)
    if manifest is None:
        return (
            f"{corpus.clips:,} clips. Their sizes and hashes are {UNKNOWN}: they can be counted, not checked."
        )
    size = sum(entry.bytes for entry in manifest.values())
    return f"{len(manifest):,} clips, {size:,} bytes, the SHA-256 of each in `{corpus.manifest}`."


def _labels(corpus):
    yield ", ".join(
        f"`{code}`" if code == label else f"`{code}` {label}" for code, label in corpus.emotions.items()
    )
    if corpus.dropped:
        words = ", ".join(f"`{code}` {word}" for code, word in corpus.dropped.items())
        yield f"Without a place among the eight, passed over and counted: {words}"


def _speakers(corpus):
    for sex, word in _SEXES.items():
        who = [name for name, given in corpus.speakers.items() if given == sex]
        if who:
            yield f"{len(who)} {word}: " + ", ".join(name.removeprefix(f"{corpus.name}-") for name in who)


def _codes(names):
    return ", ".join(f"`{name}`" for name in names)


def _link(text, address):
    return f"[{_plain(text)}](<{address}>)" if address else _plain(text)


def _sentence(text, more=""):
    return f"{_plain(text[:1].upper() + text[1:])}{more}."


def _plain(text):
    """Text in which no character is markup."""
    return re.sub(r"([\\`*_{}\[\]<>|$~])", r"\\\1", text)


def _part(mark):
    from ser.corpora import CATALOGUE

    if mark[1] == "table of the corpora":
        return table(CATALOGUE)
    return "\n".join(section(corpus) for corpus in CATALOGUE.values())


def _write(app, docname, source):
    source[0] = _MARK.sub(_part, source[0])


def setup(app):
    app.connect("source-read", _write)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
