"""What a model is made of, as data: every switch an ablation turns, with a reason for each default."""

from dataclasses import dataclass

from ser.errors import BadValue

MODELS = ("published", "corrected")
AXES = ("time", "cepstral")
POOLINGS = ("additive", "dot", "multi-head", "mean", "max", "last", "statistics", "attentive-statistics")

# Far beyond what speech asks for; settings may come from anybody's file.
_MOST = {
    "frames": 20_000,
    "coefficients": 1024,
    "labels": 1000,
    "filters": 1024,
    "time_pooling": 64,
    "lstm": 2048,
}
_BLOCKS = 16
_SHARES = ("dropout", "head_dropout", "norm_momentum")
_SWITCHES = ("masked", "bidirectional", "second_lstm")


@dataclass(frozen=True)
class ModelSettings:
    """Switches of the two models.

    `published` uses none of them but `frames`, `coefficients` and `labels`: it is the published
    code, flaws included. `corrected` differs from it where the code is wrong, and in sizes of our own;
    each difference can be turned back to see what it is worth.
    """

    name: str = "corrected"
    frames: int = 130
    coefficients: int = 40
    labels: int = 8
    # Speech unfolds in time, so the LSTM walks along time; "cepstral" is the published axis.
    axis: str = "time"
    # How the steps of the LSTM become one vector; the published code's is "additive". "statistics" is
    # mean and deviation side by side, "attentive-statistics" the same with the weights of the attention.
    pooling: str = "additive"
    # Padding takes no part in attention and pooling.
    masked: bool = True
    # Channels of each convolution block before the LSTM; () leaves them out.
    filters: tuple[int, ...] = (64, 64, 64, 64)
    # How many steps of time the pooling of each block makes one, 1 for none; the cepstral axis is always halved.
    time_pooling: tuple[int, ...] = (2, 2, 1, 1)
    # Units of each direction of the LSTM; 0 leaves it out.
    lstm: int = 64
    bidirectional: bool = True
    # The published second LSTM, which sees one step.
    second_lstm: bool = False
    dropout: float = 0.2
    # Dropout of the vector that the classifier sees.
    head_dropout: float = 0.3
    l2: float = 0.0
    # A batch norm that forgets over 10 steps, not 100: an epoch here has some 46 steps.
    norm_momentum: float = 0.9

    def __post_init__(self) -> None:
        for field, value, allowed in (
            ("model", self.name, MODELS),
            ("axis", self.axis, AXES),
            ("pooling", self.pooling, POOLINGS),
        ):
            if value not in allowed:
                raise BadValue(f"unknown {field} {value!r}; expected one of {', '.join(allowed)}")
        for field in ("filters", "time_pooling"):
            if not isinstance(getattr(self, field), tuple):
                raise BadValue(
                    f"{field}: received {getattr(self, field)!r}, expected a number for each block"
                )
        if len(self.time_pooling) != len(self.filters):
            raise BadValue(
                f"time_pooling: received {len(self.time_pooling)} numbers, expected {len(self.filters)}, one a block"
            )

        self._check_sizes()

    def _check_sizes(self) -> None:
        for field, most in _MOST.items():
            value, least = getattr(self, field), 0 if field == "lstm" else 1
            several = field in ("filters", "time_pooling")
            numbers = value if several and isinstance(value, tuple) else (value,)
            if len(numbers) > _BLOCKS or any(
                type(one) is not int or not least <= one <= most for one in numbers
            ):
                raise BadValue(
                    f"{field}: received {value!r}, expected "
                    + (f"{_BLOCKS} whole numbers at most, each " if several else "a whole number ")
                    + f"from {least} to {most:,}"
                )
        for field in _SHARES:
            value = getattr(self, field)
            if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1:
                raise BadValue(f"{field}: received {value!r}, expected a number from 0 to below 1")
        if isinstance(self.l2, bool) or not isinstance(self.l2, int | float) or not 0 <= self.l2 < 1e6:
            raise BadValue(f"l2: received {self.l2!r}, expected a number from 0 up")
        for field in _SWITCHES:
            if not isinstance(getattr(self, field), bool):
                raise BadValue(f"{field}: received {getattr(self, field)!r}, expected true or false")

    @property
    def needs_mask(self) -> bool:
        """Whether the model takes the true number of frames as a second input."""
        return self.name != "published"
