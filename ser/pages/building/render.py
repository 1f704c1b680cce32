"""Run the builder of the book, follow it, and say in one line why it failed."""

import os
import re
import subprocess
import sys
from pathlib import Path

from ser.pages.building.execute import PageFailed
from ser.pages.building.freshness import package_folder

_COLOUR = re.compile(r"\x1b\[[0-9;]*m")
_PERCENT = re.compile(r"\[ *(\d+)%\]")
_PROBLEM = re.compile(r"\b(?:WARNING|ERROR|CRITICAL|[A-Z]\w*Error): ")


def html_in(work: Path) -> Path:
    """Return where the builder that works in `work` puts the HTML."""
    return work / "_build" / "html"


def render(source: Path, work: Path, log: Path, *, root: Path, engine: str) -> Path:
    """Run the builder and return the HTML it made, beside what it knows of the pages, in `work`."""
    work.mkdir(parents=True, exist_ok=True)
    html = html_in(work)
    strict = ["-W", "-n", "--keep-going"]
    # What builds ends with the process that asked for it, so that two never write into one folder.
    ending = f"from ser.processes import end_with; end_with({os.getpid()}); "
    if engine == "jupyter-book":
        code = f"{ending}from jupyter_book.cli.main import main; main()"
        command = [sys.executable, "-c", code, "build", str(source), *strict, "--path-output", str(work)]
    else:
        code = f"{ending}import sys; from sphinx.cmd.build import main; sys.exit(main(sys.argv[1:]))"
        command = [
            sys.executable,
            "-c",
            code,
            "-b",
            "html",
            *strict,
            "-d",
            str(work / "doctrees"),
            str(source),
            str(html),
        ]
    paths = [str(package_folder(root).parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    settings = {"TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONHASHSEED": "0", "PYTHONPATH": os.pathsep.join(paths)}
    lines = _follow(command, os.environ | settings, log, root)
    if lines is not None or not (html / "index.html").is_file():
        problems = [line for line in lines or [] if _PROBLEM.search(line) and "absl::" not in line]
        first = (problems or ["no page was written"])[0].replace(f"{source}{os.sep}", "").strip()
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        place = log.relative_to(root).as_posix()
        raise PageFailed(f"the book did not build: {first}{more}. The log: {place}")
    return html


def _follow(command: list[str], environment: dict[str, str], log: Path, root: Path) -> list[str] | None:
    """Run a builder with its output in the log, a bar on a terminal; return its lines if it failed."""
    from tqdm import tqdm

    lines: list[str] = []
    shown = {"total": 200, "desc": "book", "bar_format": "{desc} {percentage:.0f}% {bar}"}
    with (
        subprocess.Popen(  # noqa: S603 (the command is made above, of nothing from outside)
            command,
            cwd=root,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as running,
        tqdm(disable=not sys.stderr.isatty(), **shown) as bar,
    ):
        for line in running.stdout or []:
            line = _COLOUR.sub("", line)
            lines.append(line)
            done = _PERCENT.search(line)
            if done and line.startswith(("reading", "writing")):
                bar.n = int(done.group(1)) + (100 if line.startswith("writing") else 0)
                bar.refresh()
    log.parent.mkdir(parents=True, exist_ok=True)
    log.write_text("".join(lines), encoding="utf-8")
    return lines if running.returncode else None
