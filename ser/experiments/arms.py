"""Every arm: one way to compute features, build a model and train it."""

from dataclasses import dataclass, field, replace

from ser.errors import BadValue
from ser.features import CHANGES, FeatureSettings, MfccSettings, SpectralSettings
from ser.models import ModelSettings
from ser.models.baselines import BASELINES as BASELINE_NAMES
from ser.models.baselines import BaselineSettings
from ser.training import PUBLISHED, TrainingSettings


@dataclass(frozen=True)
class Arm:
    """One way to build and train a model. `label` names it in tables and figures."""

    name: str
    label: str
    model: ModelSettings | BaselineSettings
    training: TrainingSettings
    features: FeatureSettings = field(default_factory=MfccSettings)

    def __post_init__(self) -> None:
        wanted = (self.features.frames, self.features.coefficients)
        if (self.model.frames, self.model.coefficients) != wanted:
            raise BadValue(
                f"arm {self.name!r}: received a model of {self.model.frames} frames x {self.model.coefficients} columns, "
                f"expected {wanted[0]} x {wanted[1]}, as its features have"
            )
        if "warp" in self.training.augment and self.features.kind != "log-mel":
            raise BadValue(
                f"arm {self.name!r}: received augmentation 'warp' of {self.features.kind}, expected log-mel alone, "
                "whose columns are bands"
            )


# Half the published width where the maps are largest: a shorter epoch.
_CORRECTED = ModelSettings(filters=(32, 32, 64, 64))
_SCHEDULE = TrainingSettings(epochs=50)


def _model(name: str, label: str, **changes) -> Arm:
    return Arm(name, label, replace(_CORRECTED, **changes), _SCHEDULE)


def _training(name: str, label: str, **changes) -> Arm:
    return Arm(name, label, _CORRECTED, replace(_SCHEDULE, **changes))


def _features(name: str, label: str, features: FeatureSettings, rate: float = _SCHEDULE.learning_rate) -> Arm:
    """Return the corrected model on other features, at the learning rate that was chosen for them."""
    model = replace(_CORRECTED, frames=features.frames, coefficients=features.coefficients)
    return Arm(name, label, model, replace(_SCHEDULE, learning_rate=rate), features)


def _kinds(*kinds: str, label: str = "", rate: float = _SCHEDULE.learning_rate) -> Arm:
    return _features("+".join(kinds), label or " + ".join(kinds), SpectralSettings(kinds), rate)


_HEADLINE = (
    Arm("published", "published code", ModelSettings("published"), PUBLISHED),
    Arm("corrected", "corrected", _CORRECTED, _SCHEDULE),
)

# The published schedule stops when the validation loss has not fallen for ten epochs. With few steps an epoch the
# moving figures of batch normalisation have not caught up by then: this arm tells the network from its schedule.
_PUBLISHED_NETWORK = Arm(
    "published-network",
    "published network on the corrected schedule",
    ModelSettings("published"),
    replace(_SCHEDULE, scaler="published"),
)

_ARCHITECTURE = (
    _model("no-attention", "mean instead of attention", pooling="mean"),
    _model("max-pooling", "maximum instead of attention", pooling="max"),
    _model("last-step", "last step instead of attention", pooling="last"),
    _model("dot-attention", "dot-product attention", pooling="dot"),
    _model("multi-head", "multi-head attention", pooling="multi-head"),
    _model("statistics", "mean and deviation", pooling="statistics"),
    _model("attentive-statistics", "attentive mean and deviation", pooling="attentive-statistics"),
    _model("no-lstm", "no LSTM", lstm=0),
    _model("cnn-alone", "CNN alone", lstm=0, pooling="mean"),
    _model("lstm-alone", "LSTM alone", filters=(), time_pooling=(), pooling="mean"),
    _model("lstm-attention", "LSTM with attention, no CNN", filters=(), time_pooling=()),
    _model("cepstral-axis", "cepstral axis", axis="cepstral", time_pooling=(2, 2, 2, 2), lstm=32),
    _model("second-lstm", "one-step second LSTM", second_lstm=True),
    _model("no-mask", "padding takes part", masked=False),
    _model("shallow", "two blocks", filters=(32, 64), time_pooling=(2, 2)),
    _model("deep", "five blocks", filters=(32, 32, 64, 64, 64), time_pooling=(2, 2, 1, 1, 1)),
    _model("narrow", "half the width", filters=(16, 16, 32, 32), lstm=32),
    _model("wide", "64 filters in every block", filters=(64, 64, 64, 64)),
)

