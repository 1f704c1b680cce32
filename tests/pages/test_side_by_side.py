"""A step of a calculation: what leads to a picture goes to its left, and nothing else does."""

import pytest
from docutils import nodes

from .conftest import ROOT  # noqa: F401 (puts the extensions on the path)

side_by_side = pytest.importorskip("side_by_side")


def _cell(*tags, picture=False):
    inside = [nodes.figure()] if picture else [nodes.literal_block()]
    return nodes.container("", *inside, classes=["cell", *(f"tag_{tag}" for tag in tags)])


def _arranged(*parts):
    section = nodes.section("", *parts)
    cell = next(part for part in parts if "tag_step" in part.get("classes", ()))
    return section, side_by_side.arrange(cell)


def test_formulas_and_code_go_left_the_picture_right():
    text, formula, code, step = nodes.paragraph(), nodes.math_block(), _cell(), _cell("step", picture=True)
    section, both = _arranged(text, formula, code, step, nodes.paragraph())
    assert [type(part) for part in section] == [nodes.paragraph, nodes.container, nodes.paragraph]
    left, right = both
    assert list(left) == [formula, code]
    assert list(right) == [step]
    assert both["classes"] == ["ser-step"]
    assert both.parent is section


def test_a_picture_in_the_cell_that_continues_the_step_goes_with_it():
    step, further, after = _cell("step"), _cell("remove-input", picture=True), _cell("remove-input")
    section, both = _arranged(nodes.math_block(), step, further, after)
    assert list(both[1]) == [step, further]
    assert section[-1] is after


def test_an_earlier_picture_stays_where_it_is():
    earlier, formula, step = (
        _cell("hide-input", picture=True),
        nodes.math_block(),
        _cell("step", picture=True),
    )
    section, both = _arranged(earlier, formula, step)
    assert section[0] is earlier
    assert list(both[0]) == [formula]


def test_a_picture_that_nothing_leads_to_is_left_alone():
    section, both = _arranged(nodes.paragraph(), _cell("step", picture=True))
    assert both is None
    assert len(section) == 2
