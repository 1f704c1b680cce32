"""One setting holds the public address; everything that needs it follows from it or is left out."""

from pathlib import Path

import pytest
import yaml

from ser.errors import BadValue
from ser.pages.building.address import Address, cited, read_address

ROOT = Path(__file__).resolve().parents[3]
SET = Address("Some-Lab", "emotion.book")


def _file(folder, text):
    path = folder / "address.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("text", ["", "# nothing\n", 'repository = ""\n', None])
def test_no_address_is_false_and_leads_nowhere(tmp_path, text):
    path = tmp_path / "address.toml" if text is None else _file(tmp_path, text)
    address = read_address(path)
    assert not address
    assert (address.repository, address.book) == ("", "")


@pytest.mark.parametrize("end", ["", "/", ".git"])
def test_everything_follows_from_the_repository(tmp_path, end):
    address = read_address(_file(tmp_path, f'repository = "https://github.com/Some-Lab/emotion.book{end}"\n'))
    assert address == SET
    assert address.repository == "https://github.com/Some-Lab/emotion.book"
    assert address.book == "https://some-lab.github.io/emotion.book/"


def test_a_repository_named_as_its_site_is_the_site():
    assert Address("Some-Lab", "some-lab.github.io").book == "https://some-lab.github.io/"


@pytest.mark.parametrize(
    "value",
    [
        '"github.com/a/b"',
        '"https://example.org/a/b"',
        '"https://github.com/a"',
        '"https://github.com/a/b/c"',
        "3",
        "[]",
        '"https://github.com/a/b\\" onload=x"',
    ],
)
def test_another_address_is_refused(tmp_path, refuses, value):
    with refuses(BadValue, "address.toml", "https://github.com/OWNER/NAME"):
        read_address(_file(tmp_path, f"repository = {value}\n"))


def test_a_file_that_is_no_toml_is_refused(tmp_path, refuses):
    with refuses(BadValue, "address.toml", "no TOML"):
        read_address(_file(tmp_path, "repository = https://github.com/a/b\n"))


def test_the_citation_gains_and_loses_the_addresses():
    bare = 'title: "x"\nversion: 0.1.0\nlicense: MIT\nreferences:\n  - url: "https://example.org/"\n'
    full = cited(bare, SET)
    told = yaml.safe_load(full)
    assert told["repository-code"] == SET.repository
    assert told["url"] == SET.book
    assert told["references"] == [{"url": "https://example.org/"}]
    assert full.index("version:") < full.index("repository-code:") < full.index("license:")
    assert cited(full, SET) == full
    assert cited(full, Address()) == bare


def test_the_committed_citation_has_the_address_there_is():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert text == cited(text, read_address(ROOT / "book" / "address.toml")), "Next: make address"
