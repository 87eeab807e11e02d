"""Which sentence of some passages answers, by the real model."""

from collections.abc import Iterator

import pytest

from corpus.store import Store
from retrieval.embed import Encoder
from retrieval.rerank import SentenceRanker
from retrieval.terms import TermWeights
from retrieval.vectors import sentence_vectors
from tests.retrieval.indexes import SIGN, index

TEXTS = {
    "energy": "Data centres draw more electricity each year. Operators cool the racks with water.",
    "chips": "The Zeta 9 accelerator has 48 GB of memory. It was announced in spring.\n"
    "A cluster links thousands of accelerators. A slow link stalls the whole job.",
    "ads": f"{SIGN}Buy electricity from us now. Data centres love our power.",
}


@pytest.fixture(scope="module")
def store(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Three documents, one of them an advertisement."""
    with index(tmp_path_factory.mktemp("rerank"), TEXTS, encoder) as store:
        yield store


@pytest.fixture(scope="module")
def ranker(encoder: Encoder, store: Store) -> SentenceRanker:
    """A ranker of its sentences."""
    titles = {document.id: document.title for document in store.documents()}
    vectors = sentence_vectors(store, encoder.dimension)
    return SentenceRanker(encoder, titles, store.passages(), *vectors)


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("How much memory does the Zeta 9 have?", "48 GB"),
        ("when was it announced", "spring"),
        ("what happens if one connection is slow?", "stalls"),
        ("how are server cabinets kept from getting hot?", "water"),
    ],
)
def test_the_sentence_that_says_it_is_first(
    ranker: SentenceRanker, store: Store, question: str, words: str
) -> None:
    """Also where question and sentence share few words."""
    hits = ranker.rank(ranker.ask(question), store.passages(), 3)
    assert words in hits[0].sentence.text
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_scores_and_coverage_are_shares(ranker: SentenceRanker, store: Store) -> None:
    """Both lie in [0, 1], for sense and nonsense."""
    for question in ("electricity of data centres", "how tall is the tower", "???", "the"):
        for hit in ranker.rank(ranker.ask(question), store.passages(), 99):
            assert 0 <= hit.score <= 1
            assert 0 <= hit.coverage <= 1


def test_a_question_in_the_sentences_own_words_is_covered(
    ranker: SentenceRanker, store: Store
) -> None:
    """All of its words are there, in other forms, too."""
    hit = ranker.rank(ranker.ask("Is a slow link stalling jobs?"), store.passages(), 1)[0]
    assert hit.coverage == pytest.approx(1)


def test_what_no_sentence_speaks_of_is_not_covered(ranker: SentenceRanker, store: Store) -> None:
    """Knowing the thing is not knowing its price."""
    known = ranker.rank(ranker.ask("Zeta 9 memory"), store.passages(), 1)[0]
    asked = ranker.rank(ranker.ask("Zeta 9 warranty in Norway"), store.passages(), 1)[0]
    assert asked.coverage < 0.6 < known.coverage


def test_boilerplate_comes_after_prose_and_is_not_dropped(
    ranker: SentenceRanker, store: Store
) -> None:
    """An advertisement in the question's words does not win over a statement."""
    hits = ranker.rank(ranker.ask("electricity of data centres"), store.passages(), 99)
    documents = [hit.sentence.span.document for hit in hits]
    assert documents[0] == "energy"
    assert "ads" in documents


def test_a_ranking_is_the_same_cold_and_warm(
    encoder: Encoder, ranker: SentenceRanker, store: Store
) -> None:
    """What is remembered changes the time alone."""
    titles = {document.id: document.title for document in store.documents()}
    passages = store.passages()
    other = SentenceRanker(encoder, titles, passages, *sentence_vectors(store, encoder.dimension))
    cold = other.rank(other.ask("memory"), passages, 9)
    other.warm([sentence for passage in passages for sentence in passage.sentences])
    assert cold == other.rank(other.ask("memory"), passages, 9)
    assert cold == ranker.rank(ranker.ask("memory"), passages, 9)


def test_rare_words_tell_more() -> None:
    """A word in every text tells least, a word in none most, and inflections are one word."""
    weights = TermWeights(["a cost", "a costs chip", "a costing"])
    told = [weights.weight(word) for word in ("a", "cost", "chip", "unknown")]
    assert told == sorted(told)
    assert told[0] == told[1] > 0
