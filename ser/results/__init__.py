"""Step 9, results: what runs left, side by side, and the facts about the audio that pages need."""

from ser.results.cards import write_cards
from ser.results.choosing import chosen, load_choosing
from ser.results.facts import measure, measure_attention
from ser.results.groups import by_group, merged_accuracy
from ser.results.pooled import summary
from ser.results.runs import (
    Result,
    is_demo,
    load_results,
    name_of,
    of_corpus,
    pooled_confusion,
    read_json,
    read_table,
    restricted,
    rests_on,
    select,
)
from ser.results.tables import make_tables, write_tables
from ser.results.voting import vote

__all__ = [
    "Result",
    "by_group",
    "chosen",
    "is_demo",
    "load_choosing",
    "load_results",
    "make_tables",
    "measure",
    "measure_attention",
    "merged_accuracy",
    "name_of",
    "of_corpus",
    "pooled_confusion",
    "read_json",
    "read_table",
    "restricted",
    "rests_on",
    "select",
    "summary",
    "vote",
    "write_cards",
    "write_tables",
]
