"""The book in one file: every file of it, the same bytes each time, or nothing."""

import io
import os
import zipfile

from ser.errors import DataMissing
from ser.pages.building.offline import zip_book, zipped

FILES = {"index.html": "<p>start</p>", "notebooks/a.html": "<p>a</p>", "_static/x.css": "p {}"}


def _book(folder, *, order=1):
    for place in list(FILES)[::order]:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(FILES[place], encoding="utf-8")
    return folder


def test_all_of_it_under_one_folder(tmp_path):
    out = zip_book(_book(tmp_path / "html"), tmp_path / "made" / "book.zip", name="book")
    with zipfile.ZipFile(out) as made:
        assert made.testzip() is None
        assert {name: made.read(name).decode() for name in made.namelist()} == {
            f"book/{place}": text for place, text in FILES.items()
        }
    assert [path.name for path in out.parent.iterdir()] == ["book.zip"]


def test_the_same_book_gives_the_same_bytes(tmp_path):
    first = zip_book(_book(tmp_path / "a"), tmp_path / "a.zip", name="book")
    again = _book(tmp_path / "b", order=-1)
    os.utime(again / "index.html", (1, 1))
    (again / "index.html").chmod(0o600)
    assert zip_book(again, tmp_path / "b.zip", name="book").read_bytes() == first.read_bytes()


def test_without_a_book_there_is_no_file(tmp_path, refuses):
    (tmp_path / "html").mkdir()
    with refuses(DataMissing, "index.html is not there", "make book"):
        zip_book(tmp_path / "html", tmp_path / "book.zip", name="book")
    assert not (tmp_path / "book.zip").exists()


def test_a_folder_in_memory_is_the_same_zip(tmp_path):
    content = zipped(_book(tmp_path / "html"), name="book")
    assert content == zip_book(tmp_path / "html", tmp_path / "book.zip", name="book").read_bytes()
    with zipfile.ZipFile(io.BytesIO(content)) as made:
        assert set(made.namelist()) == {f"book/{place}" for place in FILES}
