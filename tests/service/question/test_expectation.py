"""Promises of service/question/expectation.py: what kind of value a question's words want."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.measure.quantity import find_quantities
from kg.ontology import default_ontology
from service.question.expectation import VAGUE, counted, expected, head, types_of

ONTOLOGY = default_ontology()
UNITS = sorted(
    {
        (name.lower(), unit.dimension)
        for unit in ONTOLOGY.units.values()
        if unit.dimension not in VAGUE
        for name in unit.names
        if name.isalpha()
    }
)


def wanted(text: str) -> frozenset[str]:
    """Dimensions that a lower-cased question wants."""
    return expected(text, [q for _, _, q in find_quantities(text, ONTOLOGY)], ONTOLOGY)


@pytest.mark.parametrize(
    ("question", "dimensions"),
    [
        ("how many gigabytes does a board have?", {"memory"}),
        ("how much memory does it have, in gb?", {"memory"}),
        ("how many watts does it draw?", {"power"}),
        ("bandwidth of the board in tb per second", {"bandwidth"}),
        ("when did the run start?", {"date"}),
        ("how many hours a day is it busy?", {"cycle"}),
        ("how much of the week does it stand idle?", {"cycle"}),
        ("what part of the machines serves?", {"ratio"}),
        ("how big a slice of it is serving?", {"ratio"}),
        ("how many hours does it take?", {"time"}),
        ("how many weeks did the 64 boards need?", {"time"}),
        ("how much cheaper is a batch?", {"ratio", "number"}),
        ("how much off do they give for three years?", {"ratio", "number"}),
        ("why is serving cheap?", set()),
    ],
)
def test_words_tell_the_dimension(question: str, dimensions: set[str]) -> None:
    """A unit, or the question word; nothing where neither is there."""
    assert wanted(question) == dimensions


def test_a_named_unit_is_surer_than_the_question_word() -> None:
    """Asked "how many", any number will do; asked "how many gigabytes", no other."""
    assert "number" in wanted("how many boards are there?")
    assert "number" not in wanted("how many gigabytes are there?")


@pytest.mark.parametrize("name", sorted({name for name, _ in UNITS}))
def test_every_unit_can_be_asked_for(name: str) -> None:
    """By any name that is a word: a dimension is wanted that has a unit of that name."""
    dimensions = wanted(f"how many {name} are there?")
    assert dimensions
    assert dimensions <= {dimension for other, dimension in UNITS if other == name}


def test_a_unit_that_a_number_has_is_not_asked_for() -> None:
    """A question that says "80 gigabytes" gives them itself."""
    assert wanted("which board has the most of 80 gigabytes?") != {"memory"}


@pytest.mark.parametrize(
    ("question", "what"),
    [
        ("how many gpus are used for training?", ("gpus",)),
        ("the number of memory chips on a board", ("memory", "chips")),
        ("how many did they buy?", ()),
        ("how much does it cost?", ()),
    ],
)
def test_what_is_counted_is_the_noun_phrase(question: str, what: tuple[str, ...]) -> None:
    """Up to the verb or preposition; nothing where nothing is counted."""
    assert counted(question) == what


@pytest.mark.parametrize(
    ("question", "phrase"),
    [
        ("which chip maker sells the most?", "chip maker sells the most"),
        ("which vendor of boards is cheapest?", "vendor"),
        ("list all the techniques for serving", "techniques"),
        ("is it cheap?", ""),
    ],
)
def test_the_head_ends_before_a_verb_or_preposition(question: str, phrase: str) -> None:
    """As far as these are known; empty where no noun phrase is asked for."""
    start, end = head(question)
    assert question[start:end] == phrase


def test_a_noun_phrase_reveals_types() -> None:
    """A chip maker is a vendor; a word that no type has reveals none."""
    assert "vendor" in types_of("chip maker", ONTOLOGY)
    assert types_of("sandwich", ONTOLOGY) == frozenset()


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_any_text_can_be_read(text: str) -> None:
    """The head lies within it, and what is counted are words of it."""
    start, end = head(text)
    assert 0 <= start <= end <= len(text)
    assert all(word in text for word in counted(text))
    assert isinstance(wanted(text), frozenset)
