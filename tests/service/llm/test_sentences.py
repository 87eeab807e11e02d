"""Promises of service/llm/sentences.py: sentences come out whole, however they come in."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.llm.sentences import Draft, Sentences

REPLY = (
    "Yes. It costs $2.5M, i.e. more [1].\n"
    "It is slow. [2][3] Then it stops [1, 2]!\n"
    "- It was dear [2]."
)
DRAFTS = [
    Draft("Yes. It costs $2.5M, i.e. more.", (1,)),
    Draft("It is slow.", (2, 3)),
    Draft("Then it stops!", (1, 2)),
    Draft("It was dear.", (2,)),
]


def read(pieces: list[str]) -> list[Draft]:
    """All sentences of a reply that comes in these pieces."""
    sentences = Sentences()
    found = [draft for piece in pieces for draft in sentences.add(piece)]
    return found + list(sentences.end())


@given(st.lists(st.integers(0, len(REPLY)), max_size=12))
def test_the_same_sentences_come_of_any_pieces(cuts: list[int]) -> None:
    """A piece may end within a word, a mark or between a full stop and its mark."""
    places = [0, *sorted(cuts), len(REPLY)]
    assert read([REPLY[a:b] for a, b in pairwise(places)]) == DRAFTS


def test_a_sentence_comes_as_soon_as_it_is_whole() -> None:
    """Not only when the reply ends."""
    sentences = Sentences()
    assert list(sentences.add("It is dear [1].\nIt is")) == [Draft("It is dear.", (1,))]


@pytest.mark.parametrize(
    "reply", ["It costs $30,0", "It is dear [1", "It is dear [1]", "", " \n\n"]
)
def test_what_breaks_off_is_no_sentence(reply: str) -> None:
    """A number may be cut in two there."""
    assert read([reply]) == []


def test_a_line_of_its_own_is_a_sentence_without_a_full_stop() -> None:
    """The full stop is added."""
    assert read(["It is dear [1]\n"]) == [Draft("It is dear.", (1,))]


def test_what_goes_on_for_ever_is_no_sentence() -> None:
    """It is not kept, either; what follows in a line of its own is read as ever."""
    found = read([*(["It is. (and so on, " * 3] * 200), "\n", "It is dear [1].\n"])
    assert found[-1] == Draft("It is dear.", (1,))
    assert all(len(draft.text) < 2_000 for draft in found)


@given(st.lists(st.text(alphabet="ab [1].,\n!?-9"), max_size=8))
def test_any_text_can_be_read(pieces: list[str]) -> None:
    """Nothing that a model writes is an error; no mark is left in a text."""
    assert all("[1]" not in draft.text for draft in read(pieces))
