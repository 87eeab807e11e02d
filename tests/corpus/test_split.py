"""Promises of corpus/split.py and corpus/sentences.py."""

import pytest
from hypothesis import given

from corpus.document import Document, Kind, Passage
from corpus.sentences import sentence_places
from corpus.split import MAX_WORDS, split
from corpus.structure import read_blocks
from tests.corpus.shapes import documents, markdown, needs_seeds, plain, seed


def passages(document: Document) -> tuple[Passage, ...]:
    """The passages of a document."""
    return split(document, read_blocks(document))


def sentences(text: str) -> list[str]:
    """The sentences of a text."""
    return [text[start:end] for start, end in sentence_places(text)]


def check(document: Document) -> None:
    """Assert what holds for the passages of a document."""
    end = 0
    found = passages(document)
    for passage in found:
        assert passage.span.start >= end, "passages are ordered and do not overlap"
        end = passage.span.end
        assert passage.text == passage.span.of(document.text) == passage.text.strip()
        assert passage.sentences
        last = passage.span.start
        for sentence in passage.sentences:
            assert passage.span.covers(sentence.span)
            assert sentence.span.start >= last, "sentences are ordered and do not overlap"
            last = sentence.span.end
            assert sentence.text == sentence.span.of(document.text) == sentence.text.strip() != ""
    for block in read_blocks(document):
        if block.kind is Kind.HEADING:
            continue
        around = [passage for passage in found if passage.span.overlaps(block.span)]
        assert around, "every block but headings is in a passage"
        long = len(block.span.of(document.text).split()) > MAX_WORDS
        assert long or (len(around) == 1 and around[0].span.covers(block.span))


@given(documents)
def test_passages_and_sentences_are_exact_ordered_and_apart(document: Document) -> None:
    """And hold every block, whatever the text."""
    check(document)


@given(documents)
def test_splitting_is_deterministic(document: Document) -> None:
    """The same text has the same passages."""
    assert passages(document) == passages(document)


@needs_seeds
@pytest.mark.parametrize("number", range(5))
def test_source_documents_are_split_exactly(number: int) -> None:
    """No passage is longer than the model reads, but for what was written as one long sentence."""
    document = seed(number)
    check(document)
    assert all(len(passage.text.split()) <= MAX_WORDS for passage in passages(document))


def test_a_passage_stays_under_its_heading() -> None:
    """Neighbouring paragraphs share one; those of another heading do not."""
    found = passages(markdown("# A\n\nOne is here.\n\nTwo is here.\n\n# B\n\nThree is here."))
    assert [(passage.path, len(passage.sentences)) for passage in found] == [
        (("A",), 2),
        (("B",), 1),
    ]


def test_long_paragraphs_are_cut_between_sentences() -> None:
    """Into parts of about the same length."""
    text = " ".join(f"Sentence number {number} has seven words." for number in range(40))
    found = passages(plain(text))
    sizes = [len(passage.text.split()) for passage in found]
    assert sum(sizes) == 240
    assert max(sizes) <= MAX_WORDS
    assert max(sizes) - min(sizes) <= 12


def test_a_sentence_longer_than_a_passage_stays_whole() -> None:
    """It cannot be quoted in part."""
    text = "Training needs " + ", ".join(["chips and power"] * 60) + "."
    (passage,) = passages(plain(text))
    assert [sentence.text for sentence in passage.sentences] == [text]


def test_an_answer_stands_with_its_question() -> None:
    """In the passage's text, and in the context of each sentence."""
    (passage,) = passages(markdown("# Chips\n\n## Why so many?\n\nData is large. Time is short."))
    assert passage.text.startswith("Why so many?\n\nData")
    assert [sentence.text for sentence in passage.sentences] == ["Data is large.", "Time is short."]
    assert passage.sentences[0].context == ("Chips", "Why so many?")


def test_a_row_is_one_sentence_under_the_header() -> None:
    """The first passage of a table holds the header; rows are never cut."""
    rows = "\n".join(f"| Chip {n} | {' '.join(['fast'] * 10)} | {n} GB |" for n in range(20))
    found = passages(markdown(f"# T\n\n| Chip | Note | Size |\n|---|---|---|\n{rows}\n"))
    assert found[0].text.startswith("Chip | Note | Size")
    assert len(found) > 1
    assert [sentence.text[:6] for passage in found for sentence in passage.sentences] == [
        f"Chip {n}"[:6] for n in range(20)
    ]
    assert found[1].sentences[0].context == ("T", "Note | Size")


def test_a_pair_and_an_event_are_one_sentence_each() -> None:
    """Key with value, event with date."""
    (passage,) = passages(plain("Batch size: 32 samples. Or more.\n\n2012: A network wins."))
    assert [sentence.text for sentence in passage.sentences] == [
        "Batch size: 32 samples. Or more.",
        "2012: A network wins.",
    ]


def test_list_items_know_their_lead_in() -> None:
    """It is the last of their context."""
    found = passages(markdown("# A\n\nTwo things count:\n\n- speed\n- cost\n"))
    assert found[0].sentences[-1].context == ("A", "Two things count:")


def test_a_heading_with_nothing_below_is_kept() -> None:
    """It may be a statement; others are in the paths of what is below them."""
    found = passages(markdown("# Training builds it once\n\n# Costs\n\nThey grow."))
    assert [sentence.text for passage in found for sentence in passage.sentences] == [
        "Training builds it once",
        "They grow.",
    ]


def test_boilerplate_is_in_passages_of_its_own() -> None:
    """Marked, and still there."""
    found = passages(plain("Training takes weeks.\n\nThis is not tax advice."))
    assert [passage.boilerplate for passage in found] == [False, True]


@pytest.mark.parametrize(
    "expected",
    [
        ["It grew 3.5x in the U.S. market.", "Then it fell."],
        ["Costs (approx. $0.002 per query, incl. power) fall.", "Use rises."],
        ["See Fig. 3 by Dr. Smith et al. for more."],
        ["Chips (e.g. the H100. Or others.) are scarce.", "Prices rise."],
        ["“It works. It scales.” is what they say.", "Does it?"],
        ["Yes. Both need chips.", "No. 1 is memory."],
        ["2. Why is it so?", "Because it runs all day!"],
        ["They run vLLM or llama.cpp at scale.", "It works."],
        ["Training compute grows. Some Agency. May 2024."],
        ["One ends.", "Another one starts here"],
        [
            "It fell by 4 %.",
            '"We paid less.',
            'It works," she said.',
            '"Really?"',
            '"Yes." It did.',
        ],
        ["An idle hall costs $80k/h.", "A run costs $1.2m."],
        ["The card draws 700 W.", "Тренировка требует памяти."],
        ["The rack draws 90 kW.", "التدريب يحتاج إلى ذاكرة.", "It takes 3 h.", "I paid."],
        ["The speed is 3 TB/s and J. Ray said so."],
        ["Then it fell again.", '"Why not sooner?" he asked.', "Nobody knows."],
    ],
)
def test_sentences_end_where_they_do(expected: list[str]) -> None:
    """Not at abbreviations, decimals, quotes, brackets or names."""
    assert sentences(" ".join(expected)) == expected


def test_elisions_and_headings_within_a_line_part_sentences() -> None:
    """They are in none."""
    text = "Training comes first [...] and ends. ### Costs [...] They grow."
    assert sentences(text) == ["Training comes first", "and ends.", "Costs", "They grow."]


def test_long_texts_are_read_in_parts() -> None:
    """No sentence is lost at their borders."""
    text = "Every sentence has six words here. " * 6000
    assert sentences(text) == ["Every sentence has six words here."] * 6000
