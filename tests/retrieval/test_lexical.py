"""Whatever a user types becomes a search for its words, and nothing else."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.index import Index
from retrieval.lexical import STOP_WORDS, content_words, words
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import KINDS, index_in


@pytest.fixture(scope="module", params=KINDS)
def store(
    tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Index]:
    """One document of two passages, in a folder and in Milvus."""
    texts = {"d": "The H100 costs a lot.\nServing NEAR users is quick."}
    folder = tmp_path_factory.mktemp("lexical")
    with index_in(request.param, folder, texts, HashingEncoder()) as store:
        yield store


@given(st.text() | st.text(alphabet='ab"*^:(){}+- ORANDNT'))
def test_any_text_makes_words_that_the_store_accepts(store: Index, text: str) -> None:
    """No user can type an error."""
    found = content_words(text)
    assert bool(found) == bool(words(text))
    store.find(found, 5)


@pytest.mark.parametrize("text", ['"H100', "h100)", "NOT h100", "h100*", "text:h100", "h100 - lot"])
def test_operators_are_words_or_nothing(store: Index, text: str) -> None:
    """The full-text index's own language is not spoken to users."""
    found = store.find(content_words(text), 5)
    assert next(name for name, _ in found).startswith("d-0-")


@given(st.text())
def test_stop_words_count_only_where_nothing_else_is_said(text: str) -> None:
    """Content words are free of stop words, or all of them are."""
    found = content_words(text)
    assert set(found) <= set(words(text))
    assert not STOP_WORDS.intersection(found) or STOP_WORDS.issuperset(found)
