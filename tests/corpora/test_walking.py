import os

import pytest

from ser.corpora.walking import FOLDER, one_line, walk


def _write(root, *paths):
    for path in paths:
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(b"x")


def _below(root):
    return [file.below for file in walk(root).files]


def test_audio_files_of_any_depth_and_case_in_one_order(tmp_path):
    _write(tmp_path, "b/c/d/x.WAV", "b.wav", "a/y.Flac", "a/z.aiff", "a/z.txt", "a/readme", "é/ü x.wav")
    assert _below(tmp_path) == ["a/y.Flac", "a/z.aiff", "b.wav", "b/c/d/x.WAV", "é/ü x.wav"]


def test_a_file_is_described_without_being_opened(tmp_path):
    _write(tmp_path, "a.wav")
    os.utime(tmp_path / "a.wav", ns=(0, 1_234_567_890))
    (file,) = walk(tmp_path).files
    assert (file.path, file.size, file.changed, file.fault) == (
        str((tmp_path / "a.wav").resolve()),
        1,
        1_234_567_890,
        "",
    )


def test_hidden_entries_are_passed_over(tmp_path):
    _write(tmp_path, ".part/a.wav", "._a.wav", "__MACOSX/TESS/._a.wav", "a.wav")
    assert _below(tmp_path) == ["a.wav"]


def test_links_are_followed_and_no_folder_is_entered_twice(tmp_path):
    _write(tmp_path / "store", "TESS/a.wav")
    root = tmp_path / "root"
    root.mkdir()
    (root / "TESS").symlink_to(tmp_path / "store" / "TESS")
    (root / "again").symlink_to(tmp_path / "store" / "TESS")
    (tmp_path / "store" / "TESS" / "round").symlink_to(root)
    (tmp_path / "store" / "TESS" / "up").symlink_to(tmp_path)
    files = walk(root).files
    assert len(files) == 1
    assert files[0].path == str((tmp_path / "store" / "TESS" / "a.wav").resolve())
    assert walk(root).tops == ["TESS", "again"]


def test_what_is_no_plain_file_is_said(tmp_path):
    (tmp_path / "a.wav").symlink_to(tmp_path / "nowhere")
    (tmp_path / "b.wav").mkdir()
    _write(tmp_path, "b.wav/inside.wav")
    os.mkfifo(tmp_path / "c.wav")
    (tmp_path / "d.wav").symlink_to(tmp_path / "d.wav")
    faults = {file.below: file.fault for file in walk(tmp_path).files}
    assert faults["a.wav"] == "a link that leads nowhere"
    assert faults["b.wav"] == FOLDER
    assert faults["b.wav/inside.wav"] == ""
    assert faults["c.wav"] == "not a plain file"
    assert faults["d.wav"].startswith("cannot be read (")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (PermissionError(13, "no"), "no permission to read"),
        (OSError(5, "I/O error"), "cannot be read (I/O error)"),
    ],
)
def test_a_folder_that_cannot_be_listed_is_named(tmp_path, monkeypatch, error, words):
    """By fault injection: the superuser may list everything."""
    _write(tmp_path, "shut/a.wav", "open/a.wav")
    listed = os.scandir

    def scandir(folder):
        if str(folder).endswith("shut"):
            raise error
        return listed(folder)

    monkeypatch.setattr(os, "scandir", scandir)
    found = walk(tmp_path)
    assert [file.below for file in found.files] == ["open/a.wav"]
    assert found.closed == [f"shut: {words}"]


def test_a_demo_corpus_further_down_is_not_mixed_in(tmp_path):
    _write(tmp_path, "demo/DEMO.json", "demo/TESS/a.wav", "real/a.wav")
    found = walk(tmp_path)
    assert [file.below for file in found.files] == ["real/a.wav"]
    assert found.demos == ["demo"]
    assert [file.below for file in walk(tmp_path / "demo").files] == ["TESS/a.wav"]


def test_names_that_are_not_text(tmp_path):
    name = os.fsdecode(b"\xff\xfe.wav")
    try:
        _write(tmp_path, name)
    except OSError:
        pytest.skip("this file system takes names that are text alone")
    assert _below(tmp_path) == [name]
    assert one_line(name) == r"'\udcff\udcfe.wav'"
    assert one_line("two\nlines") == r"'two\nlines'"
    assert one_line("müde/a b") == "müde/a b"
