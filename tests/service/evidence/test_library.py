"""Promises of service/evidence/library.py, over the packaged corpus."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Span
from corpus.errors import NotFoundError
from corpus.load import load_file
from corpus.packaged import packaged_documents
from corpus.split import split
from corpus.structure import read_blocks
from kg.naming.mention import MentionFinder
from service.evidence.library import Library
from tests.corpus.shapes import markdown
from tests.service.papers import ONTOLOGY

FINDER = MentionFinder(ONTOLOGY)


@pytest.fixture(scope="module")
def library() -> Library:
    """The packaged documents."""
    return Library([load_file(path) for path in packaged_documents()], FINDER, ONTOLOGY)


@settings(max_examples=200)
@given(data=st.data())
def test_a_citation_quotes_its_document_at_any_span(library: Library, data: st.DataObject) -> None:
    """Even where the span holds half a word or crosses headings."""
    document = data.draw(st.sampled_from(list(library)))
    start = data.draw(st.integers(0, len(document.text) - 1))
    end = data.draw(st.integers(start + 1, len(document.text)))
    cited = library.citation(Span(document.id, start, end))
    assert cited.quote == document.text[start:end]
    assert cited.title == document.title


def test_the_section_is_the_innermost_heading() -> None:
    """Without markup; none where no heading stands above."""
    document = markdown("Opening words.\n\n# Phases\n\n## The **costs**\n\nTraining is dear.\n")
    library = Library([document], FINDER, ONTOLOGY)

    def section(words: str) -> str:
        start = document.text.index(words)
        return library.citation(Span(document.id, start, start + len(words))).section

    assert section("Training is dear") == "The costs"
    assert section("Opening") == ""


def test_every_sentence_of_the_packaged_corpus_is_worded(library: Library) -> None:
    """In words of its own document, quoted from it."""
    for document in library:
        for passage in split(document, read_blocks(document)):
            for sentence in passage.sentences:
                wording = library.word(sentence)
                assert wording.text
                assert wording.span.document == document.id
                assert library.citation(wording.span).quote == wording.span.of(document.text)


def test_an_unknown_document_is_named() -> None:
    """With what to do."""
    with pytest.raises(NotFoundError, match="'nowhere'"):
        Library([], FINDER, ONTOLOGY).document("nowhere")


def test_documents_are_given_as_they_came(library: Library) -> None:
    """And found by id."""
    given_: list[Document] = list(library)
    assert [library.document(document.id) for document in given_] == given_


@pytest.mark.parametrize(
    ("header", "cell", "said"),
    [
        ("Training", "weeks", "weeks for training"),
        ("H100 SXM", "700 W", "700 W for H100 SXM"),
        ("Price", "$9", "price: $9"),
        ("Memory (GB)", "80", "memory: 80 GB"),
        ("Old fleet (72)", "2,050 W", "old fleet (72): 2,050 W"),
    ],
)
def test_things_follow_their_cells_and_properties_go_before(
    header: str, cell: str, said: str
) -> None:
    """Which a column is, the ontology says."""
    document = markdown(f"| Item | {header} |\n| --- | --- |\n| Rack | {cell} |\n")
    (passage,) = split(document, read_blocks(document))
    assert said in Library([document], FINDER, ONTOLOGY).word(passage.sentences[0]).text
