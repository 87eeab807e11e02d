"""Promises of service/evidence/reading.py: values without numbers, lists, leaning sentences."""

from collections.abc import Iterator

import pytest

from retrieval.embed import Encoder
from service.evidence.reading import LONGEST, Reading
from service.knowledge_base import KnowledgeBase
from tests.service.papers import open_papers

PAPERS = {
    "phases": (
        "# Phases\n\n| Aspect | Training | Inference |\n| --- | --- | --- |\n"
        "| Size of a request | GB to TB | KB to MB |\n\n"
        "## Is training slow?\n\nYes, training takes many weeks of work.\n\n"
        "## What saves money\n\nFour ways of saving money are known:\n\n"
        "- batching of requests\n- caching of keys\n- pruning of weights\n- smaller models\n\n"
        "## Plain\n\nIt depends on the countless uses.\n\n"
        "Replies occupy entire seconds. An adapter has some GB of weights.\n\n"
        "Serving goes on around the clock. A farm idles 7 hours a day. A repair took 7 hours.\n\n"
        "Nine euros in ten go to serving.\n\nSince 2023 a board has 80 GB of memory.\n"
    )
}


@pytest.fixture(scope="module")
def kb(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeBase]:
    """A page with a table, a question that is answered, and a list."""
    with open_papers(PAPERS, encoder, tmp_path_factory.mktemp("phases")) as kb:
        yield kb


def reading(kb: KnowledgeBase, question: str, words: str, *, whole: bool = False) -> Reading:
    """What the sentence with the words holds; of lists, those as a whole or not."""
    reader = kb._composer._weigher._reader
    hits = kb.gather(question).sentences
    readings = (reader.read(hit.passage, hit.sentence) for hit in hits)
    return next(r for r in readings if words in r.text and r.is_list is whole)


def test_a_unit_alone_is_a_value(kb: KnowledgeBase) -> None:
    """A plural, or a multiple of bytes, gives a magnitude without any number."""
    assert "time" in reading(kb, "How long do replies take?", "entire seconds").dimensions
    assert "memory" in reading(kb, "How big is an adapter?", "some GB").dimensions
    assert "memory" in reading(kb, "What is the size of a request?", "KB to MB").dimensions


def test_each_value_stands_where_it_says(kb: KnowledgeBase) -> None:
    """A unit's word is cut out whole; no number is read where none is written."""
    found = reading(kb, "How long do replies take?", "entire seconds")
    assert [found.text[v.start : v.end] for v in found.values] == ["seconds"]
    assert "number" not in found.dimensions


def test_a_share_in_words_is_a_value(kb: KnowledgeBase) -> None:
    """Of things, of money: how many of how many."""
    assert "ratio" in reading(kb, "What share goes to serving?", "Nine euros").dimensions


def test_how_much_of_a_day_is_a_value(kb: KnowledgeBase) -> None:
    """In words or figures; how long something took is another."""
    asked = "How many hours a day does serving go on, or a farm idle?"
    assert "cycle" in reading(kb, asked, "the clock").dimensions
    assert "cycle" in reading(kb, asked, "idles").dimensions
    assert "cycle" not in reading(kb, asked, "repair").dimensions


def test_the_unit_of_a_number_is_no_value_besides(kb: KnowledgeBase) -> None:
    """A number with its unit is one value, and the year beside it another."""
    found = reading(kb, "How much memory does a board have?", "80 GB")
    assert sorted(found.text[v.start : v.end] for v in found.values) == ["2023", "80 GB"]


def test_plain_words_are_no_values(kb: KnowledgeBase) -> None:
    """Though they end like a plural."""
    assert reading(kb, "What does it depend on?", "countless uses").values == ()


def test_a_list_is_read_as_a_whole(kb: KnowledgeBase) -> None:
    """With all its items, each of which is quoted."""
    found = reading(kb, "What ways of saving money are known?", "batching", whole=True)
    items = ["batching of requests", "caching of keys", "pruning of weights", "smaller models"]
    assert all(item in found.text for item in items)
    quote = found.span.of(PAPERS["phases"])
    assert all(item in quote for item in items)


def test_an_item_is_no_list(kb: KnowledgeBase) -> None:
    """It answers other questions by itself."""
    found = reading(kb, "Does caching of keys save money?", "caching")
    assert not found.is_list


def test_a_yes_to_another_question_is_left_out(kb: KnowledgeBase) -> None:
    """What follows it says the same by itself; the quote keeps it."""
    found = reading(kb, "How long does training take?", "many weeks of work")
    assert found.text.startswith("Training takes many weeks")
    assert len(found.text.split()) <= LONGEST
    assert "Yes, training" in found.span.of(PAPERS["phases"])
