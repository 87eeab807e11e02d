"""A language model's server for the tests, and an answer to be worded."""

from collections.abc import Iterator

import pytest

from corpus.document import Document, Span
from service.answer.answer import Answer, Statement
from service.evidence.citation import Citation
from service.question.kind import Kind
from tests.service.llm.server import ModelServer, model_server

SENTENCES = (
    "The NVIDIA H200 has 141 GB of memory and was announced in 2023.",
    "Training uses large batches of 256-512 samples, while inference uses small ones of 1-8.",
    "Of the energy of a model, about 90% goes to inference and not to training.",
    "According to Clarifai, an inference request costs more than $0.01 and takes up to 200 ms.",
)


@pytest.fixture
def server() -> Iterator[ModelServer]:
    """A language model's server."""
    with model_server() as running:
        yield running


@pytest.fixture(scope="session")
def answer() -> Answer:
    """An extractive answer whose statements are the four sentences, each with its citation."""
    return answer_of(*SENTENCES)


def answer_of(*sentences: str) -> Answer:
    """An answer of a document's sentences in their own words."""
    text = "\n\n".join(sentences)
    document = Document("paper", "A paper", text)
    places = ((start := text.index(s), start + len(s)) for s in sentences)
    cited = [Citation.of(document, Span("paper", *place), "Section") for place in places]
    statements = tuple(Statement(s, (c,)) for s, c in zip(sentences, cited, strict=True))
    return Answer("What of training?", Kind.ENTITY, statements, None, 1.0)
