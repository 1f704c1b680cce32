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
#     reads: ["runs/**", "repeated/**", "choosing/**", "../published.toml", "facts/facts.json"]
# ---

# %% [markdown]
# # The report of the reproduction
#
# What you will learn
# : which claims were tested and what came of it, what was easy and what was hard, what could not be tested and why, what it cost, and what could be wrong with our answers.
#
# Time to read
# : {minutes}`this page`.
#
# What it needs
# : nothing, if you want the verdicts alone. [](04_ablations) explains *seed*, *interval* and *noise band*.

# %% tags=["parameters"]
profile = "demo"
results = "results/demo"

# %% tags=["remove-input"]
import pandas as pd

from ser.claims import VERDICTS, ledger, missing_told, read_published
from ser.corpora import CORPORA
from ser.experiments import ARMS, Place, experiment, plan
from ser.experiments import profile as profile_of
from ser.pages import one_emotion, show, words
from ser.results import load_choosing, load_results, read_json, rests_on, select, summary
from ser.results.cost import cost
from ser.results.pooled import complete
from ser.results.steps import falls, protocol_runs, steps

LEDGER = "results/published.toml"
MODEL = experiment("protocols").reference
COMPARED = ("published", "published-network", MODEL, "svm")

page = show.start(profile, results)
held = load_results(page.results)
claims = ledger(LEDGER, held).set_index("id")
published = {one.id: one for one in read_published(LEDGER)[0]}
facts = read_json(page.results / "facts" / "facts.json")
networks = [one for one in held if one.is_network]

# %% tags=["remove-cell"]
by_verdict = {verdict: list(claims.index[claims["verdict"] == verdict]) for verdict in VERDICTS}
page.glue("claims_all", len(claims), rests=[LEDGER])
page.glue("tally", words.verdicts(by_verdict))
page.glue("open_claims", words.listed(by_verdict["not tested yet"], most=20))
moving = [name for name in claims.index if "still open" in claims.loc[name, "reason"]]
page.glue("moving_claims", words.listed(moving, most=20))
for name in claims.index:
    page.glue(f"{name.lower()}_verdict", claims.loc[name, "standing"])
central = claims.loc["C1"].rename({"low": "ours_low", "high": "ours_high"})
page.glue("c1_published", central["published"], ".2f", rests=[LEDGER])
measured = select(held, **published["C1"].ours)
page.glue("c1_ours", words.between(central, "ours"), rests=measured)
row = summary(measured).iloc[0] if pd.notna(central["ours"]) else {}
parts = words.by_corpus(row)
page.glue("missing", missing_told(row, published["C1"]) if len(row) else "", rests=[LEDGER, *measured])
page.glue("c1_parts", f" By corpus it is {parts}." if parts else "", rests=measured)
page.glue("c1_apart", f", {central['apart']}" if central["apart"] else "", rests=[LEDGER, *measured])
page.glue("rests_on", rests_on(held))
at_hand = {name: counts for one in held for name, counts in one.record["data"]["corpora"].items()}
absent = [name for name in CORPORA if at_hand.get(name, {}).get("found", 0) == 0]
page.glue("absent", words.listed(absent))
page.glue("left_out", words.listed([f"{clip} ({reason})" for clip, reason in facts["left_out"]]))
chose = load_choosing(page.results)
planned, names = plan(profile_of(profile)), {one.record["run"] for one in (*held, *chose)}
page.glue("planned", len(planned), ",", rests=())
page.glue("open", sum(run.name not in names for run in planned), ",")
page.glue("done", sum(run.name in names for run in planned), ",")
stopped = one_emotion.silent(held, "published", "RAVDESS")
# What answers without listening neither falls nor holds.
fall = {arm: falls(held, arm, "RAVDESS") for arm in COMPARED if not (stopped and arm == "published")}
end = ("random", "speaker")
told = [
    f"{words.model(ARMS[arm].label)} {words.moved(one.loc[end])}"
    for arm, one in fall.items()
    if end in one.index
]
waiting = [words.model(ARMS[arm].label) for arm, one in fall.items() if end not in one.index]
told += (
    [f"not known yet for {words.listed(waiting)}, for want of runs on random clips or on unseen speakers"]
    if waiting
    else []
)
behind = select(held, data="RAVDESS", split=end, arm=COMPARED)
page.glue("falls", "; ".join(told), rests=behind)
page.glue("silent_left_out", one_emotion.left_out(stopped), rests=select(behind, arm="published"))
limits = [f"on {one.id}, “{one.limits}”" for one in published.values() if one.limits]
page.glue("limits", words.listed(limits, most=20), rests=[LEDGER])

