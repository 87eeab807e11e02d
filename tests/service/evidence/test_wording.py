"""Promises of service/evidence/wording.py."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.document import Document, Sentence
from corpus.split import split
from corpus.structure import read_blocks
from service.evidence.wording import LONGEST_LIST, Wording, Wordsmith, clean, finish, lowered
from tests.corpus.shapes import documents, markdown, plain

THINGS = {"training", "inference", "h100", "b200", "ai training"}


def names(label: str) -> bool:
    """A stand-in for the ontology: these labels name things."""
    return label.lower() in THINGS


def worded(document: Document) -> list[tuple[Sentence, Wording]]:
    """Every sentence of a document with its wording."""
    blocks = read_blocks(document)
    smith = Wordsmith(document, blocks, names)
    passages = split(document, blocks)
    return [(s, smith.word(s)) for passage in passages for s in passage.sentences]


def texts(document: Document) -> list[str]:
    """The wordings alone."""
    return [wording.text for _, wording in worded(document)]


def words(text: str) -> set[str]:
    """Its words, whatever their case."""
    return set(re.findall(r"\w+", text.casefold()))


@settings(max_examples=150)
@given(documents)
def test_a_wording_has_all_words_of_what_it_words(document: Document) -> None:
    """No cell, value, event or item loses a word; the quote holds them too."""
    blocks = read_blocks(document)
    for sentence, wording in worded(document):
        inside = [b for b in blocks if sentence.span.covers(b.whole) and b.labels]
        said = [b.span.of(document.text) for b in inside] or [sentence.text]
        assert words(clean(" ".join(said))) <= words(wording.text)
        assert wording.span.overlaps(sentence.span)
        assert wording.span.end <= len(document.text)


@settings(max_examples=150)
@given(documents)
def test_a_wording_adds_no_word_of_its_own_but_a_preposition(document: Document) -> None:
    """All else stands in the document: in the quote, or in the labels and headings above."""
    known = words(clean(document.text)) | words(document.text) | {"for"}
    for _, wording in worded(document):
        assert words(wording.text) <= known


@settings(max_examples=150)
@given(documents)
def test_a_wording_is_one_closed_line(document: Document) -> None:
    """Without Markdown's emphasis around it, and the same whenever it is asked for."""
    for _, wording in worded(document):
        assert wording.text == " ".join(wording.text.split())
        assert wording.text.endswith((".", "!", "?", "…", '."', ".”"))
        assert "**" not in wording.text
    assert worded(document) == worded(document)


@given(st.text())
def test_to_finish_twice_is_to_finish_once(text: str) -> None:
    """A closed sentence stays as it is."""
    assert finish(finish(text)) == finish(text)


@given(st.text())
def test_cleaning_takes_away_and_adds_nothing(text: str) -> None:
    """What is left stands in the text in the same order."""
    rest = iter(text)
    assert all(char in rest for char in clean(text) if not char.isspace())


TABLE = (
    "| Trait | Training | Inference |\n| --- | --- | --- |\n"
    "| Batch **size** | 256 samples | 8 samples |\n"
)
SPECS = "| Card | Price | Memory |\n| --- | --- | --- |\n| H100 | $30,000 | 80 GB |\n"


def test_a_row_says_which_cell_is_of_which_thing() -> None:
    """Columns that are things follow their cells."""
    assert texts(markdown(TABLE)) == [
        "Batch size: 256 samples for training; 8 samples for inference."
    ]


def test_a_row_of_a_thing_names_its_properties() -> None:
    """Columns that are properties go before their cells."""
    (text,) = texts(markdown(SPECS))
    assert text.startswith("H100")
    assert text.index("price") < text.index("$30,000") < text.index("memory") < text.index("80 GB")


def test_a_row_quotes_its_own_words_alone() -> None:
    """The header is a label, not a quote."""
    document = markdown(TABLE)
    ((sentence, wording),) = worded(document)
    assert wording.span == sentence.span
    assert "Trait" not in wording.span.of(document.text)


def test_a_value_is_said_of_the_heading_that_names_a_thing() -> None:
    """Its key alone would be about nothing."""
    assert texts(markdown("# All\n\n## AI training\n\n- **Goal:** to learn\n")) == [
        "AI training, goal: to learn."
    ]
    assert texts(markdown("# All\n\n## Terms\n\n- **Goal:** to learn\n")) == ["Goal: to learn."]


def test_an_event_has_its_date() -> None:
    """In front of it."""
    text = "## History\n\n- **2012:** GPUs win a contest\n- **2017:** a new layer is published\n"
    assert texts(markdown(text)) == ["2012: GPUs win a contest.", "2017: a new layer is published."]


def test_a_short_list_is_said_as_a_whole() -> None:
    """From its lead-in or from any of its items; the quote spans all of it."""
    document = markdown("Serving gets cheaper by:\n\n- quantization\n- pruning\n- batching\n")
    for _, wording in worded(document):
        assert wording.text == "Serving gets cheaper by: quantization, pruning, batching."
        assert wording.span.of(document.text).endswith("batching")


def test_a_long_list_is_said_item_by_item() -> None:
    """Each of its items says enough."""
    items = [
        f"item {n} is a sentence of more words than a short item may ever have" for n in range(9)
    ]
    assert sum(len(item.split()) for item in items) > LONGEST_LIST
    said = texts(markdown("These hold:\n\n" + "".join(f"- {item}\n" for item in items)))
    assert [text for text in said if text.startswith("Item")] == [
        f"{item[0].upper()}{item[1:]}." for item in items
    ]


def test_prose_keeps_its_words_without_markup() -> None:
    """Emphasis, code and links go, names with underscores stay."""
    text = "The **H100** runs `vLLM`, see [the *table*](x.md) on max_num_seqs.\n"
    assert texts(markdown(text)) == ["The H100 runs vLLM, see the table on max_num_seqs."]


def test_wrapped_prose_is_one_line() -> None:
    """Line breaks are white space."""
    text = (
        "A training run takes weeks on a cluster of many accelerators, and all of\n"
        "them have to stay in step until the end. Serving is spread over machines\n"
        "that know nothing of each other.\n"
    )
    assert texts(plain(text)) == [
        "A training run takes weeks on a cluster of many accelerators, and all of them have to stay"
        " in step until the end.",
        "Serving is spread over machines that know nothing of each other.",
    ]


@pytest.mark.parametrize(
    ("label", "inside"),
    [("Batch Size", "batch size"), ("GPU pattern", "GPU pattern"), ("vLLM", "vLLM"), ("A", "a")],
)
def test_labels_lose_their_capitals_but_names_keep_them(label: str, inside: str) -> None:
    """As far as spelling tells a name."""
    assert lowered(label) == inside