_FEATURES = (
    _kinds("log-mel"),
    _kinds("chroma", rate=2e-3),
    _kinds("contrast", label="spectral contrast", rate=2e-3),
    _kinds("tonnetz", rate=2e-3),
    _kinds("tempogram", rate=2e-3),
    _kinds("fourier-tempogram", label="Fourier tempogram", rate=2e-3),
    _kinds("mfcc", "chroma", label="MFCC + chroma"),
    _kinds("mfcc", "contrast", label="MFCC + spectral contrast"),
    _kinds("mfcc", "tempogram", label="MFCC + tempogram"),
    _kinds("chroma", "contrast", "tonnetz", "tempogram", label="spectral + rhythmic, no MFCC"),
    _kinds("mfcc", "deltas", label="MFCC + deltas", rate=2e-3),
    _kinds("mfcc-shape", label="MFCC without the first", rate=2e-3),
    _features("mfcc-13", "13 MFCC", MfccSettings(coefficients=13), 5e-4),
    _features("mfcc-20", "20 MFCC", MfccSettings(coefficients=20), 2e-3),
    _features("from-the-start", "3 s from the start of the file", MfccSettings(offset=0.0)),
    _features("two-seconds", "2 s instead of 3 s", MfccSettings(duration=2.0), 2e-3),
)

_TRAINING = (
    _training("published-scaler", "scaler of the published code, padding scaled", scaler="published"),
    _training("global-scaler", "one mean and deviation, training side", scaler="global"),
    _training("utterance-scaler", "each clip scaled by itself", scaler="utterance"),
    _training("class-weights", "class weights", class_weights=True),
    _training("label-smoothing", "label smoothing 0.1", label_smoothing=0.1),
    _training("spec-augment", "time and band masks", augment=("time-mask", "band-mask")),
    _training("tempo", "tempo and level varied", augment=("tempo", "level")),
    _training("mixup", "mixup", augment=("mixup",)),
    _training("known-speakers", "each speaker scaled by all their clips", known_speakers=True),
    _training("noise-copies", "copies with noise", copies=("noise",)),
    _training("gain-copies", "copies louder or softer", copies=("gain",)),
    _training("pitch-copies", "copies higher or lower", copies=("pitch",)),
    _training("stretch-copies", "copies faster or slower", copies=("stretch",)),
)

_COPIES = (
    _training("copies-after", "four copies of each training clip", copies=CHANGES),
    _training("copies-before", "as many, made before the split", copies=CHANGES, copies_made="before"),
)

_BASELINE_LABELS = {
    "majority": "commonest emotion",
    "corpus-majority": "commonest emotion, corpus known",
    "detected-corpus": "commonest emotion, corpus detected",
    "duration": "duration alone",
    "svm": "SVM on MFCC statistics",
    "forest": "random forest on MFCC statistics",
    "mlp": "MLP on MFCC statistics",
    "knn": "nearest neighbours on MFCC statistics",
}
# How a baseline is fitted stands in its own settings; the schedule of a network is not looked at.
_BASELINES = tuple(
    Arm(name, _BASELINE_LABELS[name], BaselineSettings(name), TrainingSettings()) for name in BASELINE_NAMES
)

_MANY = SpectralSettings(("mfcc", "deltas", "log-mel", "contrast", "chroma"))


