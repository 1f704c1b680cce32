"""The lock, `environment.yml`, `pyproject.toml` and the Makefile tell one story."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections import defaultdict
from functools import cache
from importlib import metadata
from pathlib import Path

import pytest
import yaml
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

import ser

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("requirements.txt", "requirements-gpu.txt")
PYTHONS = ("3.11.0", "3.11.12", "3.12.0", "3.12.10", "3.13.0", "3.13.5")
MACHINES = (("linux", "x86_64"), ("linux", "aarch64"), ("darwin", "arm64"))
ENVIRONMENTS = [
    {
        "python_version": python.rpartition(".")[0],
        "python_full_version": python,
        "sys_platform": system,
        "platform_machine": machine,
        "platform_system": {"linux": "Linux", "darwin": "Darwin"}[system],
        "platform_release": "",
        "platform_version": "",
        "os_name": "posix",
        "implementation_name": "cpython",
        "implementation_version": python,
        "platform_python_implementation": "CPython",
        "extra": "",
    }
    for python in PYTHONS
    for system, machine in MACHINES
]
DESIGN_CARD = {
    "jupyter-book",
    "jupytext",
    "papermill",
    "tensorflow",
    "librosa",
    "scikit-learn",
    "matplotlib",
    "seaborn",
    "pandas",
}


def _name(environment):
    return "-".join(environment[key] for key in ("sys_platform", "platform_machine", "python_full_version"))


def _pyproject():
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def _conda():
    return yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))


@cache
def _entries(lock):
    """(requirement, hashes) of each entry of the lock, in its order."""
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    entries = []
    for line in lines:
        requirement, *hashes = re.split(r"\s+--hash=", line.strip())
        entries.append((Requirement(requirement), hashes))
    return entries


def _pins(lock, environment):
    """Version of each package that the lock installs in an environment; fails if it names one twice."""
    pins = defaultdict(list)
    for requirement, _ in _entries(lock):
        if requirement.marker is None or requirement.marker.evaluate(environment):
            (pin,) = requirement.specifier
            assert pin.operator == "==", requirement
            pins[canonicalize_name(requirement.name)].append(Version(pin.version))
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}
    return {name: found[0] for name, found in pins.items()}


def _direct(*extras):
    project = _pyproject()["project"]
    optional = project["optional-dependencies"]
    lines = project["dependencies"] + [line for extra in extras for line in optional[extra]]
    return [Requirement(line) for line in lines]


def _applies(requirement, environment, extras=("",)):
    marker: Marker | None = requirement.marker
    return marker is None or any(marker.evaluate({**environment, "extra": extra}) for extra in extras)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_entry_is_pinned_and_hashed(lock):
    entries = _entries(lock)
    assert len(entries) > 100
    for requirement, hashes in entries:
        assert requirement.url is None, requirement
        assert [pin.operator for pin in requirement.specifier] == ["=="], requirement
        assert hashes, f"{requirement} has no hash"
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", value) for value in hashes), requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_no_index_address_no_url_no_path(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    option = r"^\s*(-i|-f|-e|--index|--extra-index|--find-links|--editable|file:|[./~])"
    assert not re.search(option, text, re.MULTILINE)
    assert str(ROOT) not in text


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=_name)
def test_lock_satisfies_every_direct_dependency(environment):
    pins = _pins("requirements.txt", environment)
    for requirement in _direct("book", "dev"):
        if _applies(requirement, environment):
            name = canonicalize_name(requirement.name)
            assert name in pins, f"{requirement} is not in the lock"
            assert requirement.specifier.contains(pins[name], prereleases=True), (requirement, pins[name])


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=_name)
def test_lock_is_closed_under_dependencies(environment):
    """What the locked packages installed here ask for is in the lock, on every system and Python."""
    pins = _pins("requirements.txt", environment)
    queue = [
        (canonicalize_name(requirement.name), frozenset(requirement.extras))
        for requirement in _direct("book", "dev")
        if _applies(requirement, environment)
    ]
    seen = set()
    while queue:
        name, extras = queue.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError:  # belongs to another system or Python
            continue
        if installed.version != str(pins[name]):
            continue
        for line in installed.requires or []:
            needed = Requirement(line)
            if not _applies(needed, environment, ("", *extras)):
                continue
            child = canonicalize_name(needed.name)
            assert child in pins, f"{name} needs {needed}, which is not in the lock"
            assert needed.specifier.contains(pins[child], prereleases=True), (name, needed, pins[child])
            queue.append((child, frozenset(needed.extras)))
    assert len(seen) > 100


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=_name)
def test_one_tensorflow_in_each_environment(environment):
    processor = _pins("requirements.txt", environment)
    assert len({"tensorflow", "tensorflow-cpu"} & set(processor)) == 1
    assert ("tensorflow-cpu" in processor) == (
        environment["sys_platform"] == "linux" and environment["platform_machine"] == "x86_64"
    )
    assert not [name for name in processor if name.startswith("nvidia-")]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=_name)
def test_gpu_lock_differs_in_tensorflow_alone(environment):
    processor, gpu = _pins("requirements.txt", environment), _pins("requirements-gpu.txt", environment)
    assert "tensorflow-cpu" not in gpu
    assert gpu["tensorflow"] == processor.get("tensorflow", processor.get("tensorflow-cpu"))
    (wanted,) = map(Requirement, _pyproject()["project"]["optional-dependencies"]["gpu"])
    assert wanted.specifier.contains(gpu["tensorflow"])
    assert bool([name for name in gpu if name.startswith("nvidia-")]) == _applies(wanted, environment)
    rest = {name: pin for name, pin in gpu.items() if not name.startswith("nvidia-") and name != "tensorflow"}
    assert rest == {name: pin for name, pin in processor.items() if not name.startswith("tensorflow")}


def test_jax_is_an_extra_that_the_locks_leave_out_and_the_book_installs():
    wanted = [Requirement(line) for line in _pyproject()["project"]["optional-dependencies"]["jax"]]
    assert {requirement.name for requirement in wanted} == {"jax"}
    for environment in ENVIRONMENTS:
        (here,) = [requirement for requirement in wanted if _applies(requirement, environment)]
        assert bool(here.extras) == (environment["sys_platform"] == "linux")
        for lock in LOCKS:
            assert not {"jax", "jaxlib"} & set(_pins(lock, environment))
    assert '".[jax]"' in (ROOT / "book" / "cluster.md").read_text(encoding="utf-8")


def test_conda_takes_python_from_conda_and_packages_from_the_lock():
    dependencies = _conda()["dependencies"]
    python = next(line for line in dependencies if isinstance(line, str) and line.startswith("python "))
    wanted = SpecifierSet(_pyproject()["project"]["requires-python"])
    assert SpecifierSet(python.removeprefix("python ")) == wanted
    assert [line for line in dependencies if isinstance(line, str)] == [python, "pip"]
    (pip,) = [line["pip"] for line in dependencies if isinstance(line, dict)]
    assert pip == ["-r requirements.txt"]
    assert _conda()["name"] == _pyproject()["project"]["name"]


@pytest.mark.parametrize("environment", ENVIRONMENTS, ids=_name)
def test_packages_of_the_design_card_are_locked(environment):
    pins = {name.removesuffix("-cpu") for name in _pins("requirements.txt", environment)}
    assert pins >= DESIGN_CARD


def test_python_range_is_that_of_classifiers_and_makefile():
    project = _pyproject()["project"]
    wanted = SpecifierSet(project["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20) if wanted.contains(f"3.{minor}.0")]
    prefix = "Programming Language :: Python :: "
    assert [line.removeprefix(prefix) for line in project["classifiers"] if prefix in line] == minors
    assert minors == sorted({python.rpartition(".")[0] for python in PYTHONS})
    first, last = (line.replace(".", ", ") for line in (minors[0], minors[-1]))
    assert f"({first}) <= sys.version_info[:2] <= ({last})" in (ROOT / "Makefile").read_text(encoding="utf-8")


def test_one_version_and_one_paper():
    project = _pyproject()["project"]
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert ser.__version__ == project["version"] == str(citation["version"])
    paper = citation["preferred-citation"]
    assert paper["doi"] == "10.3390/ijerph20065140"
    assert [author["family-names"] for author in paper["authors"]] == ["Singh", "Saheer", "Faust"]
    assert citation["license"] == project["license"] == "MIT"
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]" in changes
    # A version has a day once it is released, the same in both places.
    released = re.findall(rf"^## \[{re.escape(ser.__version__)}\] - (\S+)$", changes, re.M)
    assert released == [str(citation[name]) for name in ("date-released",) if name in citation]


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_help_names_every_target():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^\.PHONY: ([a-z-]+)$", text, re.M)
    assert {"env", "reproduce", "test", "book", "lint", "clean"} <= set(targets)
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    lines = [line.split(maxsplit=2) for line in shown.splitlines() if line.startswith("  make ")]
    assert [line[1] for line in lines] == targets
    assert all(len(line) == 3 for line in lines)


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
def test_a_python_out_of_range_is_refused_in_one_line(tmp_path):
    """A stand-in for Python 3.10: fails the range check and tells its version."""
    old = tmp_path / "python3.10"
    old.write_text('#!/bin/sh\ncase "$2" in *exit*) exit 1 ;; *) echo 3.10 ;; esac\n', encoding="utf-8")
    old.chmod(0o755)
    for name in ("Makefile", "pyproject.toml", *LOCKS):
        shutil.copy(ROOT / name, tmp_path / name)
    command = ["make", "--no-print-directory", "env", f"PYTHON={old}"]
    ran = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ran.returncode == 2
    (said,) = [line for line in ran.stderr.splitlines() if not line.startswith("make")]
    wanted = "Python 3.10; 3.11, 3.12 or 3.13 is needed. Next: make env PYTHON=python3.12"
    assert said == f"env: {old} is {wanted}"
    assert "Traceback" not in ran.stderr
    assert not (tmp_path / ".venv").exists()


def test_readme_links_lead_somewhere():
    for page in ("README.md", "CONTRIBUTING.md", "LICENSE-TEXT-DATA.md"):
        text = (ROOT / page).read_text(encoding="utf-8")
        for link in re.findall(r"\]\(([^)#]+)\)", text):
            if "://" not in link:
                assert (ROOT / link).exists(), f"{page} links to {link}, which is not there"


def test_all_code_has_its_licence():
    if shutil.which("git") is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout: which files are tracked is not known")
    text = (ROOT / "LICENSE-TEXT-DATA.md").read_text(encoding="utf-8")
    (row,) = re.findall(r"^\| Code \|.*$", text, re.M)
    told = tuple(re.findall(r"`([^`]+/)`", row))
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True)
    held = listed.stdout.splitlines()
    code = [
        one for one in held if one.endswith((".py", ".js", ".css")) or one.startswith((".ci/", ".github/"))
    ]
    assert code and [one for one in code if not one.startswith(told)] == []


@pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")
@pytest.mark.parametrize(
    ("set_to", "given"), [({}, "--profile demo"), ({"SER_DATA": "/own"}, '--profile full --data "$SER_DATA"')]
)
def test_a_bare_make_reproduce_goes_by_ser_data(set_to, given):
    """As README says; nothing is run."""
    kept = {
        name: value for name, value in os.environ.items() if name not in ("DATA", "SER_DATA", "MAKEFLAGS")
    }
    command = ["make", "-n", "reproduce"]
    ran = subprocess.run(command, cwd=ROOT, env=kept | set_to, capture_output=True, text=True, check=True)
    assert f"-m ser reproduce {given} " in ran.stdout


def test_the_linter_looks_at_all_code():
    """A folder that is left out by name is left out wherever there is one of that name."""
    told = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--show-files", "."],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    seen = {Path(line).resolve() for line in told.stdout.splitlines()}
    code = {
        path
        for folder in ("ser", "tests", "notebooks", "benchmarks", "book")
        for path in (ROOT / folder).rglob("*.py")
        if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
    }
    assert not sorted(code - seen)
    assert not [path for path in seen if path.is_relative_to(ROOT / "build")]
