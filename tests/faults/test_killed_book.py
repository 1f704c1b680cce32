"""SIGKILL while pages are executed and the book is built: the next command builds the same book."""

import signal

import pytest

from .world import (
    BOOK,
    MANY,
    content,
    copied,
    descendants,
    kill_alone,
    killed_after,
    killed_at,
    moments,
    run,
    running,
    seed_of,
    start,
    until,
)


def _pages(world):
    return content(world / "project" / "build" / "pages")


def _html(world):
    return content(world / "project" / "build" / "book" / "demo" / "html-sphinx")


def _assert_as_undisturbed(world, with_book):
    run(world, *BOOK)
    assert _pages(world) == _pages(with_book.world)
    assert _html(world) == _html(with_book.world)


def test_book_is_killed_at_random_moments(with_project, with_book, tmp_path, request):
    """Some are while the page is executed, some while the book is built."""
    rng, world = seed_of(request.node.name), copied(with_project, tmp_path / "world")
    caught = [killed_after(world, moment, *BOOK) for moment in moments(rng, with_book.seconds, 3 * MANY)]
    assert any(caught)
    _assert_as_undisturbed(world, with_book)


@pytest.mark.parametrize(
    ("name", "when"),
    [
        ("a", "before"),
        ("a", "after"),
        ("a.ipynb", "after"),
        ("a.freshness.json", "before"),
        ("html-sphinx", "before"),
        ("html-sphinx", "after"),
        ("html-sphinx.key", "before"),
    ],
)
def test_book_is_killed_where_something_is_put_in_its_place(with_project, with_book, tmp_path, name, when):
    """`a` is the folder of the figures of the page a."""
    world = copied(with_project, tmp_path / "world")
    status, _, _ = killed_at(world, name, when, *BOOK)
    assert status == -signal.SIGKILL
    _assert_as_undisturbed(world, with_book)


@pytest.mark.parametrize("at_work", ["ipykernel_launcher", "sphinx.cmd.build"])
def test_only_the_parent_is_killed(with_project, with_book, tmp_path, at_work):
    """The kernel, or what builds, ends by itself, and writes nothing where the next one builds."""
    world = copied(with_project, tmp_path / "world")
    process = start(world, *BOOK)
    until(lambda: [what for _, what in descendants(process.pid) if at_work in what], seconds=120)
    started = {pid for pid, _ in descendants(process.pid)}
    kill_alone(process)
    until(lambda: not started & running(), seconds=60)
    _assert_as_undisturbed(world, with_book)
