"""Which figures come from runs on different clips: what a corpus that was added leaves for a while."""

from collections.abc import Sequence

from ser.results.pooled import groups_of
from ser.results.runs import Result


def mixed(results: Sequence[Result]) -> list[str]:
    """Return a line for each arm on each split whose runs rest on more than one state of the data.

    Such a figure is neither that of the clips there were nor that of the clips there are; it settles
    once every run has been done again.
    """
    lines = []
    for (data, split, arm), group in groups_of(results).items():
        states: dict[str, list[Result]] = {}
        for one in group:
            states.setdefault(one.record["data"]["fingerprint"], []).append(one)
        if len(states) > 1:
            counts = sorted(
                ((one[0].record["data"]["clips"], len(one)) for one in states.values()), reverse=True
            )
            told = ", ".join(
                f"{runs} run{'' if runs == 1 else 's'} on {clips:,} clips" for clips, runs in counts
            )
            lines.append(f"{data}, {split} split, {arm}: {told}")
    return lines