# %% [markdown]
# ## The short answer
#
# We could read {glue:text}`claims_all:s` claims at their source. Of these, {glue:text}`tally:s`. Claims that start with C stand in the abstract of the paper, those that start with S in the description of the {term}`published code`.
#
# The central number (C1), an accuracy of {glue:text}`c1_published:s`: *{glue:text}`c1_verdict:s`*. Ours so far: {glue:text}`c1_ours:s`{glue:text}`c1_apart:s`.{glue:text}`c1_parts:s` {glue:text}`missing:s`
#
# It was measured on {term}`random clips`, so with every speaker on both sides. On RAVDESS, from random clips to {term}`unseen speakers`, accuracy changes as follows: {glue:text}`falls:s`. {glue:text}`silent_left_out:s` The abstract of the paper claims nothing about unseen speakers.
#
# {glue:text}`done:s` of {glue:text}`planned:s` planned runs are done, {glue:text}`open:s` are open. Claims without a verdict for want of runs: {glue:text}`open_claims:s`. Verdicts that may still move, since some of their runs are open: {glue:text}`moving_claims:s`. The page is built from the runs there are.

# %% [markdown]
# ## Scope of the claims
#
# A claim is tested here if two things are given: what would count as an answer, and the clips to compute it from. What counts is written down in `results/published.toml`: the protocol, the tolerance for a number, the rivals for a comparison. The tolerances stood there before the runs. Not so all the rest: the rivals of S2 were widened when a first pair had been run, and the rule for a verdict became stricter three times ([](04_ablations)).

# %% tags=["hide-input"]
scope = [
    {
        "id": name,
        "source": claims.loc[name, "source"],
        "tested by": "nothing that can be measured"
        if one.untested
        else f"the experiment{'s' if len(one.comparison.experiments) > 1 else ''} {' and '.join(one.comparison.experiments)}: {ARMS[one.comparison.subject].label} against {words.count(len(one.comparison.rivals), 'rival')}"
        if one.comparison
        else f"the number itself, within {one.tolerance:g}",
    }
    for name, one in published.items()
]
page.table(
    pd.DataFrame(scope).set_index("id"),
    caption="Where each claim stands, and what would answer it. The claims themselves are in the next table.",
)

# %% [markdown]
# ## What was reproduced
#
# *Ours* is a figure or, for a comparison, the difference from the strongest rival under the protocol where it is lowest; *measured on* names that protocol. In brackets stands the 95% interval. What other protocols gave, and the reasons, in full, are in the ledger of [](05_published_results).

# %% tags=["hide-input"]
shown = claims.rename(columns={"low": "ours_low", "high": "ours_high"})
verdicts = pd.DataFrame(
    {
        "claim": claims["claim"],
        "published": claims["published"],
        "ours": [
            words.between(row, "ours", sign=row["measure"] == "difference") for _, row in shown.iterrows()
        ],
        "measured on": [
            words.where(Place(row["data"], row["split"])) if row["data"] else None
            for _, row in claims.iterrows()
        ],
        "verdict": claims["standing"],
        "corpora not tested": [
            words.listed(row["lacking"]) if row["data"] else None for _, row in claims.iterrows()
        ],
    },
    index=claims.index,
)
page.table(
    verdicts, caption="Every claim and its verdict. A dash: no number is given.", formats={"published": ".2f"}
)

# %% tags=["remove-cell"]
rows = []
for arm in COMPARED:
    table = steps(held, arm, "RAVDESS")
    for name, row in table.iterrows():
        if row["run"] and name in ("combined", "random", "speaker", "text", "corpus"):
            rows.append(
                {
                    "model": ARMS[arm].label,
                    "protocol": row["label"],
                    "accuracy": "; ".join(
                        filter(
                            None,
                            (
                                words.between(row),
                                words.apart(row, complete(protocol_runs(held, arm, "RAVDESS", name))),
                            ),
                        )
                    ),
                    "UAR": words.between(row, "uar"),
                    "chance": row["chance"],
                    "rests on": words.so_far(row),
                }
            )

# %% [markdown]
# The same methods on the clips of RAVDESS, the corpus with the most speakers, under the main {term}`protocols <protocol>`: random clips, {term}`unseen texts`, unseen speakers and an {term}`unseen corpus`. Controls and other folds are in [](06_protocols).

# %% tags=["hide-input"]
columns = ["model", "protocol", "accuracy", "UAR", "chance", "rests on"]
page.table(
    pd.DataFrame(rows, columns=columns).astype({"chance": float}),
    index=False,
    caption="RAVDESS: accuracy and UAR with 95% intervals over speakers. Where seeds lie so far apart that their mean describes none of them, each is given. A row that is missing has not been run.",
    formats={"chance": ".3f"},
)

