"""The workflows run what there is, with as little power as they need, and nothing that could change under them."""

import re
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / ".github" / "workflows"
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.yml"))}
# The only jobs that may change anything, and what.
MAY_WRITE = {
    ("book.yml", "executed"): {"contents": "write"},
    ("book.yml", "pages"): {"pages": "write", "id-token": "write"},
    ("release.yml", "release"): {"contents": "write"},
}
each = pytest.mark.parametrize("name", TEXTS)


def _jobs(name):
    return yaml.safe_load(TEXTS[name])["jobs"]


def _steps(name):
    return [step for job in _jobs(name).values() for step in job["steps"]]


def _commands(name):
    return "\n".join(step["run"] for step in _steps(name) if "run" in step)


def test_the_workflows_that_were_promised_are_there():
    assert set(TEXTS) == {"test.yml", "audit.yml", "book.yml", "links.yml", "release.yml"}
    assert [path.name for path in FOLDER.iterdir() if path.name not in TEXTS] == []


@each
def test_it_says_when_it_runs_and_starts_without_rights(name):
    workflow = yaml.safe_load(TEXTS[name])
    assert workflow[True]  # YAML reads the key `on` as true
    assert workflow["permissions"] == {}
    assert "pull_request_target" not in TEXTS[name]


@each
def test_every_action_is_pinned_to_a_commit_and_says_its_version(name):
    used = re.findall(r"^\s*(?:- )?uses: (.*)$", TEXTS[name], re.MULTILINE)
    assert len(used) == sum("uses" in step for step in _steps(name)) > 0
    for line in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", line), line


def test_an_action_has_one_commit_everywhere():
    lines = {line for text in TEXTS.values() for line in re.findall(r"uses: (.*)$", text, re.MULTILINE)}
    actions = [line.partition("@")[0] for line in lines]
    assert sorted(actions) == sorted(set(actions))


@each
def test_every_job_has_its_own_rights_and_an_end(name):
    for title, job in _jobs(name).items():
        assert 0 < job["timeout-minutes"] <= 120, title
        assert job["permissions"] == MAY_WRITE.get((name, title), {"contents": "read"}), title
        assert "env" not in job or not any("secrets" in str(value) for value in job["env"].values()), title
        for step in job["steps"]:
            if step.get("uses", "").startswith("actions/checkout@") and (name, title) not in MAY_WRITE:
                assert step["with"]["persist-credentials"] is False, title


@each
def test_no_text_from_outside_is_put_into_a_command(name):
    assert "${{" not in _commands(name)


@each
def test_every_target_it_makes_is_in_the_makefile(name):
    targets = set(re.findall(r"^([a-z][a-z-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    made = set(re.findall(r"\bmake ([a-z][a-z-]*)", _commands(name)))
    assert made <= targets


def test_what_is_made_is_what_is_taken_along():
    assert {"lint", "test", "test-road", "test-book", "book"} == set(
        re.findall(r"\bmake ([a-z-]+)", _commands("test.yml"))
    )
    book = TEXTS["book.yml"]
    for part in (
        "make offline",
        "build/book/full/html/_sources/notebooks/**/*.ipynb",
        "path: build/book/full/html\n",
    ):
        assert part in book
    assert "git push --force origin executed" in book
    from ser.pages.building.address import EXECUTED

    assert EXECUTED == "executed"


def test_the_pythons_are_those_of_the_project():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    prefix = "Programming Language :: Python :: "
    wanted = [line.removeprefix(prefix) for line in project["classifiers"] if line.startswith(prefix)]
    assert _jobs("test.yml")["test"]["strategy"]["matrix"]["python"] == wanted
    for name in TEXTS:
        for version in re.findall(r'python-version: "([\d.]+)"', TEXTS[name]):
            assert version in wanted


def test_every_link_to_the_outside_of_the_project_is_pinned_too():
    for name, text in TEXTS.items():
        assert not re.search(r"https?://(?!github\.com/\$GITHUB_REPOSITORY)", text), name
        assert not re.search(r"\b(curl|wget|pip install|npm)\b", text), name


@each
def test_an_expression_takes_only_what_no_stranger_can_word(name):
    """A title, a branch name or a commit message in an expression would be text of anybody's."""
    used = set(re.findall(r"\$\{\{\s*(.*?)\s*\}\}", TEXTS[name]))
    ours = {"github.ref", "github.token", "matrix.python", "matrix.runs-on"}
    outputs = re.compile(r"steps\.[a-z]+\.outputs\.[a-z_]+")
    assert {one for one in used if one not in ours and not outputs.fullmatch(one)} == set()
    assert not re.search(r"github\.(event|head_ref|actor)|secrets\.", TEXTS[name])


@each
def test_no_secret_and_no_right_is_passed_on(name):
    workflow = yaml.safe_load(TEXTS[name])
    assert "env" not in workflow and "secrets" not in TEXTS[name] and "self-hosted" not in TEXTS[name]
    holders = [step for step in _steps(name) if "github.token" in str(step.get("env", {}))]
    assert len(holders) == (name == "release.yml")
    # A cache that a pull request can write to is read by no job that publishes.
    for title, job in _jobs(name).items():
        if (name, title) in MAY_WRITE:
            assert not [step for step in job["steps"] if "cache" in step.get("with", {})], title


def test_dependabot_looks_at_actions_and_packages_once_they_have_settled():
    held = yaml.safe_load((FOLDER.parent / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    assert {"github-actions", "pip"} <= {one["package-ecosystem"] for one in held}
    for one in held:
        assert one["cooldown"]["default-days"] >= 7 and one["schedule"]["interval"], one["package-ecosystem"]


def test_the_audit_is_strict_and_looks_at_both_locks():
    made = (ROOT / "Makefile").read_text(encoding="utf-8").partition("\naudit:")[2].partition("\n.PHONY")[0]
    assert "--strict" in made and "--require-hashes" in made
    assert "requirements.txt requirements-gpu.txt" in made
    workflow = yaml.safe_load(TEXTS["audit.yml"])[True]
    assert workflow["schedule"] and {"requirements.txt", "requirements-gpu.txt"} <= set(
        workflow["push"]["paths"]
    )
