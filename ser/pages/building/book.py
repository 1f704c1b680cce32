"""The book: notebooks executed in the order of the table of contents, then rendered to HTML.

`build/pages/<profile>/` holds the executed notebooks. In `build/book/<profile>/`, `source` is what the
builder reads, `work` what it knows of pages it read before, and `html` the book. Every warning is an
error, and a book that fails to build leaves an earlier one as it was.
"""

import hashlib
import json
import os
import pprint
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ser import files
from ser.errors import BadValue, DataMissing, SerError
from ser.pages.banner import rests_on_demo
from ser.pages.building.execute import DAMAGED, Executed, PageFailed, execute, why_stale
from ser.pages.building.freshness import LOCK, freshness, package_folder
from ser.pages.building.front import write_front_page
from ser.pages.building.in_the_page import carry as carry_models
from ser.pages.building.render import html_in, render
from ser.pages.building.reworded import reworded
from ser.pages.building.sound import MEDIA, SOUNDS, asked_of, carry, folder_name
from ser.processes import side_by_side

ENGINES = ("jupyter-book", "sphinx")
_JUPYTER_BOOK_ALONE = {"jupyter_book", "sphinx_comments"}  # extensions that only its builder needs


@dataclass(frozen=True)
class BookReport:
    """What `make_book` did: where the book is, which notebooks ran or were fresh, whether it was rendered."""

    index: Path
    executed: list[str]
    kept: list[str]
    built: bool

    def __str__(self) -> str:
        done = "built" if self.built else "nothing changed, not built again"
        return f"book: {len(self.executed)} pages executed, {len(self.kept)} kept; {done}: {self.index}"


def make_book(
    profile: str,
    *,
    root: Path,
    jobs: int = 2,
    engine: str = "jupyter-book",
    parameters: dict[str, Any] | None = None,
    data: Path | str = "",
) -> BookReport:
    """Execute every notebook that is stale, and render the book if anything changed.

    Args:
        profile: the profile whose results the book shows.
        root: the repository root, with `book/` and `notebooks/`.
        jobs: how many notebooks to execute at a time.
        engine: "jupyter-book" or "sphinx".
        parameters: further parameters for every notebook.
        data: a folder with the reader's own corpora, whose clips are then played in place of made ones,
            in a book that lies apart and must not be passed on; "" for a book that may be published.

    Raises:
        BadValue: an unknown engine, or a parameter that a notebook does not declare.
        DataMissing: a file named in the table of contents is not there.
        PageFailed: a notebook failed, or the book did not build without a warning.
    """
    root = Path(root).resolve()
    _check_engine(engine)
    stale, kept = execute_pages(profile, root=root, jobs=jobs, parameters=parameters, data=data)
    index, built = _build(profile, root=root, engine=engine, data=data)
    return BookReport(index=index, executed=stale, kept=kept, built=built)


def execute_pages(
    profile: str,
    *,
    root: Path,
    jobs: int = 2,
    parameters: dict[str, Any] | None = None,
    data: Path | str = "",
) -> tuple[list[str], list[str]]:
    """Execute every notebook that is stale; return those executed and those kept.

    Each notebook is given `profile` and `results` (`results/<profile>`, relative to `root`), and `data`
    if it declares it and a folder was named. Arguments and errors as `make_book`, but for the building.
    """
    root = Path(root).resolve()
    given = {"profile": profile, "results": f"results/{profile}"} | (parameters or {})
    place = folder_name(profile, data)
    stale: dict[str, dict[str, Any]] = {}
    kept: list[str] = []
    for page in notebooks(root):
        wanted = given | asked_of(_source(page, root), data)
        now = freshness(_source(page, root), parameters=wanted, root=root)
        reason = why_stale(_executed(page, place, root), now)
        if reason.startswith(DAMAGED):
            print(f"note: {page}: {reason}; it is executed again", file=sys.stderr)
        if reason:
            stale[page] = wanted
        else:
            kept.append(page)
    _execute_all(stale, place, root=root, jobs=jobs)
    return list(stale), kept


def build(profile: str, *, root: Path, engine: str = "jupyter-book") -> Path:
    """Render the book from executed notebooks, unless nothing changed; return its `index.html`.

    Raises:
        BadValue: an unknown engine.
        DataMissing: a page is not there, or not executed.
        PageFailed: the book did not build without a warning; the message names the log.
    """
    return _build(profile, root=Path(root).resolve(), engine=engine)[0]


def notebooks(root: Path) -> list[str]:
    """The notebooks of the table of contents in its order, such as `notebooks/01_corpora`.

    Raises:
        DataMissing: a file it names is neither `book/<name>.md` nor `<name>.py`, or there is no such table.
    """
    found = [name for name in page_names(root) if not (root / "book" / f"{name}.md").is_file()]
    for name in found:
        if not _source(name, root).is_file():
            raise DataMissing(f"book/_toc.yml names {name!r}: neither book/{name}.md nor {name}.py is there.")
    return found


