import re

import pytest

from ser.corpora import CATALOGUE, CORPORA, ManifestEntry, read_manifest
from ser.errors import DataDamaged

TESS = CORPORA["TESS"]
DIGEST = "ab" * 32


@pytest.mark.parametrize("name", [name for name, corpus in CATALOGUE.items() if corpus.manifest])
def test_the_manifests_that_come_with_the_package(name):
    manifest = read_manifest(CATALOGUE[name])
    assert all(clip.startswith(f"{name}/") for clip in manifest)
    assert all(re.fullmatch(r"[0-9a-f]{64}", entry.sha256) for entry in manifest.values())
    assert all(10_000 < entry.bytes < 2_000_000 for entry in manifest.values())
    paths = [entry.path for entry in manifest.values()]
    assert len(set(paths)) == len(paths) == CATALOGUE[name].clips


def test_the_combination_has_the_counts_of_the_paper():
    assert sum(len(read_manifest(corpus)) for corpus in CORPORA.values()) == 4720
    assert list(CORPORA) == ["RAVDESS", "TESS", "SAVEE"]


def test_a_root_s_own_manifest_is_read_instead(tmp_path):
    lines = ["path,bytes,sha256", f"TESS/a/OAF_back_fear.wav,7,{DIGEST}", f"SAVEE/DC/a01.wav,8,{DIGEST}"]
    (tmp_path / "manifest.csv").write_text("\n".join(lines))
    assert read_manifest(TESS, tmp_path) == {
        "TESS/OAF_back_fear": ManifestEntry("a/OAF_back_fear.wav", 7, DIGEST)
    }
    assert read_manifest(CORPORA["SAVEE"], tmp_path) == {
        "SAVEE/DC_a01": ManifestEntry("DC/a01.wav", 8, DIGEST)
    }
    assert read_manifest(CORPORA["RAVDESS"], tmp_path) == {}


def test_a_root_without_one_gets_the_package_s(tmp_path):
    assert read_manifest(TESS, tmp_path) == read_manifest(TESS)


@pytest.mark.parametrize(
    ("header", "row", "received"),
    [
        ("path,bytes", "TESS/a/OAF_back_fear.wav,7", "OAF_back_fear"),
        ("path,bytes,sha256", "TESS/a/OAF_back_fear.wav,many,ab", "many"),
        ("path,bytes,sha256", "TESS/a/OAF_back_fear.wav", "OAF_back_fear"),
        ("path,bytes,sha256", f"TESS/a/OAF_back_calm.wav,7,{DIGEST}", "OAF_back_calm"),
    ],
)
def test_a_bad_row_is_named_with_its_line(tmp_path, refuses, header, row, received):
    (tmp_path / "manifest.csv").write_text(f"{header}\n{row}\n")
    with refuses(DataDamaged, tmp_path / "manifest.csv", "line 2", received, "restore the file"):
        read_manifest(TESS, tmp_path)


def test_a_clip_that_is_listed_twice_is_named_with_both_files(tmp_path, refuses):
    rows = [f"SAVEE/{path},7,{DIGEST}" for path in ("DC/a01.wav", "DC_a01.wav")]
    (tmp_path / "manifest.csv").write_text("\n".join(["path,bytes,sha256", *rows]))
    with refuses(DataDamaged, "line 3", "SAVEE/DC_a01", "DC/a01.wav", "restore the file"):
        read_manifest(CORPORA["SAVEE"], tmp_path)


def test_a_corpus_without_a_list_of_its_files_has_none(tmp_path):
    assert read_manifest(CATALOGUE["EMO-DB"]) is read_manifest(CATALOGUE["EMO-DB"], tmp_path) is None


def test_a_dropped_clip_may_be_listed_and_a_stranger_may_not(tmp_path, refuses):
    listed = "path,bytes,sha256\nEMO-DB/03a01La.wav,7," + DIGEST
    (tmp_path / "manifest.csv").write_text(listed)
    assert read_manifest(CATALOGUE["EMO-DB"], tmp_path) == {}
    (tmp_path / "manifest.csv").write_text(listed.replace("03a01", "07a01"))
    with refuses(DataDamaged, "line 2", "07a01La"):
        read_manifest(CATALOGUE["EMO-DB"], tmp_path)
