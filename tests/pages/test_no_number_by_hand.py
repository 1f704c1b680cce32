"""No figure in prose is typed by hand: a number beside a word of measurement is glued, or is a definition listed here."""

import ast
import re
from pathlib import Path
from typing import NamedTuple

import jupytext
import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [*sorted((ROOT / "notebooks").rglob("*.py")), *sorted((ROOT / "book").rglob("*.md"))]

# Numbers that are no results: what a word means, or how a thing is set up. Each with its reason.
ALLOWED = (
    (r"\b95% intervals?\b", "the level of every interval in the book: a definition"),
    (
        r"\ba confidence of 80%, four in five\b",
        "an example by which a word is explained: nothing was measured",
    ),
    (r"\bcoefficient 0\b", "the name of the first coefficient: they are counted from zero"),
)

_MEASURES = (
    "accuracy|accuracies|accurate|uar|war|recall|precision|f1|ece|per cent|percent|percentage|points|"
    "clips?|speakers?|actors?|seeds?|epochs?|folds?|runs?|parameters?|hours?|chance|majority"
)
_NEAR = 6  # words between a number and the word of measurement
_MEASURE = re.compile(rf"(?<![\w-])(?:{_MEASURES})(?![\w'-])", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![\w.,/-])[+\N{MINUS SIGN}-]?\d+(?:[.,]\d+)*\s?(?:%(?!\w)|(?![\w/-]))")
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n\s*\n|\n(?=[-*:|\d])")

_NOT_PROSE = (
    re.compile(r"\A---\n.*?\n---\n", re.DOTALL),  # front matter
    # Blocks of code; notes and the like are prose, whose fences alone go.
    re.compile(r"^(`{3,}|~{3,})(?!\{(?!code|math|raw|eval)).*?^\1[ \t]*$", re.DOTALL | re.MULTILINE),
    re.compile(r"^(?:`{3,}|:{3,}).*$", re.MULTILINE),
    re.compile(r"<!--.*?-->", re.DOTALL),
    re.compile(r"\$\$.*?\$\$", re.DOTALL),
    re.compile(r"\$[^$\n]+\$"),
    re.compile(r"\{[\w:-]+\}`[^`]*`"),  # roles, the glued numbers among them
    re.compile(r"`+[^`\n]*`+"),
    re.compile(r"(?<=\])\([^)\s]*\)|<https?://[^>]*>|https?://\S+"),  # where links lead
)

_WORDS = re.compile(r"\{(?:term|ref|doc|abbr)\}`([^`<]*)[^`]*`")  # roles whose text is read as it stands


class Found(NamedTuple):
    """A number that stands in prose, with the words around it."""

    number: str
    around: str


def by_hand(text: str) -> list[Found]:
    """Return the numbers in a text in Markdown that stand near a word of measurement and are not glued."""
    text = _WORDS.sub(r"\1", text)
    for kind in _NOT_PROSE:
        text = kind.sub(" GLUED ", text)
    for pattern, _ in ALLOWED:
        text = re.sub(pattern, " ALLOWED ", text)
    found: list[Found] = []
    for sentence in _SENTENCE.split(text):
        for match in _NUMBER.finditer(sentence):
            before = " ".join(sentence[: match.start()].split()[-_NEAR:])
            after = " ".join(sentence[match.end() :].split()[:_NEAR])
            number = match.group().strip()
            if number.endswith("%") or _MEASURE.search(before) or _MEASURE.search(after):
                found.append(Found(number, f"{before} {number} {after}".strip()))
    return found


def prose(path: Path) -> list[str]:
    """Return the texts a reader of a page sees: Markdown, and what code cells hold of sentences."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    texts = []
    for cell in jupytext.read(path, fmt="py:percent").cells:
        texts += [cell.source] if cell.cell_type == "markdown" else _sentences(cell.source)
    return texts


def _sentences(code: str) -> list[str]:
    """Return the strings of code that are sentences or parts of them; what is computed in one is left out."""
    whole: list[str] = []
    inside: set[int] = set()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.JoinedStr):
            parts = [one.value if isinstance(one, ast.Constant) else " GLUED " for one in node.values]
            inside |= {id(one) for part in node.values for one in ast.walk(part)}
            whole.append("".join(parts))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            whole.append(node.value)
    return [text for text in whole if " " in text.strip()]


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_number_in_prose_is_glued(path):
    found = [f"{one.number!r} in '... {one.around} ...'" for text in prose(path) for one in by_hand(text)]
    assert found == [], (
        "typed by hand: compute it and glue it (page.glue, {glue:text}`name:s`, "
        "{glue:text}`notebooks/page.ipynb::name:s` in a page that is no notebook), or say it without a number"
    )


@pytest.mark.parametrize(("pattern", "reason"), ALLOWED, ids=[pattern for pattern, _ in ALLOWED])
def test_what_is_allowed_is_explained_and_needed(pattern, reason):
    assert len(reason) > 20
    assert any(re.search(pattern, text) for path in SOURCES for text in prose(path))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("It reaches an accuracy of 0.9 here.", ["0.9"]),
        ("It names 90% of them.", ["90%"]),
        ("There are 24 speakers and\n1,440 clips.", ["24", "1,440"]),
        ("- UAR: 62.3", ["62.3"]),
        ("| accuracy | 0.907 |", ["0.907"]),
        ("falls by \N{MINUS SIGN}3 points", ["\N{MINUS SIGN}3"]),
        ("trained for 50 epochs with seed 7", ["50", "7"]),
        ("It reaches {glue:text}`accuracy:s` on {glue:text}`clips:s` clips.", []),
        ("It starts 0.5 s into the file. The accuracy follows.", []),
        ("Run `accuracy 0.9` or $0.9$ of the clips.", []),
        ("```sh\nmake 90% accuracy\n```\nText.", []),
        ("```{note}\nAn accuracy of 0.9.\n```", ["0.9"]),
        ("A 95% interval of the accuracy.", []),
        ("In brackets the 95% {term}`interval <intervals>`: it holds 24 {term}`speakers`.", ["24"]),
        ("See [the score](page-2.html#90) of Section C1.", []),
    ],
)
def test_a_number_is_found_where_it_measures_something(text, numbers):
    assert [one.number for one in by_hand(text)] == numbers


def test_captions_in_code_are_read_without_what_is_computed():
    code = "page.figure(f, 'a', caption=f'Accuracy {x:.1f} of 24 speakers', alt='An accuracy of 0.9')\ny = 'clips'"
    assert sorted(one.number for text in _sentences(code) for one in by_hand(text)) == ["0.9", "24"]