# %% tags=["remove-cell"]
page.glue("silent", one_emotion.told(stopped, "RAVDESS"), rests=select(behind, arm="published"))

# %% [markdown]
# {glue:text}`silent:s`. [](06_protocols) tells how that comes about.

# %% [markdown]
# ## How it was done
#
# **What we had.** The abstract of the paper, and two public scripts that implement it, with their description; [](03_model) names the place. They are not known to be by the authors of the paper, so a flaw of the scripts is not shown to be a flaw of the paper. Nothing in this book comes from a correspondence with the authors.
#
# **The published arm** is the network of the scripts, layer for layer, with its features and its schedule. Not theirs is the number of outputs: one for each emotion of the paper, where the scripts have one for each in their folder. [](03_model) goes through the network, and names six flaws.
#
# **The corrected arm** mends them. It also has sizes and a schedule that are our choice, so the two do not tell the price of a flaw. The {term}`ablations <ablation>` are for that.
#
# **What differs from the scripts in both arms.** Splits are files, the same for every arm (`data/splits`). Everything that is random has a {term}`seed`. Clips are read in a fixed order, and one that is damaged is named rather than fatal. None of this should move a score on average; it makes a score one that can be found again.
#
# **How it was judged.** On test clips that chose nothing, with intervals drawn over speakers where there are enough of them, and a correction where many arms are looked at.

# %% [markdown]
# ## What was easy
#
# - **The network.** The scripts are short and complete. A {term}`convolution` and an {term}`LSTM` are in every library.
# - **The features.** MFCC are a fixed recipe. Ours agree with those of `librosa` to a small fraction of their spread; [](02_mfcc) shows by how much.
# - **Two of the corpora** can be had by anybody, with checksums for one of them.
# - **The simple methods.** They take seconds, and they show how much of a score needs no network. A {term}`baseline` should come first.

# %% [markdown]
# ## What was difficult
#
# - **Knowing what was done.** The scripts run on one corpus, the paper speaks of three. Of the paper we had the abstract alone. How it divides its clips may well stand in its body, which is open to all.
# - **The axis.** That the network walks over coefficients and not over time does not show when the scripts run. We found it in the shapes of its layers.
# - **Files.** Names with a letter lost, two containers behind one ending, clips in stereo, copies that hold everything twice. [The catalogue](../catalogue) lists them; each can shift a count without a word.
# - **The {term}`leaks <leak>`.** Padding tells the duration, silence and level tell the corpus, the corpus often tells the speaker's sex. [](01_corpora) measures each.
# - **Luck.** One training is not enough to tell a difference from luck, and each takes minutes on a processor: see the cost below.

# %% [markdown]
# ## What could not be tested, and why
#
# - **Corpora that we lack:** {glue:text}`absent:s`. A claim about three corpora cannot be settled on fewer. Clips missing from those at hand: {glue:text}`left_out:s`.
# - **Lists that are not known to us.** The ledger says {glue:text}`limits:s`.
# - **The paper's own split and tables.** They are not transcribed here. A difference from its number is a finding about our run first.
# - **Descriptions.** What a model is made of, and which data it saw, is no measurement.
# - **Claims without a verdict for want of runs:** {glue:text}`open_claims:s`. Verdicts that may still move: {glue:text}`moving_claims:s`.
# - **Other speech.** Nobody here speaks freely, and no listener was asked. [](../use) says what that excludes.

# %% tags=["hide-input"]
reasons = claims.loc[
    claims["verdict"].isin(["cannot be tested here", "not tested yet"]), ["verdict", "reason"]
]
page.table(reasons, caption="Claims without an answer, and the reason.")

# %% [markdown]
# ## What it cost

# %% tags=["hide-input"]
spent = cost([*held, *chose], profile)
page.table(
    spent.assign(device=spent["device"].where(spent["device"] != "")),
    index=False,
    caption="Runs so far, runs planned, and hours of training, by experiment and device. A run that several experiments share counts once, with the first of them.",
    formats={"hours": ".2f", "runs": ",d", "planned": ",d"},
)
each = pd.DataFrame(
    [
        {
            "model": words.model(ARMS[one.record["arm"]].label),
            "data": one.record["data"]["name"],
            "minutes": one.record["seconds"]["training"] / 60,
        }
        for one in select(networks, arm=experiment("headline").arms, split="random")
    ],
    columns=["model", "data", "minutes"],
)
per_run = each.groupby(["data", "model"])["minutes"].agg(["count", "median"])
told = [
    f"{model} on {'all corpora' if corpus == 'all' else corpus} {row['median']:.0f} ({words.count(row['count'], 'run')})"
    for (corpus, model), row in per_run.iterrows()
]
page.glue("minutes", words.listed(told) if told else None)
page.glue("hours", spent["hours"].sum(), ".1f")
page.glue(
    "network_hours",
    sum(one.record["seconds"]["training"] for one in (*networks, *chose) if one.is_network) / 3600,
    ".1f",
)

