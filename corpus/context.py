"""Passage or sentence in; out its name among the vectors and the text to embed or compare."""

from collections.abc import Sequence

from corpus.document import Passage, Sentence

SENTENCE = "s:"


def passage_unit(passage: Passage) -> str:
    """Name of a passage's vector.

    >>> from corpus.document import Span
    >>> passage_unit(Passage(Span("a", 0, 3), "Hi.", (), ()))
    'a-0-3'
    """
    return passage.id


def sentence_unit(sentence: Sentence) -> str:
    """Name of a sentence's vector.

    >>> from corpus.document import Span
    >>> sentence_unit(Sentence(Span("a", 0, 3), "Hi."))
    's:a-0-3'
    """
    span = sentence.span
    return f"{SENTENCE}{span.document}-{span.start}-{span.end}"


def context_text(title: str, context: Sequence[str], text: str) -> str:
    """Put what stands above some words before them, so that they are understood alone.

    A heading that repeats the one above it (often the page's title) is said once.

    >>> context_text("GPUs", ("GPUs", "Memory"), "It has 80 GB.")
    'GPUs > Memory: It has 80 GB.'
    >>> context_text("", (), "It has 80 GB.")
    'It has 80 GB.'
    """
    parts: list[str] = []
    for name in (title, *context):
        part = " ".join(name.split())
        if part and (not parts or part.casefold() != parts[-1].casefold()):
            parts.append(part)
    return f"{' > '.join(parts)}: {text}" if parts else text
