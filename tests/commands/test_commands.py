"""The command line as a person meets it, by what it prints and how it exits.

Each command is met once at least in a process of its own. Where only its answer matters, it is asked
in this one, which has loaded the heavy packages already.
"""

import csv
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
import soundfile
from made_runs import clips_of, leave

from ser.commands import main, places
from ser.corpora import combine
from ser.errors import BadValue
from ser.splits import make_split
from ser.training import backend

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def small_corpora(demo_root, tmp_path_factory) -> Path:
    """A tenth of the demo corpus: every speaker and emotion of TESS and SAVEE, some actors of RAVDESS."""
    root = tmp_path_factory.mktemp("corpora")
    with (demo_root / "manifest.csv").open(newline="") as handle:
        rows = list(csv.DictReader(handle))
    kept = [row for row in rows if not row["path"].startswith("RAVDESS") or "Actor_0" in row["path"]]
    for row in kept:
        target = root / row["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        os.link(demo_root / row["path"], target)
    with (root / "manifest.csv").open("w", newline="") as handle:
        writer = csv.DictWriter(handle, fieldnames=["path", "bytes", "sha256"])
        writer.writeheader()
        writer.writerows(kept)
    shutil.copy(demo_root / "DEMO.json", root)
    return root


@pytest.fixture(scope="module")
def workplace(tmp_path_factory) -> dict[str, str]:
    """Environment variables that keep what commands write out of the project's folder."""
    base = tmp_path_factory.mktemp("work")
    kept = {name: value for name, value in os.environ.items() if name not in ("SER_DATA", "PYTHONWARNINGS")}
    return kept | {"SER_BUILD": str(base / "build"), "SER_RESULTS": str(base / "results")}


def ser(*arguments: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ser", *map(str, arguments)]
    return subprocess.run(
        command, env=env, cwd=ROOT, capture_output=True, text=True, stdin=subprocess.DEVNULL
    )


@pytest.fixture
def here(workplace, monkeypatch, capsys):
    """Run a command in this process, on the same folders as one of its own would."""
    monkeypatch.delenv("SER_DATA", raising=False)
    build, results = Path(workplace["SER_BUILD"]), Path(workplace["SER_RESULTS"])
    folders = {
        "BUILD": build,
        "DEMO_CORPUS": build / places.DEMO_CORPUS.name,
        "REMEMBERED": build / places.REMEMBERED.relative_to(places.BUILD),
        "RESULTS": results,
        "HEADLINE_MODEL": results / places.HEADLINE_MODEL.relative_to(places.RESULTS),
    }
    for module in [one for name, one in sys.modules.items() if name.startswith("ser.commands.")]:
        for name in folders.keys() & vars(module).keys():
            monkeypatch.setattr(module, name, folders[name])

    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        capsys.readouterr()
        status = main([str(one) for one in arguments])
        told = capsys.readouterr()
        return subprocess.CompletedProcess(arguments, status, told.out, told.err)

    return run


def refused(outcome: subprocess.CompletedProcess[str]) -> str:
    """Return the one line with which a command refused; fail when it did anything else."""
    lines = outcome.stderr.strip().splitlines()
    assert outcome.returncode == 2, outcome
    assert len(lines) == 1, outcome.stderr
    assert "Traceback" not in outcome.stderr
    return lines[0]


@pytest.fixture(scope="module")
def model_folder(small_corpora, workplace, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("model") / "corrected"
    outcome = ser("train", "--data", small_corpora, "--epochs", 1, "--out", out, env=workplace)
    assert outcome.returncode == 0, outcome.stderr
    return out


def test_train_writes_what_the_published_script_wrote(model_folder):
    written = {path.name for path in model_folder.iterdir()}
    assert written == {
        "model.keras",
        "labels.json",
        "scaler.json",
        "config.json",
        "training_history.png",
        "model_summary.txt",
        "confusion_matrix_validation.png",
    }
    summary = (model_folder / "model_summary.txt").read_text()
    assert summary.startswith("demo corpus: not a result\n") and "attention" in summary
    config = json.loads((model_folder / "config.json").read_text())
    assert config["data"]["demo"] is True
    assert config["training"]["epochs"] == 1


def test_the_model_of_another_training_is_not_overwritten(model_folder, small_corpora, here):
    """The same training again writes the same model; another seed, split or number of epochs does not."""
    kept = (model_folder / "model.keras").read_bytes()
    asked = ("train", "--data", small_corpora, "--out", model_folder)
    for more in (("--seed", 1), ("--split", "speaker"), ("--model", "mfcc-13"), ("--corpora", "TESS"), ()):
        epochs = ("--epochs", 1) if more else ()
        line = refused(here(*asked, *more, *epochs))
        assert f"{model_folder}: received" in line and "random split, fold 0, seed 0, 1 epochs" in line
        assert "--out" in line
    assert (model_folder / "model.keras").read_bytes() == kept


def test_a_model_of_made_clips_makes_room_for_one_of_real_clips(tmp_path):
    from ser.commands.train import _refuse_another

    about = {"arm": "corrected", "training": {"epochs": 50, "batch": 64}}
    about["split"] = {"name": "random", "fold": 0, "seed": 0}
    real, made = (about | {"data": {"name": "TESS", "demo": demo}} for demo in (False, True))
    for content in ("", "{}", "[]", json.dumps(made), json.dumps(real)):
        (tmp_path / "config.json").write_text(content)
        _refuse_another(tmp_path, real)
    with pytest.raises(BadValue, match="of the demo corpus, random split"):
        _refuse_another(tmp_path, made)


def _clips(root, *, without):
    clips = combine(root).clips
    assert without in set(clips["clip"])
    return clips[clips["clip"] != without]


def test_evaluate_prints_and_writes_the_report(model_folder, small_corpora, workplace, tmp_path):
    outcome = ser("evaluate", model_folder, "--data", small_corpora, "--out", tmp_path, env=workplace)
    assert outcome.returncode == 0, outcome.stderr
    for word in (
        "precision",
        "recall",
        "f1",
        "macro average",
        "weighted average",
        "accuracy",
        "not a result",
    ):
        assert word in outcome.stdout
    with (tmp_path / "report_test.csv").open(newline="") as handle:
        assert handle.readline() == "# demo corpus: not a result\n"
        rows = {row["emotion"]: row for row in csv.DictReader(handle)}
    stored = json.loads((model_folder / "config.json").read_text())["test"]["accuracy"]
    assert float(rows["accuracy"]["f1"]) == pytest.approx(stored, abs=1e-4)
    assert (tmp_path / "confusion_matrix_test.png").read_bytes().startswith(b"\x89PNG")


def test_evaluate_refuses_other_clips_than_it_was_trained_on(model_folder, demo_root, here):
    line = refused(here("evaluate", model_folder, "--data", demo_root))
    assert "568 clips" in line and "ser train" in line


@pytest.mark.parametrize("lacking", ["split", "name", "fold", "seed", "hash", "data", "corpora", "clips"])
def test_evaluate_says_what_a_model_folder_does_not_tell(here, monkeypatch, lacking):
    split = {"name": "random", "fold": 0, "seed": 0, "hash": "0"}
    config = {"split": split, "data": {"corpora": {"TESS": {}}, "clips": 1, "demo": True}}
    for part in (config, config["split"], config["data"]):
        part.pop(lacking, None)
    monkeypatch.setattr("ser.training.saved.folder.load", lambda _: (None, None, config))
    line = refused(here("evaluate", "somewhere"))
    assert f"model folder somewhere: config.json says no '{lacking}'; train it again" in line


def test_evaluate_tells_a_model_of_real_clips_from_one_of_made_clips(
    model_folder, small_corpora, here, tmp_path, monkeypatch
):
    """Without --data nothing is made or read first; a made model's folder stands in for one of real clips."""
    real = shutil.copytree(model_folder, tmp_path / "real")
    config = json.loads((real / "config.json").read_text())
    config.pop("seal", None)
    config["data"]["demo"] = False
    (real / "config.json").write_text(json.dumps(config))
    for given in ((), ("--data", small_corpora)):
        line = refused(here("evaluate", real, *given))
        assert "was trained on real corpora, and the clips at hand are the demo corpus" in line
        assert "RAVDESS, TESS, SAVEE" in line and "--data <folder>, or SER_DATA" in line
    from ser.commands import evaluate

    def prepared(options, **_):
        return None, SimpleNamespace(demo=False)

    monkeypatch.setattr(evaluate, "prepare", prepared)
    line = refused(here("evaluate", model_folder, "--data", tmp_path))
    assert "was trained on the demo corpus" in line and "leave --data and SER_DATA out" in line


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("data", "combine"), "ser data combine: the following arguments are required: out"),
        (("train", "--worst", "3"), "ser train: unrecognized arguments: --worst 3"),
        (("data", "list", "a", "b"), "ser data list: unrecognized arguments: a b"),
        (("features", "--jobs", "no\nne"), "ser features: argument --jobs: expected a whole number above 0"),
        (
            ("train", "--seed", "-1"),
            "ser train: argument --seed: expected a whole number from 0 to 4294967295",
        ),
        (("train", "--seed", str(2**32)), "ser train: argument --seed: expected a whole number from 0"),
        (("train", "--seed", "9" * 5000), "ser train: argument --seed: expected a whole number from 0"),
        (("trian",), "ser: argument COMMAND: invalid choice: 'trian'"),
        ((), "ser: the following arguments are required: COMMAND"),
    ],
)
def test_wrong_arguments_get_one_line_and_the_command_that_helps(capsys, arguments, said):
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    told = capsys.readouterr()
    (line,) = told.err.splitlines()
    command = said.partition(": ")[0]
    assert (ended.value.code, told.out) == (2, "")
    assert line.startswith(said) and line.endswith(f"; see `{command} --help`")
    with pytest.raises(SystemExit) as helped:
        main([*command.split()[1:], "--help"])
    assert helped.value.code == 0


