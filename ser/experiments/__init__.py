"""Step 8, experiments: the table, the profiles, one run, many runs, and the record each leaves."""

from ser.experiments.arms import ARMS, MOST_PARAMETERS, VOTE, VOTERS, Arm
from ser.experiments.choices import CHOICES, Choice, choices_before, choosing_runs, voting_run
from ser.experiments.grid import RunState, run_grid, status
from ser.experiments.ground import copies_of, part_of, split_of
from ser.experiments.profiles import PROFILES, Profile, plan, profile, required
from ser.experiments.record import Predictions, read, read_predictions
from ser.experiments.run import do, score
from ser.experiments.table import (
    CHOOSING,
    CLAIMS,
    DATA,
    EXPERIMENTS,
    Experiment,
    Place,
    Run,
    experiment,
    runs,
)

__all__ = [
    "ARMS",
    "CHOICES",
    "CHOOSING",
    "CLAIMS",
    "DATA",
    "EXPERIMENTS",
    "MOST_PARAMETERS",
    "PROFILES",
    "VOTE",
    "VOTERS",
    "Arm",
    "Choice",
    "Experiment",
    "Place",
    "Predictions",
    "Profile",
    "Run",
    "RunState",
    "choices_before",
    "choosing_runs",
    "copies_of",
    "do",
    "experiment",
    "part_of",
    "plan",
    "profile",
    "read",
    "read_predictions",
    "required",
    "run_grid",
    "runs",
    "score",
    "split_of",
    "status",
    "voting_run",
]
