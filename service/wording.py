"""A quoted sentence, table row, key with value or dated event in, a readable sentence out.

Prose keeps its words; only markup goes. Fragments get the labels that their layout gave them.
"""

import re
from collections.abc import Callable, Sequence

from corpus.document import Block, Document, Kind, Sentence

_MARKUP = re.compile(r"\*\*|__|`|(?<!\w)[*_](?=\w)|(?<=\w)[*_](?!\w)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_DECORATION = re.compile(r"^[^\w\"'“‘($€£~≈<>+\-−.]+")
_LABELLED = (Kind.CELL, Kind.VALUE, Kind.EVENT)


def clean(text: str) -> str:
    """Text without inline Markdown and without line breaks.

    >>> clean("**Batch size:** see [the table](x.md)")
    'Batch size: see the table'
    """
    return " ".join(_MARKUP.sub("", _LINK.sub(r"\1", text)).split())


def word(
    sentence: Sentence,
    document: Document,
    blocks: Sequence[Block],
    owner: Callable[[Block], str],
) -> str:
    """Say what `sentence` says, as a sentence of its own.

    Args:
        sentence: What is to be said.
        document: Where it stands.
        blocks: The document's structure.
        owner: Names whose key a key is, from the headings above it; empty where the key says so.
    """
    inside = [
        block
        for block in blocks
        if block.kind in _LABELLED and block.labels and sentence.span.covers(block.whole)
    ]
    said = _labelled(inside, document, owner) if inside else clean(sentence.text)
    return finish(said)


def _labelled(blocks: Sequence[Block], document: Document, owner: Callable[[Block], str]) -> str:
    match blocks[0].kind:
        case Kind.CELL:
            return _row(blocks, document)
        case Kind.EVENT:
            return "; ".join(
                f"{_label(b, document, -1)}: {clean(b.span.of(document.text)).rstrip('.')}"
                for b in blocks
            )
        case _:
            return "; ".join(_pair(block, document, owner(block)) for block in blocks)


def _row(blocks: Sequence[Block], document: Document) -> str:
    """A table row as "Row label: cell for column; cell for column"."""
    cells = [
        f"{clean(b.span.of(document.text))} for {_lower(_label(b, document, -1))}"
        if len(b.labels) > 1
        else clean(b.span.of(document.text))
        for b in blocks
    ]
    return f"{_label(blocks[0], document, 0)}: {'; '.join(cells)}"


def _pair(block: Block, document: Document, owner: str) -> str:
    """A key and its value, after the name of what has them."""
    key = _label(block, document, 0)
    value = clean(block.span.of(document.text)).rstrip(".")
    return f"{owner}, {_lower(key)}: {value}" if owner else f"{key}: {value}"


def _label(block: Block, document: Document, index: int) -> str:
    return _DECORATION.sub("", clean(block.labels[index].of(document.text))).rstrip(": ")


def _lower(label: str) -> str:
    """A label inside a sentence: its first letter small, unless the word is a name or an acronym.

    >>> _lower("Batch Size"), _lower("H100 SXM"), _lower("GPU pattern")
    ('batch size', 'H100 SXM', 'GPU pattern')
    """
    words = [
        w if any(c.isupper() or c.isdigit() for c in w[1:]) else w.lower() for w in label.split()
    ]
    return " ".join(words)


def finish(text: str) -> str:
    """Close a sentence with a full stop and open it with a capital, unless it has its own."""
    text = text.strip().rstrip(",;:")
    if text and text[0].islower() and text.split(maxsplit=1)[0].islower():
        text = text[0].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…", '."', ".”")) else f"{text}."