def page_names(root: Path) -> list[str]:
    """Every page of the book in the order of the table of contents, such as `notebooks/01_corpora`."""
    return [name.removesuffix(".md").removesuffix(".ipynb") for name in _files_of(_toc(root))]


def _toc(root: Path) -> dict[str, Any]:
    import yaml

    path = root / "book" / "_toc.yml"
    toc = yaml.safe_load(path.read_text(encoding="utf-8")) if path.is_file() else None
    if not isinstance(toc, dict) or "root" not in toc:
        raise DataMissing("no table of contents: expected book/_toc.yml with a root and its chapters.")
    return toc


def _files_of(entry: Any) -> list[str]:
    """Every `file` and the `root` of a table of contents, in the order of reading."""
    if isinstance(entry, list):
        return [name for part in entry for name in _files_of(part)]
    if not isinstance(entry, dict):
        return []
    own = [entry[key] for key in ("root", "file") if isinstance(entry.get(key), str)]
    return own + [name for value in entry.values() for name in _files_of(value)]


def _execute_all(pages: dict[str, dict[str, Any]], place: str, *, root: Path, jobs: int) -> None:
    from joblib import delayed
    from tqdm import tqdm

    terminal = sys.stderr.isatty()
    together = min(jobs, len(pages))
    if together > 1:
        tasks = (delayed(_attempt)(page, place, given, root, False) for page, given in pages.items())
        running = side_by_side(tasks, jobs=together, what="pages", ordered=False)
    else:
        running = (_attempt(page, place, given, root, terminal) for page, given in pages.items())
    bar = tqdm(running, total=len(pages), desc="pages", unit="page", disable=not (terminal and together > 1))
    failed = {page: error for page, error in bar if error}
    if failed:
        first, *others = [page for page in pages if page in failed]
        also = f" Also failed: {', '.join(others)}." if others else ""
        kind = type(failed[first]) if isinstance(failed[first], SerError) else PageFailed
        raise kind(f"{failed[first]}{also}") from failed[first]


def _attempt(
    page: str, place: str, given: dict[str, Any], root: Path, progress: bool
) -> tuple[str, Exception | None]:
    try:
        out = _executed(page, place, root)
        _: Executed = execute(_source(page, root), out, parameters=given, root=root, progress=progress)
    except SerError as error:
        return page, error
    return page, None


def _build(profile: str, *, root: Path, engine: str, data: Path | str = "") -> tuple[Path, bool]:
    _check_engine(engine)
    folder = root / "build" / "book" / folder_name(profile, data)
    suffix = "" if engine == "jupyter-book" else f"-{engine}"
    html, record = folder / f"html{suffix}", folder / f"html{suffix}.key"
    source, work = folder / f"source{suffix}", folder / f"work{suffix}"
    with files.alone(html):
        fresh = _assemble(profile, folder / f"source{suffix}-new", root=root, engine=engine, data=data)
        rest = _key([], root)
        key = _key([path for path in fresh.rglob("*") if path.is_file()], root)
        told = record.read_text(encoding="utf-8") if record.is_file() else ""
        as_built = bool(told) and (html / "index.html").is_file() and told.endswith(_content(html))
        if as_built and told.startswith(key):
            shutil.rmtree(fresh)
            return html / "index.html", False
        if told.startswith(key):
            print(
                f"note: {html} was altered or cut short since it was built; it is built again",
                file=sys.stderr,
            )
        # What the builder knew when it made this book lies in `work`, if it was made of the same package.
        known = work / "knows"
        still = as_built and known.is_file() and known.read_text(encoding="utf-8") == told + rest
        words = reworded(source, fresh) if still else None
        record.unlink(missing_ok=True)
        known.unlink(missing_ok=True)
        if words is None:
            shutil.rmtree(source, ignore_errors=True)
            shutil.rmtree(work, ignore_errors=True)
            os.replace(fresh, source)
        else:
            for name in words:
                os.replace(fresh / name, source / name)
            shutil.rmtree(fresh)
            # Without the style sheets: links to them tell whether they lay there when a page was written.
            shutil.copytree(html, html_in(work), ignore=lambda at, _: ["_static"] if Path(at) == html else [])
        made = render(source, work, folder / f"build{suffix}.log", root=root, engine=engine)
        write_front_page(made, _toc(root)["root"])  # in place of a page that only redirects
        if html.exists():
            os.replace(html, work / "before")
        os.replace(made, html)
        shutil.rmtree(work / "before", ignore_errors=True)
        told = key + _content(html)
        files.write_text(record, told)
        files.write_text(known, told + rest)
    return html / "index.html", True


