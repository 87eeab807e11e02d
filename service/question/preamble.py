"""What somebody typed in; the question out, told from what leads up to it and from courtesies."""

import re

from service.question.cues import cues

_BREAK = re.compile(r"(?:(?P<word>\w+)\.|[?!])[\"”')]*\s+(?=\S)")


def lead_and_question(text: str) -> tuple[str, str]:
    """The sentences that only lead up, and what follows; all of it follows where none asks.

    >>> lead_and_question("We have ten H100s. Is that enough? I doubt it.")
    ('We have ten H100s.', 'Is that enough? I doubt it.')
    >>> lead_and_question("Costs of training vs. inference")
    ('', 'Costs of training vs. inference')
    """
    sentences = _sentences(text)
    asks = [sentence.rstrip("\"”')").endswith("?") for sentence in sentences]
    first = asks.index(True) if True in asks else 0
    return " ".join(sentences[:first]), " ".join(sentences[first:])


def without_thanks(text: str) -> str:
    """A question without the courtesies that it ends in; all of it where there is nothing else.

    >>> without_thanks("What is a TPU? Thanks in advance!"), without_thanks("Thank you.")
    ('What is a TPU?', 'Thank you.')
    """
    found = cues().courtesy.search(text)
    return (found and text[: found.start()].rstrip(" ,;:–—-")) or text


def _sentences(text: str) -> list[str]:
    short = cues().typed
    ends = [
        found.end()
        for found in _BREAK.finditer(text)
        if not found["word"] or (len(found["word"]) > 2 and found["word"].lower() not in short)  # noqa: PLR2004
    ]
    return [text[a:b].strip() for a, b in zip([0, *ends], [*ends, len(text)], strict=True)]
