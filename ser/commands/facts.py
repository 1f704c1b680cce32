"""`ser facts`: what the pages need of the headline model of a profile: single clips, and attention over the test clips."""

import argparse

from ser.commands.places import default_store, results_folder


def add(commands: argparse._SubParsersAction) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser("facts", help="measure what the pages show of single clips and of attention")
    parser.add_argument("--profile", default="full", help="demo, quick or full (default: full)")
    parser.add_argument(
        "--data", metavar="DIR", help="folder with your corpora: measure the recordings of these clips too"
    )
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    from ser import experiments
    from ser.errors import DataMissing
    from ser.features import load
    from ser.results import measure_attention
    from ser.results.facts.examples import measure_examples

    experiments.profile(options.profile)
    results = results_folder(options.profile)
    done = measure_examples(results, data=options.data or "")
    print(f"facts: {results / 'facts' / 'examples.json'}" + ("" if done else " (unchanged)"))
    try:
        features = load(default_store(demo=options.profile == "demo"))
        done = measure_attention(features, results)
    except DataMissing as error:
        print(f"facts: attention over the test clips stays as it was: {error}")
        return
    print(f"facts: {results / 'facts' / 'attention.json'}" + ("" if done else " (unchanged)"))
