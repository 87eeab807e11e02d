"""Whatever a user types becomes a search for its words, and nothing else."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.store import Store
from retrieval.lexical import STOP_WORDS, content_words, match_expression, words
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import index


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One document of two passages."""
    texts = {"d": "The H100 costs a lot.\nServing NEAR users is quick."}
    with index(tmp_path_factory.mktemp("lexical"), texts, HashingEncoder()) as store:
        yield store


@given(st.text() | st.text(alphabet='ab"*^:(){}+- ORANDNT'))
def test_any_text_makes_an_expression_that_the_store_accepts(store: Store, text: str) -> None:
    """No user can type an error."""
    expression = match_expression(text)
    assert bool(expression) == bool(words(text))
    if expression:
        store.match(expression, 5)


@pytest.mark.parametrize("text", ['"H100', "h100)", "NOT h100", "h100*", "text:h100", "h100 - lot"])
def test_operators_are_words_or_nothing(store: Store, text: str) -> None:
    """The full-text index's own language is not spoken to users."""
    found = store.match(match_expression(text), 5)
    assert next(name for name, _ in found).startswith("d-0-")


@given(st.text())
def test_stop_words_count_only_where_nothing_else_is_said(text: str) -> None:
    """Content words are free of stop words, or all of them are."""
    found = content_words(text)
    assert set(found) <= set(words(text))
    assert not STOP_WORDS.intersection(found) or STOP_WORDS.issuperset(found)
