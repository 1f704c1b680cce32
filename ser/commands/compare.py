"""`ser compare`: another system's answers beside an arm of ours, clip by clip."""

import argparse
import sys
import textwrap
from pathlib import Path

from ser.commands.places import corpus_name, results_folder


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("compare", help="another system's answers beside an arm of ours")
    parser.add_argument(
        "answers",
        type=Path,
        metavar="FILE.csv",
        help="columns clip and predicted, or clip and a score for each emotion; fold and seed where there are several",
    )
    parser.add_argument(
        "--data", type=corpus_name, default="RAVDESS", help="all or a corpus (default: RAVDESS)"
    )
    parser.add_argument("--split", default="speaker", help="its name in `ser data splits` (default: speaker)")
    parser.add_argument(
        "--arm", default="corrected", help="what it is set beside, an arm or vote (default: corrected)"
    )
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.corpora.banner import BANNER
    from ser.results import is_demo, load_results, rests_on
    from ser.results.other_system import read_others, set_beside

    experiments.profile(options.profile)
    reference, members = _reference(load_results(results_folder(options.profile)), options)
    yours = read_others(options.answers, reference)
    for note in yours.notes:
        print(f"note: {note}", file=sys.stderr)
    for line in _told(
        set_beside(yours.results, reference), f"{options.data}, {options.split} split", options.arm
    ):
        print(line)
    for line in _trained_on_more(members, options.arm):
        print(line)
    print(
        f"The runs of {options.arm} rest on {rests_on(reference)}"
        + (f"; {BANNER}" if is_demo(reference) else ".")
    )


def _reference(held: list, options: argparse.Namespace) -> tuple[list, list]:
    """Return the runs of the arm that is asked for, and those they were computed from: their own, or a vote's members'."""
    from ser.errors import BadValue
    from ser.experiments import VOTE
    from ser.results import select
    from ser.results.pooled import groups_of
    from ser.results.voting import NAME, vote

    here = select(held, data=options.data, split=options.split)
    runs = vote(here) if options.arm == NAME else select(here, arm=options.arm)
    if runs:
        return runs, select(here, arm=VOTE) if options.arm == NAME else runs
    arms = list(dict.fromkeys(arm for _, _, arm in groups_of(here))) + [NAME] * bool(vote(here))
    if options.arm == NAME and arms:
        lacking = [arm for arm in VOTE if arm not in arms]
        told = f"runs of all its members; there are none of {', '.join(lacking)}" if lacking else ""
        told = told or f"runs of its members {', '.join(VOTE)} on the same folds, seeds and clips"
        raise BadValue(
            f"no {NAME} on {options.data}, {options.split}; expected {told}; see `ser experiments status`"
        )
    places = sorted({f"{one.record['data']['name']}, {one.record['split']['name']}" for one in held})
    told = f"one of the arms {', '.join(arms)}" if arms else f"one of the places {'; '.join(places)}"
    raise BadValue(f"no run of {options.arm} on {options.data}, {options.split}; expected {told}")


def _trained_on_more(members: list, arm: str) -> list[str]:
    """Return a line that names those of `members` whose last networks train on the validation side too."""
    more = [
        one.record["arm"]
        for one in members
        if one.record["config"]["training"].get("fit_on", "train") != "train"
    ]
    names = list(dict.fromkeys(more))
    if not names:
        return []
    who = arm if names == [arm] else f"{', '.join(names)} of the {arm}"
    said = (
        f"The networks of {who} that are tested here train on the validation side too: by then all of their settings "
        "had been chosen. The README says when yours may."
    )
    return textwrap.wrap(said, 100)


def _told(found: dict, place: str, arm: str) -> list[str]:
    import math

    from ser.results.compare import ALPHA
    from ser.results.numbers_in_prose import p_value, signed
    from ser.results.other_system import YOURS

    mine, theirs = found["yours"], found["theirs"]
    width = max(len(arm), len("difference"))
    folds = f", {mine['folds']} folds" if mine["folds"] > 1 else ""
    seeds = [f"{count} seed{'' if count == 1 else 's'}" for count in found["seeds"]]
    lines = [
        f"{place}{folds}: {mine['clips']} clips, {mine['speakers']} speakers; {YOURS} {seeds[0]}, {arm} {seeds[1]}",
        f"{'':<{width}}  {'accuracy':<28}  UAR",
    ]
    for name, one in ((YOURS, mine), (arm, theirs)):
        cells = [
            f"{one[m]:.3f} ({one[f'{m}_low']:.3f} to {one[f'{m}_high']:.3f})" for m in ("accuracy", "uar")
        ]
        lines.append(f"{name:<{width}}  {cells[0]:<28}  {cells[1]}")
    cells = [
        f"{signed(found[f'difference{m}'])} ({signed(found[f'difference{m}_low'])} to {signed(found[f'difference{m}_high'])})"
        for m in ("", "_uar")
    ]
    lines.append(f"{'difference':<{width}}  {cells[0]:<28}  {cells[1]}")
    cells = [f"p {p_value(found[f'p{m}'])}" for m in ("", "_uar")]
    lines.append(f"{'':<{width}}  {cells[0]:<28}  {cells[1]}")
    needed = [found[f"hurdle{m}"] for m in ("", "_uar")]
    cells = ["not known" if math.isnan(one) else f"{one:.3f}" for one in needed]
    lines.append(f"{'has to pass':<{width}}  {cells[0]:<28}  {cells[1]}")
    lines.append(f"{'so':<{width}}  {found['verdict']:<28}  {found['verdict_uar']}")
    luck = (
        "Luck with the seeds is not known, for want of a second seed on either side."
        if math.isnan(needed[0])
        else "It has to pass twice the standard deviation by which two equally good systems with so many seeds differ, "
        "judged by the side whose seeds scatter more."
    )
    own = "" if found["seeds"][0] > 1 else f" How far seeds of {YOURS} would scatter is not known."
    about = (
        f"A difference is shown if p is at most {ALPHA:g} and the difference passes what luck with the seeds explains. {luck}{own} "
        f"Intervals are over {mine['unit']} and speak of {mine['reach']}; p is over {found['over']}, for one comparison: whoever "
        "makes several corrects it for their number. That nothing about the system was learnt from or chosen on these clips is for "
        "you to know."
    )
    left_out = [f"Left out of the comparison: {found['reason']}."] if found["reason"] else []
    return lines + textwrap.wrap(about, 100) + left_out
