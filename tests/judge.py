"""Judges an answer by a line of a question set: small, and for anybody's corpus.

A line has `answerable`, `must` (groups of patterns, one of each of which the answer has),
`must_not`, and `evidence` (patterns, one of which a quote has). Patterns ignore case.
"""

import json
import re
from dataclasses import dataclass
from pathlib import Path

from service.answer import Answer, Citation
from service.api.convert import marked

MAX_WORDS = 80


@dataclass(frozen=True, slots=True)
class Item:
    """A question with what a right answer to it has."""

    id: str
    question: str
    answerable: bool
    must: tuple[tuple[str, ...], ...]
    must_not: tuple[str, ...]
    evidence: tuple[str, ...]


def read_items(path: Path) -> list[Item]:
    """The lines of a question set."""
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]
    return [
        Item(
            id=line["id"],
            question=line["question"],
            answerable=line["answerable"],
            must=tuple(map(tuple, line["must"])),
            must_not=tuple(line["must_not"]),
            evidence=tuple(line["evidence"]),
        )
        for line in lines
    ]


def written(answer: Answer) -> str:
    """The answer as it is shown: statements with the numbers of their citations."""
    numbers: dict[Citation, int] = {}
    for statement in answer.statements:
        for citation in statement.citations:
            numbers.setdefault(citation, len(numbers) + 1)
    return " ".join(marked(s.text, [numbers[c] for c in s.citations]) for s in answer.statements)


def faults(item: Item, answer: Answer) -> list[str]:
    """Why the answer is wrong; nothing where it is right."""
    if not (item.answerable and answer.answered):
        return [] if item.answerable == answer.answered else [f"answered: {answer.answered}"]
    text = written(answer)
    quotes = "\n".join(c.quote for s in answer.statements for c in s.citations)
    found = [f"lacks {group[0]!r}" for group in item.must if not _any(group, text)]
    found += [f"has {pattern!r}" for pattern in item.must_not if _any((pattern,), text)]
    if item.evidence and not _any(item.evidence, quotes):
        found.append("does not quote the evidence")
    if len(text.split()) > MAX_WORDS:
        found.append(f"has {len(text.split())} words")
    return found


def _any(patterns: tuple[str, ...], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE | re.DOTALL) for pattern in patterns)