def test_a_clip_that_was_lacking_when_it_was_trained_does_not_stand_in_the_way(
    model_folder, small_corpora, here, tmp_path
):
    """The folder says of one clip that it was missing, and names the split of the others."""
    out = shutil.copytree(model_folder, tmp_path / "model")
    config = json.loads((out / "config.json").read_text())
    config.pop("seal", None)
    lacked = sorted(small_corpora.rglob("*.wav"))[-1]
    clip = f"{lacked.relative_to(small_corpora).parts[0]}/{lacked.stem}"
    split = make_split("random", _clips(small_corpora, without=clip), demo=True)
    config["split"]["hash"], config["data"]["left_out"] = split.hash, [[clip, "missing"]]
    (out / "config.json").write_text(json.dumps(config))
    outcome = here("evaluate", out, "--data", small_corpora)
    assert outcome.returncode == 0, outcome.stderr
    assert f"on {len(split.test)} test clips" in outcome.stdout


def test_predict_gives_probabilities_for_people_and_machines(model_folder, small_corpora, workplace, here):
    clips = sorted(small_corpora.rglob("*.wav"))[:2]
    told = ser("predict", *clips, "--model", model_folder, env=workplace)
    assert told.returncode == 0, told.stderr
    assert "do not base decisions about people" in told.stdout
    assert "not a result" in told.stdout
    found = json.loads(here("predict", *clips, "--model", model_folder, "--json").stdout)
    assert [one["file"] for one in found["predictions"]] == [str(clip) for clip in clips]
    for one in found["predictions"]:
        assert sum(one["probabilities"].values()) == pytest.approx(1, abs=1e-3)
        assert one["emotion"] == max(one["probabilities"], key=one["probabilities"].get)


