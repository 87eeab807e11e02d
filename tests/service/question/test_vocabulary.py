"""Promises of service/question/vocabulary.py: words, names and topics are the documents' own."""

from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from retrieval.terms import terms
from service.question.vocabulary import OPENING, Vocabulary

NOTE = Document(
    "halden_call",
    "Costs of the Corvo",
    "Halden trains on many boards. Training costs fall. Later, Training of the Corvo-2 is cheap. "
    "The Summit may train, and to reach a peak is hard. " + "It goes on. " * 20 + "Mirelle left.",
)


def test_names_are_what_no_dictionary_has() -> None:
    """Companies and products, also those with a number."""
    found = Vocabulary.of([NOTE])
    assert all(map(found.is_name, ("halden", "corvo-2", "mirelle")))
    assert not any(map(found.is_name, ("training", "summit", "boards", "unheard")))


def test_a_capital_counts_where_it_is_always_there() -> None:
    """A word that is also written small is no name: "Boards" opens a sentence."""
    document = Document("a", "A", "Boards cost less. The boards of the Summit cost more.")
    found = Vocabulary.of([document])
    assert "summit" in found.capitals
    assert "boards" not in found.capitals


def test_capitals_of_titles_tell_nothing() -> None:
    """A title writes every word large."""
    found = Vocabulary.of([Document("a", "The Zorblat Report", "It costs less.")])
    assert "zorblat" in found.words
    assert "zorblat" not in found.capitals


def test_a_document_is_about_its_title_and_its_opening() -> None:
    """Not about what it says at its end; the opening counts where it is asked for."""
    found = Vocabulary.of([NOTE])
    assert terms("Corvo") <= found.about("halden_call", opening=False)
    assert not terms("boards") <= found.about("halden_call", opening=False)
    assert terms("boards") <= found.about("halden_call", opening=True)
    assert NOTE.text.index("Mirelle") > OPENING
    assert not terms("Mirelle") <= found.about("halden_call", opening=True)
    assert found.about("unknown", opening=True) == frozenset()


@given(st.lists(st.text(max_size=80), max_size=4))
def test_capitals_are_words(texts: list[str]) -> None:
    """Whatever the documents hold, and an opening tells all that its title tells."""
    documents = [Document(f"d{n}", f"T{n}", text) for n, text in enumerate(texts)]
    found = Vocabulary.of(documents)
    assert found.capitals <= found.words
    for document in documents:
        title = found.about(document.id, opening=False)
        assert title <= found.about(document.id, opening=True)


@given(st.lists(st.text(alphabet="aB1 .-", max_size=30), max_size=4))
def test_the_order_of_documents_does_not_matter(texts: list[str]) -> None:
    """The words are those of all of them."""
    documents = [Document(f"d{n}", f"T{n}", text) for n, text in enumerate(texts)]
    one, other = Vocabulary.of(documents), Vocabulary.of(reversed(documents))
    assert (one.words, one.capitals) == (other.words, other.capitals)
