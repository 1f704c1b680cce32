"""Verdicts that were reached before: the same files, checked by the same code, are not run again."""

import hashlib
import json
from dataclasses import asdict, fields, replace
from functools import cache
from pathlib import Path

from ser import files as kept
from ser.exercises.grading.submissions import Submission
from ser.exercises.grading.watching import Ended, Limits
from ser.outside import known
from ser.pages.building.freshness import ANY, code_behind

_VERDICTS = ("pass", "hint", "not yet")
_PACKAGE = Path(__file__).resolve().parents[2]
_NAMES = ("ser.exercises.check", f"ser.exercises.checks.{ANY}", f"ser.exercises.grading.{ANY}")
"""The grader and the checks; a verdict rests on them and on whatever they import."""


def recall(submission: Submission, limits: Limits, folder: Path) -> Ended | None:
    """Return how a submission ended the last time; None where it, the checks or the limits were others."""
    try:
        ended = Ended(**known(_place(submission, limits, folder)))
    except (OSError, TypeError):
        return None
    # By the kinds of its fields: one that is something else was not written here.
    kinds = {type(getattr(ended, field.name)) is type(field.default) for field in fields(Ended)[2:]}
    if ended.status not in _VERDICTS or type(ended.message) is not str or kinds != {True}:
        return None
    return replace(ended, from_before=True)


def remember(submission: Submission, limits: Limits, folder: Path, ended: Ended) -> None:
    """Keep how a submission ended, if there was a verdict: what was stopped may fare better the next time."""
    if ended.status not in _VERDICTS:
        return
    place = _place(submission, limits, folder)
    place.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text(place, json.dumps(kept.sealed(asdict(ended))))


def _place(submission: Submission, limits: Limits, folder: Path) -> Path:
    digest = hashlib.sha256(code_of_checks().encode())
    digest.update(json.dumps([submission.exercise, asdict(limits)], sort_keys=True).encode())
    digest.update(submission.path.name.encode())
    beside = submission.beside
    files = sorted(path for path in beside.rglob("*") if path.is_file()) if beside else [submission.path]
    for path in files:
        digest.update(path.relative_to(beside or path.parent).as_posix().encode())
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return folder / f"{digest.hexdigest()[:32]}.json"


@cache
def code_of_checks() -> str:
    """Return a hash over the checks, what they rest on, and the grader."""
    digest = hashlib.sha256()
    for path in code_behind(_NAMES, _PACKAGE):
        digest.update(path.relative_to(_PACKAGE).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
