"""Known wrong answers to `own-study`: what is wrong, the answer, words of its hint."""

from dataclasses import replace

from ser.experiments import ARMS, Arm, Experiment, Place, experiment

_BASE = ARMS["corrected"]
_PLACE = Place("RAVDESS", "speaker", (0, 1, 2, 3, 4), (0, 1, 2))


def _arm(name="mine", **changes):
    model = {key: value for key, value in changes.items() if key in vars(_BASE.model)}
    training = {key: value for key, value in changes.items() if key in vars(_BASE.training)}
    return Arm(name, name, replace(_BASE.model, **model), replace(_BASE.training, **training), _BASE.features)


def _study(arm=None, own=None, **changes):
    arm = arm or _arm(lstm=32)
    right = {
        "name": "mine",
        "question": "Is a narrow LSTM worse for new speakers?",
        "varies": "the LSTM",
        "held": "the rest",
        "places": (_PLACE,),
        "arms": ("corrected", arm.name),
        "reference": "corrected",
        "required": False,
    }
    return Experiment(**right | changes), {arm.name: arm} if own is None else own


def _two(first, second):
    """A study with two arms of its own, whatever `_arm` gives."""
    return _study(
        first, {first.name: first, second.name: second}, arms=("corrected", first.name, second.name)
    )


WRONG = {
    "two changes": (_study(_arm(lstm=32, epochs=20)), "changes 2 settings at once"),
    "published against corrected": (
        _study(arms=("corrected", "published"), own={}),
        "If the score moves",
    ),
    "no change": (_study(_arm()), "What does it change"),
    "reference is missing": (_study(arms=("mine", "no-lstm")), "not among the arms"),
    "one arm": (_study(arms=("corrected",)), "two arms or more"),
    "an arm nobody knows": (_study(own={}), "neither in the table"),
    "random alone": (
        _study(places=(Place("RAVDESS", "random", seeds=(0, 1, 2)),)),
        "speakers of the test new",
    ),
    "one seed": (_study(places=(replace(_PLACE, seeds=(0,)),)), "may be luck"),
    "one fold": (_study(places=(replace(_PLACE, folds=(0,)),)), "some folds are left out"),
    "a fold that there is not": (
        _study(places=(replace(_PLACE, folds=(0, 1, 2, 3, 9)),)),
        "a fold is named that there is not",
    ),
    "a fold twice": (_study(places=(replace(_PLACE, folds=(0, 1, 2, 3, 4, 4)),)), "`folds` is named twice"),
    "one fold of all corpora": (
        _study(places=(Place("all", "speaker", seeds=(0, 1, 2)),)),
        "At all, speaker, some folds are left out",
    ),
    "a corpus left out of one": (
        _study(places=(Place("RAVDESS", "corpus", (0, 1, 2), (0, 1, 2)),)),
        "RAVDESS has no split `corpus`",
    ),
    "a seed twice": (_study(places=(replace(_PLACE, seeds=(0, 1, 1)),)), "`seeds` is named twice"),
    "letters for seeds": (
        _study(places=(replace(_PLACE, seeds=("a", "b", "c")),)),
        "`seeds` have to be whole",
    ),
    "folds below zero": (
        _study(places=(replace(_PLACE, folds=(-1, 0, 1, 2, 3)),)),
        "`folds` have to be whole",
    ),
    "a seed that is no tuple": (
        _study(places=(replace(_PLACE, seeds=3),)),
        "`seeds` of a place has to be a tuple",
    ),
    "an arm twice": (_study(arms=("corrected", "mine", "mine")), "listed twice"),
    "no question": (_study(question="A better network for speech emotion recognition."), "question mark"),
    "held is empty": (_study(held=" "), "`held` is empty"),
    "a split nobody knows": (
        _study(places=(replace(_PLACE, split="honest"),)),
        "No place `RAVDESS`, `honest`",
    ),
    "a claim that is no tuple": (_study(claims="C1"), "`claims` has to be a tuple"),
    "a list": (_study(arms=["corrected", "mine"]), "has to be a tuple"),
    "a name that is taken": (_study(_arm("no-lstm", lstm=0)), "is taken"),
    "an experiment of the table": ((experiment("training"), {}), "That is the experiment `training`"),
    "the name of an experiment": (_study(name="training"), "an experiment of that name"),
    "a key that is another name": (
        _study(own={"mine": replace(_arm(lstm=32), name="corrected")}),
        "its `name` says `corrected`",
    ),
    "an arm with no name for a file": (_study(_arm("my arm/1", lstm=32)), "as the name of an arm"),
    "a study with no name for a file": (_study(name="my study"), "as the name of the experiment"),
    "no label": (_study(replace(_arm(lstm=32), label=" ")), "has no `label`"),
    "a label that is taken": (_study(replace(_arm(lstm=32), label="corrected")), "in a figure"),
    "two arms of one's own alike": (
        _two(_arm("mine", lstm=32), _arm("mine-too", lstm=32)),
        "`mine` and `mine-too` have the same settings",
    ),
    "an arm of the table once more": (_study(_arm(lstm=0)), "the table has it already"),
    "an arm that is not listed": (
        _study(own={"mine": _arm(lstm=32), "spare": _arm("spare", lstm=16)}),
        "nobody would train it",
    ),
    "required": (_study(required=True), "`required` is true"),
    "words": (("Is attention worth it?", {}), "has to be an `Experiment`"),
}