def _classical(
    name: str, label: str, baseline: str, features: FeatureSettings, copies: tuple[str, ...] = ()
) -> Arm:
    model = BaselineSettings(baseline, features.frames, features.coefficients)
    return Arm(name, label, model, TrainingSettings(copies=copies), features)


_SMALL = ModelSettings(filters=(16, 32, 48, 64), lstm=32, pooling="attentive-statistics")
_GENTLE = TrainingSettings(
    epochs=60,
    batch=32,
    learning_rate=4e-3,
    choose="last",
    averaging=0.99,
    weight_decay=1e-3,
    label_smoothing=0.1,
    augment=("tempo", "level", "mixup"),
)
# Each training clip and a copy of each kind: twice the steps of the corrected model.
_WITH_COPIES = replace(_SCHEDULE, choose="last", epochs=20, copies=CHANGES)
_SLOPES = SpectralSettings(("mfcc", "deltas"))
_BANDS = SpectralSettings(("log-mel",))


def _network(
    name: str,
    label: str,
    features: FeatureSettings,
    *,
    model: ModelSettings = _SMALL,
    training: TrainingSettings = _GENTLE,
) -> Arm:
    model = replace(model, frames=features.frames, coefficients=features.coefficients)
    return Arm(name, label, model, training, features)


_TRIED = (
    _classical("try-svm", "SVM on MFCC statistics", "svm", MfccSettings()),
    _classical("try-mlp", "MLP on MFCC statistics", "mlp", MfccSettings()),
    _classical("try-svm-mel", "SVM on log-mel statistics", "svm", _BANDS),
    _classical("try-mlp-mel", "MLP on log-mel statistics", "mlp", _BANDS),
    _classical("try-svm-many", "SVM on statistics of many features", "svm", _MANY),
    _classical("try-mlp-many", "MLP on statistics of many features", "mlp", _MANY),
)
_TRIED_NETWORKS = (
    # Every network keeps its last epoch: one that had chosen it on the clips that judge it would win by that.
    _network(
        "try-corrected",
        "the corrected model",
        MfccSettings(),
        model=_CORRECTED,
        training=replace(_SCHEDULE, choose="last"),
    ),
    _network("try-net", "small network, MFCC + deltas, mixup", _SLOPES),
    _network(
        "try-net-wide",
        "wider network, MFCC + deltas, mixup",
        _SLOPES,
        model=replace(_CORRECTED, pooling="attentive-statistics"),
    ),
    _network("try-net-long", "small network, 120 epochs", _SLOPES, training=replace(_GENTLE, epochs=120)),
    _network(
        "try-net-masks",
        "small network, time and band masks",
        _SLOPES,
        training=replace(_GENTLE, augment=(*_GENTLE.augment, "time-mask", "band-mask")),
    ),
    _network(
        "try-net-mel",
        "small network, log-mel, warped bands",
        _BANDS,
        training=replace(_GENTLE, augment=(*_GENTLE.augment, "warp")),
    ),
)
# Written down when a vote of those above had been tested.
_TRIED_COPIES = (
    _network(
        "try-corrected-copies",
        "the corrected model, changed copies",
        MfccSettings(),
        model=_CORRECTED,
        training=_WITH_COPIES,
    ),
    _network(
        "try-log-mel-copies",
        "the corrected model on log-mel, changed copies",
        _BANDS,
        model=_CORRECTED,
        training=_WITH_COPIES,
    ),
    _classical("try-mlp-copies", "MLP on MFCC statistics, changed copies", "mlp", MfccSettings(), CHANGES),
    _classical(
        "try-mlp-many-copies",
        "MLP on statistics of many features, changed copies",
        "mlp",
        _MANY,
        CHANGES,
    ),
)


def _known(arm: Arm) -> Arm:
    """Return a candidate that may use all clips of a speaker, without their labels."""
    return replace(
        arm,
        name=f"{arm.name}-known",
        label=f"{arm.label}, each speaker scaled",
        training=replace(arm.training, known_speakers=True),
    )


