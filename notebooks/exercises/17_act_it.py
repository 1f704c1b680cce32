# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
#   ser:
#     exercise:
#       name: act-it
#       level: easy
#       minutes: 30
#       needs: the page "Try it", at the book's public address, or on your own computer by `make book` and then `make serve`; a microphone, or the made clips of that page.
#       teaches: to take down what two models say to sounds of your own, and to say what so few of them show.
#       page: notebooks/12_try
#       demo: false
# ---

# %% [markdown]
# # Act it
#
# ```{about-exercise}
# ```
#
# The speakers of these corpora were given a sentence and told which emotion to show. Now it is your turn to act, and the models' turn to guess. Then put down what they said, and explain it.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %%
import numpy as np

from ser.corpora import EMOTIONS
from ser.exercises import check

# %% [markdown]
# ## What you have
#
# The page [](../12_try), which lets the published model and the corrected one listen to you. Under *Your takes* it keeps a table of the sounds that you asked about.

# %% [markdown]
# ## Your turn
#
# Choose a sentence, and three emotions out of `EMOTIONS`. Say the sentence in each of them, once or more. Act for somebody in the next room: they must hear which it is.
#
# No microphone, or no wish to be recorded? Choose three of the made clips. Nobody sees your recordings: they stay in the tab of your browser.
#
# On the page, choose for each take what you *meant*. Open *All probabilities, to copy into the exercise*, and copy it into the cell below. Then fill in `answer`, a dictionary:
#
# - `takes`: the list, with a dictionary for each take;
# - `agreement`: the share of takes in which both models have their highest probability at the same emotion;
# - `sure`: for `published` and for `corrected`, the mean over the takes of the highest probability;
# - `explanation`: forty words or more. Why did the models say what they said? Think of who they were trained on, of what is different about your sound, and of how few takes these are. The check counts the words; a person reads them.

# %% [markdown]
# :::{dropdown} Hint 1: the same emotion
# `np.argmax` gives the place of the highest number in a row. Compare the places of the two models, take by take.
# :::
#
# :::{dropdown} Hint 2: what to explain
# Which of your takes did both get right? What did those takes have that the others had not: were they louder, faster, longer? What would you have to record to know?
# :::

# %%
# solution: answer = ...
takes = [
    {
        "take": "Happy: Dogs are sitting by the door, RAVDESS-02",
        "meant": "happy",
        "published": [0.0015, 0.0002, 0.1273, 0.0004, 0.0560, 0.7951, 0.0010, 0.0185],
        "corrected": [0.0006, 0.0002, 0.0530, 0.0142, 0.0654, 0.8621, 0.0016, 0.0030],
    },
    {
        "take": "Sad: Dogs are sitting by the door, RAVDESS-02",
        "meant": "sad",
        "published": [0.7140, 0.0097, 0.0506, 0.1690, 0.0077, 0.0156, 0.0151, 0.0182],
        "corrected": [0.0117, 0.0016, 0.5776, 0.0336, 0.0991, 0.2180, 0.0526, 0.0058],
    },
    {
        "take": "Angry: Dogs are sitting by the door, RAVDESS-02",
        "meant": "angry",
        "published": [0.0028, 0.0002, 0.2140, 0.0046, 0.7621, 0.0139, 0.0013, 0.0011],
        "corrected": [0.0007, 0.0002, 0.0174, 0.0062, 0.9434, 0.0155, 0.0159, 0.0009],
    },
]


def probabilities(model):
    return np.array([take[model] for take in takes])


tops = {model: probabilities(model).argmax(axis=1) for model in ("published", "corrected")}
answer = {
    "takes": takes,
    "agreement": float((tops["published"] == tops["corrected"]).mean()),
    "sure": {model: float(probabilities(model).max(axis=1).mean()) for model in tops},
    "explanation": (
        "These are three clips of a synthesiser, which raises pitch and level for some emotions. The models were trained on a "
        "few actors in studios and have never heard such a voice, so whatever they say goes by what is nearest in loudness, "
        "pace and length. Three takes are far too few: another sentence or another room could turn every answer around, and "
        "only many more speakers would show whether it was chance."
    ),
}
# end of solution

# %% [markdown]
# Who said what?

# %% tags=["solution"]
for take in answer["takes"]:
    said = [f"{model} {EMOTIONS[int(np.argmax(take[model]))]}" for model in ("published", "corrected")]
    print(f"meant {take['meant']}: {', '.join(said)}")

# %%
check("act-it", answer)

# %% [markdown]
# ## With the real corpora
#
# The models on the page were trained on the real corpora; only the clips to choose from are made. So what is missing here is people. Ask three others, who agree to it, to act the same sentence on their own computers, and put the tables together. How often do the models name what was meant, and how wide is the interval if you draw people instead of takes? [](../06_protocols) does that with the speakers of RAVDESS. [](../../use) says what the answer must not be used for.
