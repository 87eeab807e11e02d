"""Answers elsewhere: as Markdown, as a drawing, and as questions to start from."""

import re

import pytest

from service.api import views
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.ui import drawing
from service.ui.examples import examples
from service.ui.markdown import as_markdown

QUESTION = "What does it cost to train a model?"


def test_markdown_has_a_note_for_every_mark(knowledge_base: KnowledgeBase) -> None:
    """Each with the words and their place."""
    said = views.ask(knowledge_base, views.asked(knowledge_base, Settings(), QUESTION))
    text = as_markdown(said)
    notes = dict(re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.MULTILINE))
    assert notes.keys() == {str(cited.id) for cited in said.citations}
    for cited in said.citations:
        assert f"{cited.start}-{cited.end}" in notes[str(cited.id)]
    assert set(re.findall(r"\[\^(\d+)\](?!:)", text)) == notes.keys()


def test_markdown_of_a_refusal_says_what_is_missing(knowledge_base: KnowledgeBase) -> None:
    """And has no notes."""
    said = views.ask(
        knowledge_base, views.asked(knowledge_base, Settings(), "How much does an RTX 5090 cost?")
    )
    assert said.missing is not None
    assert as_markdown(said).endswith(said.missing)


def test_a_citation_has_its_edges(knowledge_base: KnowledgeBase) -> None:
    """An edge lights up for the citations whose words it rests on."""
    said = views.ask(knowledge_base, views.asked(knowledge_base, Settings(), QUESTION))
    drawn = [element["data"] for element in drawing.of_facts(said.facts, said.citations)]
    edges = [data for data in drawn if "source" in data]
    nodes = {data["id"] for data in drawn if "source" not in data}
    assert nodes == {data[end] for data in edges for end in ("source", "target")}
    cited = said.citations[0]
    place = f"{cited.document}:{cited.start}-{cited.end}"
    lit = {str(edge["id"]) for edge in edges if place in str(edge["places"]).split()}
    overlapping = {
        fact.id
        for fact in said.facts
        if fact.citation.document == cited.document
        and fact.citation.start < cited.end
        and cited.start < fact.citation.end
    }
    assert lit
    assert lit <= overlapping


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_look_has_a_style(scheme: str) -> None:
    """In both colour schemes."""
    selectors = {rule["selector"] for rule in drawing.styles()[scheme]}
    assert {f'node[look = "{kind}"]' for kind in drawing.LOOKS} <= selectors


def test_the_examples_have_answers(knowledge_base: KnowledgeBase) -> None:
    """Those are what a stranger tries first; they are the documents' own."""
    found = examples(knowledge_base)
    assert len(found) >= 4
    for question in found:
        assert views.ask(knowledge_base, views.asked(knowledge_base, Settings(), question)).answered


def test_documents_on_something_else_have_examples_or_none(small: KnowledgeBase) -> None:
    """Never one that is refused."""
    for question in examples(small):
        assert views.ask(small, views.asked(small, Settings(), question)).answered