_TRIED_KNOWN = tuple(
    _known(arm)
    for arm in (*_TRIED, *_TRIED_NETWORKS)
    if arm.name
    in ("try-svm", "try-mlp", "try-svm-many", "try-mlp-many", "try-corrected", "try-net", "try-net-mel")
)

_BEST = (
    _classical("best-random", "method chosen for random clips", "svm", _MANY),
    _classical("best-speaker", "method chosen for unseen speakers", "mlp", _MANY, CHANGES),
    replace(
        _known(_classical("best", "", "mlp", _MANY)),
        name="best-known",
        label="method chosen for speakers whose clips are at hand",
    ),
)

# Nothing is left for the validation side to choose of a network, so it trains too.
_COPIES_TESTED = replace(_WITH_COPIES, fit_on="train+validation")
_VOTING = (
    _classical("mlp-many", "MLP on statistics of many features", "mlp", _MANY),
    _network(
        "corrected-copies",
        "corrected, changed copies",
        MfccSettings(),
        model=_CORRECTED,
        training=_COPIES_TESTED,
    ),
    _network("log-mel-copies", "log-mel, changed copies", _BANDS, model=_CORRECTED, training=_COPIES_TESTED),
)

# The mean and the deviation of a speaker hold their voice, and of the corpus the room and the microphone.
_SCALED = (_known(next(arm for arm in _BASELINES if arm.name == "svm")),)

# Arms of studies of one's own stand here; see "Adding something" in CONTRIBUTING.md.
_OWN: tuple[Arm, ...] = ()

HEADLINE = tuple(arm.name for arm in _HEADLINE)
ARCHITECTURE = tuple(arm.name for arm in _ARCHITECTURE)
FEATURES = tuple(arm.name for arm in _FEATURES)
POOLED_OTHERWISE = ("no-attention", "max-pooling", "last-step")
"""Those of the architecture that put something simpler in the place of attention."""
OTHER_FEATURES = FEATURES[: FEATURES.index("mfcc+deltas")]
"""Features that are no MFCCs, or not them alone."""
TRAINING = tuple(arm.name for arm in _TRAINING)
COPIES = tuple(arm.name for arm in _COPIES)
BASELINES = tuple(arm.name for arm in _BASELINES)
BEST = tuple(arm.name for arm in _BEST)
VOTING = tuple(arm.name for arm in _VOTING)
SCALED = tuple(arm.name for arm in _SCALED)
OWN = tuple(arm.name for arm in _OWN)
VOTERS = ("best-speaker", *FEATURES, *VOTING)
"""Arms that may vote together for unseen speakers; each has answered on the validation side (`ser.experiments.voting_run`)."""

VOTE = ("best-speaker", "corrected-copies", "log-mel-copies", "mfcc-shape")
"""Those that do. `ser.results.voting.elect` chose them on the validation side, before this vote was tested."""

MOST_PARAMETERS = 1_000_000
"""What all that vote may have together."""

TRIED = {
    "best-random": _TRIED,
    "best-speaker": (*_TRIED, *_TRIED_NETWORKS, *_TRIED_COPIES),
    "best-known": _TRIED_KNOWN,
}
"""What each of the best arms is chosen among, by the validation side alone. Some have the settings of an arm that is tested too, as `try-svm` has those of `svm`."""

ARMS: dict[str, Arm] = {
    arm.name: arm
    for arm in (
        *_HEADLINE,
        _PUBLISHED_NETWORK,
        *_BASELINES,
        *_ARCHITECTURE,
        *_FEATURES,
        *_TRAINING,
        *_COPIES,
        *_BEST,
        *_VOTING,
        *_SCALED,
        *_OWN,
    )
}
"""Every arm by name. Those of architecture, features, training and copies change one thing of `corrected`, and what that brings along (`ser.results.compare.changes`)."""
