"""Generated documents of all shapes, and the source documents where they are there."""

from pathlib import Path

import pytest
from hypothesis import strategies as st

from corpus.document import Block, Document, Kind
from corpus.load import find_files, load_file
from corpus.structure import read_blocks

SEEDS = Path(__file__).parents[2] / ".." / "shared" / "seeds"
needs_seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the source documents are not here")

_WORDS = [
    *("training", "inference", "GPU", "memory", "batch", "cost", "80", "$30", "weights", "vLLM"),
    *("H100", "(once)", "e.g.", "U.S.", "3.35", "TB/s,", "faster", "steady?", "no.", "“quoted”"),
]
_MARKS = (
    "• ",
    "- ",
    "1. ",
    "# ",
    "## ",
    "> ",
    "**Key:** ",
    "Key: ",
    "Q: ",
    "A: ",
    "🎯 ",
    "2012: ",
    "    ",
    "\t",
    "",
    "",
    "",
)
_ENDS = (".", "?", ":", "", "", " [...]", " |")
_LINES = (
    "| a | b |",
    "|---|---|",
    "| 1 | 2 |",
    "~50%",
    "4 to 5x",
    "Ongoing",
    "March 2023",
    "---",
    "===",
    "```",
    "<b>",
    "Aspect Training Inference",
    "Batch Size Large batches Small batches",
    "GoalTeach the modelUse the model",
    "TraitTrainingInference",
    "What Is It?",
    "Subscribe to our newsletter.",
    "\ufeff",
    "\u200b",
    "\f",
    "\x85",
    "\u2028",
)
_BREAKS = ("\n", "\n", "\n\n", "\n\n\n", "\n    ")

_line = st.one_of(
    st.sampled_from(_LINES),
    st.builds(
        lambda mark, words, end: mark + " ".join(words) + end,
        st.sampled_from(_MARKS),
        st.lists(st.sampled_from(_WORDS), min_size=1, max_size=16),
        st.sampled_from(_ENDS),
    ),
)
_lines = st.lists(st.tuples(_line, st.sampled_from(_BREAKS)).map("".join), max_size=24)
texts = st.one_of(_lines.map("".join), st.text(max_size=200))
documents = st.builds(
    lambda text, markup: Document("d", "D", text, markup),
    texts,
    st.sampled_from(["plain", "markdown"]),
)


def plain(text: str) -> Document:
    """A document without markup."""
    return Document("d", "D", text)


def markdown(text: str) -> Document:
    """A document in Markdown."""
    return Document("d", "D", text, "markdown")


def said(document: Document, kind: Kind | None = None) -> list[str]:
    """The words of a document's blocks, or of those of one kind."""
    blocks = read_blocks(document)
    return [b.span.of(document.text) for b in blocks if kind in {None, b.kind}]


def labelled(document: Document, kind: Kind) -> list[tuple[str, ...]]:
    """The labels of each block of a kind, then its words."""
    return [_labels(document, b) for b in read_blocks(document) if b.kind is kind]


def _labels(document: Document, block: Block) -> tuple[str, ...]:
    return tuple(span.of(document.text) for span in (*block.labels, block.span))


def seed(number: int) -> Document:
    """A source document, by the number that its name starts with."""
    return load_file(find_files([SEEDS])[number])
