"""Promises of service/answer/answer.py."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document, Span
from service.answer.answer import Answer, Statement
from service.evidence.citation import Citation
from service.question.kind import Kind

DOCUMENT = Document(
    "paper", "A paper", "Serving is billed per request. Training is not. \N{ROBOT FACE} ends."
)
CITATION = Citation.of(DOCUMENT, Span("paper", 0, 30), "Costs")


@given(st.text())
def test_a_statement_without_a_citation_cannot_be_made(text: str) -> None:
    """Whatever it says; the error names it."""
    with pytest.raises(ValueError, match="needs a citation"):
        Statement(text, ())


@given(st.data())
def test_a_citation_quotes_the_text_at_its_span(data: st.DataObject) -> None:
    """By construction, in code points; the document's title comes along."""
    start = data.draw(st.integers(0, len(DOCUMENT.text) - 1))
    end = data.draw(st.integers(start + 1, len(DOCUMENT.text)))
    cited = Citation.of(DOCUMENT, Span("paper", start, end), "Costs")
    assert cited.quote == DOCUMENT.text[start:end]
    assert (cited.title, cited.section) == ("A paper", "Costs")


def test_an_answer_is_answered_where_it_states_something() -> None:
    """A refusal states nothing and says what is missing."""
    said = Answer("q", Kind.ENTITY, (Statement("S.", (CITATION,)),), None, 0.9)
    refused = Answer("q", Kind.ENTITY, (), "These documents do not say this.", 0.0)
    assert (said.answered, refused.answered) == (True, False)


def test_kinds_are_those_of_the_question_sets() -> None:
    """The shared format names them so; "unanswerable" is no kind that can be asked."""
    assert {kind.value for kind in Kind} == {
        *("definition", "comparison", "quantity", "list"),
        *("yes_no", "cause", "entity", "conflict"),
    }
