"""Step 8, experiments: the table, the profiles, one run, many runs, and the record each leaves."""

from ser.experiments.grid import RunState, run_grid, status
from ser.experiments.profiles import PROFILES, Profile, plan, profile
from ser.experiments.record import Predictions, read, read_predictions
from ser.experiments.run import do, part_of, score, split_of
from ser.experiments.table import ARMS, DATA, EXPERIMENTS, Arm, Experiment, Run, experiment, runs

__all__ = [
    "ARMS",
    "DATA",
    "EXPERIMENTS",
    "PROFILES",
    "Arm",
    "Experiment",
    "Predictions",
    "Profile",
    "Run",
    "RunState",
    "do",
    "experiment",
    "part_of",
    "plan",
    "profile",
    "read",
    "read_predictions",
    "run_grid",
    "runs",
    "score",
    "split_of",
    "status",
]
