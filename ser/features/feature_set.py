"""Features of many clips in memory: unpadded, float16, with the true number of frames of each."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from ser.corpora import fingerprint
from ser.errors import DataMissing
from ser.features.kinds import FeatureSettings


@dataclass(frozen=True)
class FeatureSet:
    """Features of many clips.

    `values` has shape (all frames, coefficients), float16; `lengths` has shape (clips,): the true
    frames of each row of `clips`. float16 keeps about three digits: a first coefficient of -600 dB
    is known to 0.25, the others to 0.06 or better.
    """

    clips: pd.DataFrame
    values: np.ndarray
    lengths: np.ndarray
    settings: FeatureSettings
    expected: dict[str, int]
    demo: bool
    left_out: tuple[tuple[str, str], ...]

    @cached_property
    def starts(self) -> np.ndarray:
        """First row of each clip in `values`, shape (clips,)."""
        return np.concatenate([[0], np.cumsum(self.lengths)[:-1]]).astype(np.int64)

    @cached_property
    def rows(self) -> pd.Series:
        """Row number of each clip id."""
        return pd.Series(np.arange(len(self.clips)), index=self.clips["clip"].to_numpy())

    @cached_property
    def fingerprint(self) -> str:
        """Hash in hex over names, content and labels of the clips."""
        return fingerprint(self.clips)

    def padded(self, clips: list[str] | np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return (frames, lengths) of the clips named.

        frames: shape (n, settings.frames, coefficients), float32, zero past the end of each clip;
        lengths: shape (n,), the true number of frames.
        """
        rows = self.rows.loc[list(clips)].to_numpy()
        frames = np.zeros((len(rows), self.settings.frames, self.values.shape[1]), np.float32)
        for place, row in enumerate(rows):
            length = self.lengths[row]
            frames[place, :length] = self.values[self.starts[row] : self.starts[row] + length]
        return frames, self.lengths[rows]

    def only(self, corpora: tuple[str, ...]) -> "FeatureSet":
        """Return the part that belongs to `corpora`."""
        absent = [name for name in corpora if name not in self.expected]
        if absent:
            raise DataMissing(
                f"no clips of {', '.join(absent)} in this feature store; it holds {', '.join(self.expected)}; "
                "add the corpus to the data folder and run `ser features`"
            )
        keep = self.clips["corpus"].isin(corpora).to_numpy()
        return FeatureSet(
            self.clips[keep].reset_index(drop=True),
            self.values[np.repeat(keep, self.lengths)],
            self.lengths[keep],
            self.settings,
            {name: count for name, count in self.expected.items() if name in corpora},
            self.demo,
            tuple(gap for gap in self.left_out if gap[0].split("/")[0] in corpora),
        )
