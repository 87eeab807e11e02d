"""Reading: a document's lines are its text, with every mention and claim at its place."""

from service.api import convert
from service.knowledge_base import KnowledgeBase
from service.ui.reading import lines


def test_the_lines_are_the_text(knowledge_base: KnowledgeBase) -> None:
    """To the character; a mention is the words that it names its concept by."""
    for document in knowledge_base.documents():
        mentions = knowledge_base.mentions(document.id)
        assert mentions
        found = lines(document.text, mentions, ())
        assert [line.text for line in found] == [
            line for line in document.text.split("\n") if line.strip()
        ]
        for line in found:
            assert document.text.startswith(line.text, line.start)
            for words, mention in line.pieces:
                assert mention is None or mention.span.of(document.text) == words


def test_every_claim_stands_beside_its_words(knowledge_base: KnowledgeBase) -> None:
    """In the margin of the line in which they begin."""
    for document in knowledge_base.documents():
        claims = knowledge_base.graph.claims(document=document.id)
        found = lines(document.text, (), convert.facts(knowledge_base, claims))
        assert sum(len(line.facts) for line in found) == len(claims)
        for line in found:
            for fact in line.facts:
                assert line.start <= fact.citation.start <= line.start + len(line.text)
