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
#     reads: ["runs/**", "repeated/**"]
# ---

# %% [markdown]
# # Try it: your voice and the models
#
# What you will learn
# : what the published model and the corrected one say to a sound of your own, where they look, and how little it takes to change their minds.
#
# Time to read
# : {minutes}`this page`, and as long as you like to try.
#
# What it needs
# : the words *MFCC* from [](02_mfcc) and *attention* from [](03_model). A microphone, or a sound file, or neither: there are made clips to choose from.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"
data = ""

# %% tags=["remove-input"]
from ser.audio import load_example
from ser.corpora import CORPORA
from ser.features import MfccSettings
from ser.pages import one_emotion, show, try_it, words
from ser.results import load_results, select

page = show.start(profile, results)
settings = MfccSettings()
held = load_results(page.results)
accuracies = try_it.accuracies(held)
trained = [run for arm in try_it.MODELS for run in select(held, data="all", split="random", arm=arm)]
clips = [load_example(name, data=data, rate=settings.rate) for name in try_it.CLIPS]

# %% tags=["remove-cell"]
page.glue("from", settings.offset, "g", rests=())
page.glue("to", settings.offset + settings.duration, "g", rests=())
page.glue("rate", settings.rate, ",", rests=())
page.glue("recorded", try_it.RECORDED, "g", rests=())
about = trained[0].record["data"] if trained else {"corpora": {}, "speakers": None}
heard = [name for name, counts in about["corpora"].items() if counts["found"]]
page.glue("speakers", about["speakers"], rests=trained)
people = [f"{len(CORPORA[name].speakers)} of {name}" for name in heard]
page.glue("people", words.listed(people, none="not run"), rests=trained)
for (model, corpora, split), row in accuracies.iterrows():
    runs = select(held, data=corpora, split=split, arm=model)
    page.glue(f"{model}_{corpora}_{split}", row["accuracy"], ".1%", rests=runs)
silent = one_emotion.silent(held, "published", "RAVDESS")
told = f"{one_emotion.told(silent, 'RAVDESS')}. Such runs say nothing about voices."
alone = select(held, data="RAVDESS", split=("random", "speaker"), arm="published")
page.glue("alone", told if silent else "", rests=alone)

# %% [markdown]
# ## What happens to your voice
#
# Nothing leaves this tab. The models come to the sound: when you ask for them, your browser loads them from where this page comes from, and runs them itself. There is no server that could listen. The tests of this book record in a browser, and fail if the page asks any other place for anything.
#
# A recording stays in memory until you make the next one, or close the tab. To keep it, save it: *Save the recording* gives a WAV file, and the command `ser predict FILE --model results/full/models/published` asks the same model about it in Python. It says the same.
#
# The sound goes the way that every clip in this book goes. It is brought to {glue:text}`rate:s` samples a second; what lies between {glue:text}`from:s` s and {glue:text}`to:s` s becomes MFCC; where the clip ends sooner, padding fills up. So a sentence that is over before the first half second is not heard at all.

# %% [markdown]
# ## What not to use it for
#
# The models compare your voice with what {glue:text}`speakers:s` people ({glue:text}`people:s`) showed when they were asked to act. They have never heard your language, unless it is English, nor your microphone or your room. They have no word for "none of these".
#
# So the answer is not how you feel, and not how you sound to others. Do not let it decide anything about a person, and do not try it on people who have not agreed. At work and in education, systems that infer emotions are prohibited in the European Union, with narrow exceptions. [](../use) says more.
#
# How often are they right? It depends on who speaks. Where the same speakers are in training and test, networks like the two on this page named {glue:text}`published_all_random:s` and {glue:text}`corrected_all_random:s` of the clips correctly. (Of several seeds, this is the mean; the page has one network of each.) A network built like the corrected one and trained on RAVDESS alone named {glue:text}`corrected_RAVDESS_random:s` of random clips, and {glue:text}`corrected_RAVDESS_speaker:s` of the clips of speakers whom it had not heard. You are such a speaker. One that was trained on all corpora, like those on this page, but on other speakers of RAVDESS than it was tested on: {glue:text}`corrected_all_speaker:s`. {glue:text}`alone:s`

# %% tags=["remove-input"]
page.table(
    try_it.table(accuracies),
    caption="How often such networks, each trained and tested on what the row says, name the emotion that the actor was asked for, with 95% intervals.",
    formats=try_it.TABLE_FORMATS,
)

# %% [markdown]
# ## Ask the models
#
# The button says how much will be loaded. Then there are three ways to a sound. Each answer has the probabilities of both models; below it stand the waveform, the MFCC and the weights of the attention, and a line moves over them while the sound plays. At the end, the same clip can be cut, slowed or drowned in noise.

# %% tags=["remove-input"]
try_it.show_try(page, held, clips)

# %% [markdown]
# ## What to look for
#
# - Say one sentence three times in the same manner. How far apart are the answers? So much of one answer is chance, and how you said it.
# - The probability is high, and the answer wrong? A network is sure by habit. With a voice that it never heard, that is no measure of how much it knows; see [](exercises/12_calibrate).
# - Cut the clip. The labels of a corpus go with the length of its clips, and a model can learn the length in place of the voice; see [](exercises/03_padding).
# - Look where the attention of the corrected model is high, and play that part. A weight says how much a step entered the mean, not why; see [](exercises/13_attention_explains).
#
# **Try it yourself:** [](exercises/17_act_it).
#
# **Next:** [](10_status), the runs themselves and how old they are.
