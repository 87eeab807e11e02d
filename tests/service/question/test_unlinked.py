"""Promises of service/question/unlinked.py: which words are names, strangers and typos."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.document import Document
from kg.claim import Concept
from retrieval.lexical import STOP_WORDS
from service.question.unlinked import corrected, names_in, strangers, typos_of
from service.question.vocabulary import Vocabulary

VOCABULARY = Vocabulary.of(
    [
        Document(
            "a", "A", "Later Halden Quorvo trained Veyra-2 on boards. The Summit needs the memory."
        )
    ]
)


def names(text: str, *mentions: tuple[int, int, Concept]) -> tuple[str, ...]:
    """The names in a question to the document above."""
    return names_in(text, mentions, VOCABULARY, frozenset({"GB"}))


def test_neighbouring_names_are_one() -> None:
    """A company's name of two words; words between them make two."""
    assert names("Who leads Halden Quorvo?") == ("halden quorvo",)
    assert names("Does Halden own Veyra-2?") == ("halden", "veyra-2")


def test_a_word_of_the_dictionary_needs_its_capital() -> None:
    """In the question as well as in the documents."""
    assert names("How fast is Summit?") == ("summit",)
    assert names("How high is a summit?") == ()
    assert names("Are the Boards fast?") == ()


def test_what_a_concept_covers_is_no_name_besides() -> None:
    """Nor is what the documents do not have."""
    text = "Does Halden own Veyra-2?"
    start = text.index("Veyra-2")
    mention = (start, start + len("Veyra-2"), Concept("m", "model", "Veyra-2"))
    assert names(text, mention) == ("halden",)
    assert names("Does Zorblat own it?") == ()


def test_each_name_is_told_once() -> None:
    """In the order of mention, whatever the case."""
    assert names("halden or Veyra-2 or HALDEN?") == ("halden", "veyra-2")


@pytest.mark.parametrize("word", ["Zorblat", "zorblat", "Veyra-9", "h20", "Kestrel"])
def test_a_word_for_something_unknown_is_a_stranger(word: str) -> None:
    """Made-up words, unknown model numbers, words with a capital that nothing explains."""
    assert strangers(f"how much memory does {word} have?", (), VOCABULARY.words) == [word]


@pytest.mark.parametrize("word", ["Halden", "veyra-2", "quickly", "q3", "p99"])
def test_what_is_known_is_no_stranger(word: str) -> None:
    """To the documents, to a dictionary, or as a quarter or percentile."""
    assert strangers(f"how much memory does {word} have?", (), VOCABULARY.words) == []


@pytest.mark.parametrize(
    "text", ["Does Veyra-2 have memory? Thanks.", "Kestrels fly.", "Is it so? “Kestrels fly.”"]
)
def test_a_capital_that_opens_a_sentence_makes_no_stranger(text: str) -> None:
    """Wherever the sentence stands in what was typed."""
    assert strangers(text, (), VOCABULARY.words) == []


def test_a_mentioned_concept_is_no_stranger() -> None:
    """Its words are covered."""
    mention = (5, 12, Concept("x", "hardware", "Zorblat"))
    assert strangers("does Zorblat have memory?", [mention], VOCABULARY.words) == []


def test_a_typo_is_put_right_by_the_nearest_word() -> None:
    """One letter in five may be wrong; a short word can only be a function word."""
    assert typos_of(["memroy"], VOCABULARY.spelt) == {"memroy": "memory"}
    assert typos_of(["wich"], VOCABULARY.spelt) == {"wich": "which"}
    assert typos_of(["zorblat", "h20", "mem"], VOCABULARY.spelt) == {}
    assert corrected("how much memroy?", {"memroy": "memory"}) == "how much memory?"


@given(
    st.sampled_from(sorted(w for w in VOCABULARY.words if w.isalpha() and len(w) > 5)), st.data()
)
def test_two_letters_that_changed_places_are_put_right(word: str, data: st.DataObject) -> None:
    """Anywhere in a word that has no other neighbour, and always to a known word."""
    at = data.draw(st.integers(0, len(word) - 2))
    wrong = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert typos_of([wrong], VOCABULARY.spelt) == {wrong: word}


@given(st.lists(st.text(max_size=12), max_size=5))
def test_only_known_words_are_offered(unknown: list[str]) -> None:
    """Whatever was typed."""
    assert {*typos_of(unknown, VOCABULARY.spelt).values()} <= VOCABULARY.words | STOP_WORDS
