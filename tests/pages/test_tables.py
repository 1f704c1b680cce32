"""Which tables stack on a phone, and that what they say is the same in both forms."""

import re

import pandas as pd
import pytest

from ser.pages.tables import LONG, MOST, table_html

WIDE = pd.DataFrame(
    {
        "accuracy": ["0.737 (0.680 to 0.796)", None],
        "difference": ["\N{MINUS SIGN}0.016 (\N{MINUS SIGN}0.072 to +0.041)", None],
        "verdict": ["no difference shown", "not run"],
        "runs": [5.0, None],
    },
    index=pd.Index(["corrected", "mean instead of attention"], name="arm"),
)


def _html(frame, **options):
    return table_html(frame, caption="Arms.", formats={}, **options)


def test_a_table_that_is_too_wide_stacks_with_the_names_of_its_columns():
    text = _html(WIDE)
    assert 'class="ser-table ser-stack"' in text
    assert '<td role="cell" data-label="accuracy">0.737 (0.680 to 0.796)</td>' in text
    assert '<td role="cell" class="number brief" data-label="runs">5.0</td>' in text
    assert '<th role="rowheader" scope="row">corrected</th>' in text


def test_of_what_is_absent_all_but_the_first_is_marked_to_be_left_out():
    assert '<td role="cell" data-label="accuracy">\N{EN DASH}</td>' in _html(WIDE)
    assert re.findall(r'class="([a-z ]*absent)" data-label="(\w+)"', _html(WIDE)) == [
        ("absent", "difference"),
        ("number brief absent", "runs"),
    ]


def test_a_stacked_table_is_still_a_table_to_a_screen_reader():
    text = _html(WIDE)
    for role, times in {
        "table": 1,
        "rowgroup": 2,
        "row": 3,
        "columnheader": 5,
        "rowheader": 2,
        "cell": 8,
    }.items():
        assert text.count(f'role="{role}"') == times, role


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"train": [1008], "test": [288]}, index=pd.Index(["random"], name="protocol")),
        pd.DataFrame({"reason": ["a sentence of many words that may break after each of them"]}),
        pd.DataFrame({f"emotion {n}": [n] for n in range(MOST + 1)}),
    ],
    ids=["small", "words", "grid"],
)
def test_other_tables_stay_as_they_are(frame):
    text = _html(frame, index=frame.index.name is not None)
    assert "ser-stack" not in text
    assert "data-label" not in text
    assert text.count("role=") == 1


@pytest.mark.parametrize("stack", [True, False])
def test_who_shows_a_table_may_choose(stack):
    assert ("ser-stack" in _html(WIDE[["runs"]], stack=stack)) is stack
    assert ("ser-stack" in _html(WIDE, stack=stack)) is stack


def test_a_name_in_a_label_is_no_markup():
    frame = WIDE.rename(columns={"runs": '"<b>'})
    assert 'data-label="&quot;&lt;b&gt;"' in _html(frame)


def test_a_column_of_few_letters_is_brief_and_one_of_many_is_not():
    text = _html(WIDE)
    assert 'brief" data-label="runs"' in text
    assert not re.search(r'brief[a-z ]*" data-label="(accuracy|difference|verdict)"', text)


def test_one_that_stacks_to_many_lines_is_closed_on_a_phone_below_what_it_is():
    many = pd.concat([WIDE.iloc[:1]] * LONG)
    text = table_html(many, caption="All <arms>. With intervals.", formats={})
    assert text.startswith(
        '<details class="ser-fold ser-long" open><summary>All &lt;arms&gt; (30 rows)</summary>'
    )
    assert text.endswith("</details>")
    assert "details" not in _html(WIDE)
    assert "details" not in _html(many, close=False)
    assert "details" in _html(WIDE, close=True)


def test_one_that_stays_a_table_is_never_closed():
    assert "details" not in _html(pd.DataFrame({"train": [1008] * 200, "test": [288] * 200}))


def test_one_with_much_in_each_row_is_set_closer():
    assert "ser-crowded" not in _html(WIDE)
    assert "ser-crowded" in _html(
        pd.concat([WIDE, WIDE.add_prefix("other "), WIDE.add_prefix("third ")], axis=1)
    )