def _assemble(profile: str, source: Path, *, root: Path, engine: str, data: Path | str = "") -> Path:
    """Lay out what the builder reads: `book/`, the executed notebooks with their figures, the profile."""
    import yaml

    shutil.rmtree(source, ignore_errors=True)
    shutil.copytree(root / "book", source, ignore=shutil.ignore_patterns("__pycache__", "_build", ".*"))
    sounds = False
    for page in notebooks(root):
        executed = _executed(page, folder_name(profile, data), root)
        if not executed.is_file():
            raise DataMissing(f"{page}.py is not executed for {profile!r}. Run: make book PROFILE={profile}")
        placed = source / f"{page}.ipynb"
        placed.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(executed, placed)
        shutil.copyfile(_source(page, root), source / f"{page}.py")
        figures = executed.parent / "figures" / executed.stem
        if figures.is_dir():
            silent = shutil.ignore_patterns(*SOUNDS)
            shutil.copytree(figures, placed.parent / "figures" / executed.stem, ignore=silent)
            sounds |= carry(figures, page, source)
    if (root / "CITATION.cff").is_file():
        shutil.copyfile(root / "CITATION.cff", source / "CITATION.cff")  # shown on the page on citing
    carry_models(profile, source, root=root)
    settings = source / "_config.yml"
    config = yaml.safe_load(settings.read_text(encoding="utf-8")) if settings.is_file() else {}
    demo = rests_on_demo(profile, root / "results" / profile)
    options = config.setdefault("sphinx", {}).setdefault("config", {})
    options |= {"ser_profile": profile, "ser_demo": demo, "ser_recordings": bool(data)}
    if sounds:
        options["html_extra_path"] = [*options.get("html_extra_path", []), MEDIA]
    settings.write_text(yaml.safe_dump(config, sort_keys=False, allow_unicode=True), encoding="utf-8")
    if engine == "sphinx":
        (source / "conf.py").write_text(_conf(config, source), encoding="utf-8")
    return source


def _conf(config: dict[str, Any], source: Path) -> str:
    """The same settings for plain Sphinx: Jupyter Book's own names translated, the rest as it stands."""
    static = source / "_static"
    values = {
        "project": config.get("title", ""),
        "html_title": config.get("title", ""),
        "author": config.get("author", ""),
        "copyright": config.get("copyright", ""),
        "external_toc_path": "_toc.yml",
        "external_toc_exclude_missing": True,
        "bibtex_bibfiles": config.get("bibtex_bibfiles", []),
        "html_static_path": ["_static"] if static.is_dir() else [],
        "html_css_files": [path.relative_to(static).as_posix() for path in sorted(static.rglob("*.css"))],
        "html_js_files": [path.relative_to(static).as_posix() for path in sorted(static.rglob("*.js"))],
        "html_sourcelink_suffix": "",
    } | config["sphinx"]["config"]
    wanted = values.get("extensions", ["myst_nb", "sphinx_book_theme", "sphinx_external_toc"])
    values["extensions"] = [name for name in wanted if name not in _JUPYTER_BOOK_ALONE]
    folders = sorted(set(config["sphinx"].get("local_extensions", {}).values()))
    lines = ["import sys", "from pathlib import Path", ""]
    lines += [f"sys.path.append(str(Path(__file__).parent / {folder!r}))" for folder in folders]
    lines += [f"{name} = {pprint.pformat(value, sort_dicts=False)}" for name, value in values.items()]
    return "\n".join(lines) + "\n"


def _content(html: Path) -> str:
    """A sha256 over every file of a built book, as 64 hexadecimal digits."""
    paths = sorted(path for path in html.rglob("*") if path.is_file())
    held = {path.relative_to(html).as_posix(): files.digest(path) for path in paths}
    return hashlib.sha256(json.dumps(held, sort_keys=True).encode()).hexdigest()


def _key(paths: list[Path], root: Path) -> str:
    """The sha256 over what a book rests on: `paths`, the package whose API and catalogue it shows, the lock."""
    package = package_folder(root)
    paths = [*paths, *package.rglob("*.py"), *package.rglob("*.csv")]
    paths += [root / LOCK] if (root / LOCK).is_file() else []
    hashes = {os.path.relpath(path, root): files.digest(path) for path in paths}
    return hashlib.sha256(json.dumps([sys.version_info[:2], hashes], sort_keys=True).encode()).hexdigest()


def _check_engine(engine: str) -> None:
    if engine not in ENGINES:
        raise BadValue(f"unknown engine {engine!r}; expected one of: {', '.join(ENGINES)}.")


def _source(page: str, root: Path) -> Path:
    return root / f"{page}.py"


def _executed(page: str, place: str, root: Path) -> Path:
    return root / "build" / "pages" / place / f"{page}.ipynb"