def test_an_exported_model_answers_alike_and_loads_nothing_heavy(
    model_folder, small_corpora, workplace, here, tmp_path
):
    out = shutil.copytree(model_folder, tmp_path / "model")
    clip = sorted(small_corpora.rglob("*.wav"))[0]
    before = here("predict", clip, "--model", out, "--json")
    made = ser("export", out, env=workplace)
    assert made.returncode == 0, made.stderr
    assert "model.onnx" in made.stdout and made.stderr == ""
    program = (
        "import sys; from ser.commands import main; assert main(sys.argv[1:]) == 0; "
        "print(*sys.modules, file=sys.stderr)"
    )
    after = subprocess.run(
        [sys.executable, "-c", program, "predict", clip, "--model", out, "--json"],
        env=workplace,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert (
        json.loads(after.stdout)["predictions"][0]["emotion"]
        == (json.loads(before.stdout)["predictions"][0]["emotion"])
    )
    heavy = {"tensorflow", "keras", "librosa", "pandas", "sklearn", "matplotlib", "scipy.signal"}
    assert heavy & set(after.stderr.split()) == set()


def test_an_export_that_is_no_good_is_named_and_the_answer_is_right_all_the_same(
    model_folder, small_corpora, workplace, here, tmp_path
):
    out = shutil.copytree(model_folder, tmp_path / "model")
    clip = sorted(small_corpora.rglob("*.wav"))[0]
    before = here("predict", clip, "--model", out)
    (out / "model.onnx").write_bytes(b"cut")
    after = ser("predict", clip, "--model", out, env=workplace)
    assert (after.returncode, after.stdout) == (0, before.stdout)
    assert len(after.stderr.strip().splitlines()) == 1
    assert "ser export" in after.stderr


def test_a_model_of_other_features_is_trained_evaluated_and_used(small_corpora, here, tmp_path):
    """The model of 40 MFCC would refuse these 13."""
    out = tmp_path / "model"
    made = here("train", "--model", "mfcc-13", "--epochs", 1, "--data", small_corpora, "--out", out)
    assert made.returncode == 0, made.stderr
    assert json.loads((out / "config.json").read_text())["features"]["coefficients"] == 13
    judged = here("evaluate", out, "--data", small_corpora)
    assert judged.returncode == 0, judged.stderr
    clip = sorted(small_corpora.rglob("*.wav"))[0]
    assert here("predict", clip, "--model", out).returncode == 0


@pytest.mark.parametrize(
    ("model", "words", "experiment"),
    [
        ("svm", "no model folder", "baselines"),
        ("corrected-copies", "changed copies", "vote"),
        ("known-speakers", "all clips of the speaker", "training"),
    ],
)
def test_what_leaves_no_model_folder_is_not_trained(capsys, model, words, experiment):
    assert main(["train", "--model", model]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line and f"ser experiments run --experiment {experiment}`" in line


def _bad_files(folder: Path) -> dict[str, str]:
    """Write files that cannot be heard; return {name: words of the line each gets}."""
    rate = 22050
    speech = 0.1 * np.sin(np.arange(2 * rate) / 20)
    (folder / "empty.wav").write_bytes(b"")
    (folder / "text.wav").write_text("this is no sound")
    soundfile.write(folder / "whole.wav", speech, rate)
    (folder / "cut.wav").write_bytes((folder / "whole.wav").read_bytes()[:20000])
    soundfile.write(folder / "silent.wav", 0 * speech, rate)
    soundfile.write(folder / "short.wav", speech[:2000], rate)
    return {
        "empty.wav": "empty file",
        "text.wav": "not audio",
        "cut.wav": "cut short",
        "silent.wav": "silent",
        "short.wav": "too short",
        "absent.wav": "no audio file",
    }


def test_predict_says_of_each_bad_file_what_is_wrong_and_goes_on(model_folder, workplace, tmp_path):
    words = _bad_files(tmp_path)
    files = [tmp_path / name for name in words]
    outcome = ser("predict", *files, tmp_path / "whole.wav", "--model", model_folder, env=workplace)
    assert outcome.returncode == 2
    lines = outcome.stderr.strip().splitlines()
    assert len(lines) == len(words)
    for line, (name, word) in zip(lines, words.items(), strict=True):
        assert name in line and word in line
    assert "whole.wav" in outcome.stdout


def test_predict_without_a_headline_model_says_how_to_get_one(workplace, tmp_path):
    assert "--model" in refused(ser("predict", tmp_path / "any.wav", env=workplace))


@pytest.mark.parametrize("part", ["model.keras", "labels.json", "scaler.json", "config.json"])
def test_a_model_folder_with_a_part_missing_is_refused(model_folder, here, tmp_path, part):
    broken = tmp_path / "broken"
    shutil.copytree(model_folder, broken)
    (broken / part).unlink()
    line = refused(here("predict", tmp_path / "any.wav", "--model", broken))
    assert part in line and "ser train" in line


def test_bad_folders_and_names_get_one_line(small_corpora, here, tmp_path):
    (tmp_path / "holidays").mkdir()
    (tmp_path / "TESS").mkdir()
    (tmp_path / "TESS" / "notes.wav").write_text("no clip")
    assert "no folder" in refused(here("data", "list", "--data", tmp_path / "nowhere"))
    assert "no corpus in" in refused(here("data", "list", "--data", tmp_path / "holidays"))
    assert "no TESS clip in" in refused(here("features", "--data", tmp_path))
    train = ("train", "--data", small_corpora)
    assert "unknown model 'best'" in refused(here(*train, "--model", "best"))
    assert "unknown corpus 'EMODB'" in refused(here(*train, "--corpora", "EMODB"))
    assert "unknown split 'fair'" in refused(here(*train, "--split", "fair"))
    for command in (("experiments", "status"), ("book",), ("reproduce",)):
        assert "unknown profile 'huge'" in refused(here(*command, "--profile", "huge"))
    line = refused(here("reproduce", "--profile", "quick"))
    assert "needs real corpora" in line and "--data <folder> (with make: DATA=<folder>)" in line


def test_missing_clips_stop_the_run_until_it_is_told_to_go_on(small_corpora, here, tmp_path):
    root = tmp_path / "gaps"
    shutil.copytree(small_corpora, root, copy_function=os.link)
    gone = sorted(root.rglob("*.wav"))[0]
    gone.unlink()
    line = refused(here("features", "--data", root))
    assert gone.stem in line and "--allow-missing" in line
    once, again = (here("features", "--data", root, "--allow-missing") for _ in range(2))
    assert once.returncode == again.returncode == 0
    assert gone.stem in once.stderr and (again.stdout, again.stderr) == (once.stdout, once.stderr)
    outcome = here("data", "list", "--data", root)
    assert outcome.returncode == 0
    assert f"not usable: RAVDESS/{gone.stem} (missing)" in outcome.stdout


def test_combine_writes_the_table(small_corpora, workplace, tmp_path):
    outcome = ser("data", "combine", tmp_path / "table.csv", "--data", small_corpora, env=workplace)
    assert outcome.returncode == 0 and "fingerprint" in outcome.stdout
    with (tmp_path / "table.csv").open(newline="") as handle:
        assert handle.readline() == "# demo corpus: not a result\n"
        rows = list(csv.DictReader(handle))
    assert len(rows) == len(list(small_corpora.rglob("*.wav")))


def test_status_counts_what_is_left(workplace):
    outcome = ser("experiments", "status", "--profile", "demo", env=workplace)
    assert outcome.returncode == 0, outcome.stderr
    assert "all/random/published/f0-s0" in outcome.stdout
    *_, whole, needed, rest = outcome.stdout.splitlines()
    counts = [int(line.split(" done, ")[1].removesuffix(" left").replace(",", "")) for line in (needed, rest)]
    assert needed.startswith("required: 0 done, ") and rest.startswith("optional: 0 done, ")
    # Where a demo store has been made, some runs lack a kind of feature in it; they are left all the same.
    assert whole.endswith(f" of {sum(counts):,} runs")


def test_a_finished_run_is_done_again_beside_the_first(monkeypatch, capsys, tmp_path):
    from ser import experiments
    from ser.commands import experiments as command
    from ser.experiments import RunState
    from ser.results import load_results

    name, clips = "RAVDESS/random/corrected/f0-s0", clips_of(range(1, 3))
    right = np.arange(len(clips)) > 1
    leave(tmp_path, name, right, clips)

    def pretend(planned, store, *, results, **options):
        assert [run.name for run in planned] == [name]
        leave(results, name, ~right, clips, device=backend.device())

    monkeypatch.setattr(command, "results_folder", lambda profile: tmp_path)
    monkeypatch.setattr(command, "stored_features", lambda store: None)
    monkeypatch.setattr(experiments, "run_grid", pretend)
    monkeypatch.setattr(experiments, "status", lambda runs, *_: [RunState(run, "done") for run in runs])
    asked = ["experiments", "repeat", name, "--store", str(tmp_path)]
    assert main(asked) == 0
    assert [again.record["run"] for one in load_results(tmp_path) for again in one.again] == [name]
    told = capsys.readouterr().out
    assert "accuracy 0.750 on cpu: test, 0.250 on" in told
    assert "other labels for 100.0% of 8 clips" in told
    assert main([*asked[:2], name.replace("s0", "s1"), *asked[3:]]) == 2
    assert "f0-s1" in (line := capsys.readouterr().err) and "ser experiments status" in line


def test_execute_only_builds_no_book(monkeypatch, capsys):
    from ser.pages import building

    asked = []
    monkeypatch.setattr(
        building, "execute_pages", lambda *given, **options: asked.append(given) or (["a"], [])
    )
    monkeypatch.setattr(building, "make_book", lambda *given, **options: pytest.fail("the book was built"))
    assert main(["book", "--profile", "demo", "--execute-only"]) == 0
    assert asked == [("demo",)]
    assert capsys.readouterr().out == "pages: 1 executed, 0 unchanged\n"
