"""Step 14, the command line: what the two published scripts did, and more."""

import argparse
import os
import shutil
import sys
from collections.abc import Sequence
from typing import NoReturn

from ser import __version__
from ser.commands import (
    address,
    book,
    claims,
    compare,
    data,
    evaluate,
    exercises,
    experiments,
    export,
    facts,
    features,
    grade,
    offline,
    pdf,
    predict,
    reproduce,
    tables,
    train,
)
from ser.errors import SerError

_COMMANDS = (
    data,
    features,
    train,
    evaluate,
    predict,
    export,
    experiments,
    tables,
    claims,
    compare,
    facts,
    book,
    exercises,
    grade,
    offline,
    pdf,
    address,
    reproduce,
)


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with the arguments of a command in one line, and where to read how it is used."""

    def error(self, message: str) -> NoReturn:
        self.refuse(self.prog, message)

    def refuse(self, command: str, message: str) -> NoReturn:
        self.exit(2, f"{command}: {' '.join(message.split())}; see `{command} --help`\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status: 0 done, 2 refused with one line on standard error."""
    parser = _Parser(
        prog="ser",
        description="Speech emotion recognition with attention: rebuild the paper, measure what is true in it.",
    )
    parser.add_argument("--version", action="version", version=f"ser {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in _COMMANDS:
        module.add(commands)
    chosen, unknown = parser.parse_known_args(arguments)
    if unknown:
        command = " ".join(filter(None, ("ser", chosen.command, getattr(chosen, "action", None))))
        parser.refuse(command, f"unrecognized arguments: {' '.join(unknown)}")
    try:
        return chosen.run(chosen) or 0
    except SerError as error:
        print(f"ser {chosen.command}: {error}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # Whoever read our output has left; that is no error, and nothing more can be told.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as error:
        # A folder that cannot be written, a full disk: nothing that a traceback makes clearer.
        name, why = error.filename, error.strerror or error
        if isinstance(error, shutil.Error) and error.args and error.args[0]:
            _, name, why = error.args[0][0]  # the first of the files that could not be copied
        print(
            f"ser {chosen.command}: cannot {f'use {name}' if name else 'read or write'} ({why}); "
            "check the path, who may use it, and free space",
            file=sys.stderr,
        )
        return 2
    except KeyboardInterrupt:
        print(f"ser {chosen.command}: stopped; run it again to go on", file=sys.stderr)
        return 130
