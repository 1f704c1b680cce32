"""The words that keep a page of the demo corpus from being taken for a result."""

from pathlib import Path

from ser.corpora.banner import BANNER
from ser.outside import known

__all__ = ["BANNER", "rests_on_demo"]


def rests_on_demo(profile: str, results: Path) -> bool:
    """Say whether what stands in a results folder rests on the demo corpus.

    True for the profile `demo`, and for any other profile as soon as one run under `results/runs`
    says that its data were the demo corpus. A file that cannot be read is left to the module that
    reads results.
    """
    if profile == "demo":
        return True
    for path in sorted((results / "runs").glob("**/*.json")):
        data = known(path).get("data", {})
        if isinstance(data, dict) and data.get("demo"):
            return True
    return False
