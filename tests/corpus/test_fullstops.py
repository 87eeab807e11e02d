"""Where sentences are told without spaCy, they are those that spaCy tells."""

import re
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.pipeline import Sentencizer

from corpus.fullstops import plain_sentences
from corpus.packaged import packaged_documents
from corpus.sentences import _sentencized, _trimmed, sentence_places

ROOT = Path(__file__).parents[2]
FILES = [*packaged_documents(), *ROOT.glob("docs/*.md"), ROOT / "README.md"]
PARTS = st.sampled_from(
    [
        *(
            "word",
            "is",
            "b",
            "vs",
            "co",
            "etc",
            "approx",
            "Word",
            "Acme",
            "Office",
            "Mass",
            "Messrs",
        ),
        *(
            "GPUs",
            "H100",
            "vLLM",
            "QLoRA",
            "3.5",
            "10",
            "192GB",
            "10M",
            "%",
            "$",
            "-hour",
            "'s",
            "’s",
        ),
        *(
            ".",
            "!",
            "?",
            ". ",
            "? ",
            " ",
            "  ",
            "\n",
            "\n\n",
            "(",
            ")",
            "“",
            "”",
            '"',
            '." ',
            ".) ",
        ),
        *("e.g.", "Inc.", "U.S.", "...", "…", "*", "**", "_", "/", ":", ",", ";", "[1]", "é", "。"),
    ]
)


def agrees(text: str) -> bool:
    """Whether nothing is told, or what spaCy tells; white space around sentences aside."""
    told = plain_sentences(text)
    return told is None or _bare(text, told) == _bare(text, _sentencized(text))


def _bare(text: str, places: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [place for place in (_trimmed(text, *p) for p in places) if place[0] < place[1]]


@given(st.lists(PARTS, max_size=10).map("".join))
@example("Messrs. Smith and Co. sell it")
@example("It weighs 10M. Then it grew")
def test_any_words_and_marks(text: str) -> None:
    """In whatever order they stand."""
    assert agrees(text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_real_text(file: Path) -> None:
    """Paragraph by paragraph and line by line; most of it is plain."""
    text = file.read_text(encoding="utf-8")
    parts = [part for part in {*re.split(r"\n\s*\n", text), *text.split("\n")} if part.strip()]
    assert [part for part in parts if not agrees(part)] == []


def test_most_packaged_paragraphs_are_plain() -> None:
    """So that an answer from them rarely waits for spaCy."""
    texts = [file.read_text(encoding="utf-8") for file in packaged_documents()]
    parts = [part for text in texts for part in re.split(r"\n\s*\n", text) if part.strip()]
    plain = sum(plain_sentences(part) is not None for part in parts)
    assert plain > 0.8 * len(parts)


def test_every_abbreviation_that_spacy_knows() -> None:
    """At the start, amid and at the end of a text."""
    known = English.Defaults.tokenizer_exceptions
    texts = [form.format(word) for word in known for form in ("{}", "{} The end.", "It is {} Why?")]
    assert [text for text in texts if not agrees(text)] == []


def test_every_mark_that_ends_a_sentence() -> None:
    """Also those of other scripts."""
    texts = [f"Some words{mark} Then more" for mark in Sentencizer.default_punct_chars]
    assert [text for text in texts if not agrees(text)] == []


def test_asking_again_gives_a_list_of_ones_own() -> None:
    """What is remembered cannot be changed by who is told."""
    first = sentence_places("One is here. Two are there.")
    first.clear()
    assert len(sentence_places("One is here. Two are there.")) == 2