# %% [markdown]
# Together {glue:text}`hours:s` hours of training, by the clock, including pauses and time shared with other work; {glue:text}`network_hours:s` of them for networks. Minutes for one training of a network, the median on random clips over whatever processors they had: {glue:text}`minutes:s`. Each training has one thread to itself. Not counted are the features, which are computed once, and everything that was tried and thrown away.

# %% [markdown]
# ## The environment
#
# Every run writes down the versions and the device it was computed with. Comparisons are made among runs of networks that agree in backend and kind of device.

# %% tags=["hide-input"]
about = pd.DataFrame([one.record["versions"] | {"device": one.record["device"]} for one in (*held, *chose)])
used = about.fillna("").value_counts().rename("runs").reset_index()
order = [
    "runs",
    "backend",
    "keras",
    "tensorflow",
    "jax",
    "torch",
    "scikit-learn",
    "numpy",
    "python",
    "system",
    "device",
]
used = used[[name for name in order if name in used] + [name for name in used if name not in order]]
page.table(
    used.replace("", None),
    index=False,
    caption="Versions and devices of the runs. A dash: not used.",
    formats={"runs": ",d"},
)

# %% [markdown]
# The lock in `requirements.txt` names every package with its hash. The demo corpus runs through all of the code on any machine, and the tests check both.
#
# The same seed gives the same run on the same kind of machine. Another processor, or a graphics card, adds numbers in another order, and after many epochs that is another network. What should be found again there is the verdict, not the last digit: [](10_status) has runs that were done on two processors.

# %% [markdown]
# ## What could be wrong: threats to validity
#
# **With the measurement.**
#
# - A mistake of ours. The features and measures are checked against independent ones, and the splits say what their sides share. Nothing excludes a mistake.
# - The sizes and the schedule of the corrected model were chosen by people who had seen how networks do on these corpora.
# - The published schedule was kept for the {term}`published network` alone. Another might serve it better, above all where clips are few. The experiment *schedule* gives it one; [](06_protocols) has what came of it.
#
# **With the statistics.**
#
# - Few people speak. An interval over the speakers of RAVDESS is wide, and for TESS and SAVEE there can be none that speaks of other people.
# - Few seeds. Where a row has one, nobody knows how far another would move it.
# - A verdict asks of two kinds of luck one after the other, with speakers and with seeds. [One test of both](both-lucks) would keep fewer verdicts; the tables of the ablations say which.
# - Several experiments ask several questions. The correction for many arms holds within one experiment at one place, not over the whole book.
#
# **With what is measured.**
#
# - The label is what the actor was asked for. The makers of RAVDESS asked listeners, ten for each recording {cite:p}`livingstone2018`; their answers are not compared with ours, and no listener was asked here.
# - A score does not say from what it was won: duration, level and room are in every clip.
# - Of the emotions, *calm* stands in one corpus alone. A model that knows the corpus knows where *calm* cannot be the answer, and guesses it more often where it can.
#
# **With what it is taken for.**
#
# - English, read aloud, in studios, by adults who were asked to act. Beyond that, nothing is known.
# - "Unseen speakers" are unseen speakers of the same corpus, with the same sentences and the same room. The step to another corpus is longer, as [](06_protocols) shows. On [](12_try) you can be an unseen speaker yourself.

# %% [markdown]
# ## In short
#
# - {glue:text}`claims_all:s` claims: {glue:text}`tally:s`.
# - The central number (C1): *{glue:text}`c1_verdict:s`*. {glue:text}`missing:s`
# - An improvement over established models (C3): *{glue:text}`c3_verdict:s`*. MFCCs the best features (C2): *{glue:text}`c2_verdict:s`*. Attention helps (S2): *{glue:text}`s2_verdict:s`*.
# - From random clips to unseen speakers on RAVDESS: {glue:text}`falls:s`.
# - What stands in the way of more: corpora that we lack ({glue:text}`absent:s`), lists and a split that are not known to us, and runs that are still open ({glue:text}`open:s` of {glue:text}`planned:s`).
#
# **Try it yourself:** [](exercises/16_own_study).
#
# **Next:** [](09_explorer), every comparison at your own choice.
