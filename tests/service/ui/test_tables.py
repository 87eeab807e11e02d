"""Tables: what says the same is one cell, and a spreadsheet runs nothing."""

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from service.api import views
from service.knowledge_base import KnowledgeBase
from service.ui.tables import as_csv, cells, written

ROWS = st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=1), max_size=5)


def test_what_says_the_same_is_one_cell(knowledge_base: KnowledgeBase) -> None:
    """No claim is lost, and each cell knows all its documents."""
    for row in views.compare(knowledge_base, "training", "inference").aspects:
        for side in (row.left, row.right):
            found = cells(side)
            assert sorted(f.id for cell in found for f in cell.facts) == sorted(f.id for f in side)
            said = [(cell.facts[0].subject.id, cell.words.casefold()) for cell in found]
            assert len(said) == len(set(said))


def test_a_filter_leaves_one_documents_claims(knowledge_base: KnowledgeBase) -> None:
    """And nothing else."""
    name = knowledge_base.documents()[0].id
    side = views.compare(knowledge_base, "training", "inference").aspects[0].left
    assert {name} == {n for cell in cells(side, [name]) for n in cell.documents}


def test_differences_come_first(knowledge_base: KnowledgeBase) -> None:
    """So that folding the rest away hides none of them."""
    for row in views.compare(knowledge_base, "training", "inference").aspects:
        stands = [cell.agreement for cell in cells(row.left)]
        assert stands == sorted(stands, key=["differ", "agree", "single"].index)


def test_a_comparison_is_whole_in_csv(knowledge_base: KnowledgeBase) -> None:
    """A line for each claim, with the exact words at their place."""
    found = views.compare(knowledge_base, "training", "inference")
    lines = list(csv.DictReader(io.StringIO(as_csv(found))))
    assert len(lines) == sum(len(row.left) + len(row.right) for row in found.aspects)
    for line in lines:
        text = knowledge_base.document(line["document"]).text
        quote = text[int(line["start"]) : int(line["end"])]
        assert line["quote"].removeprefix("'") in {quote, quote.removeprefix("'")}


@given(rows=ROWS)
def test_no_cell_is_a_formula(rows: list[list[str]]) -> None:
    """Whatever a document says; and what is no formula stays as it is."""
    for row in csv.reader(io.StringIO(written(["a"], rows), newline="")):
        for value in row:
            number = value.removeprefix("-").replace(".", "", 1).isdecimal()
            assert number or not value.startswith(("=", "+", "-", "@", "\t", "\r"))
