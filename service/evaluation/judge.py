"""An answer and what is asked of it in, a verdict out."""

import re
from collections.abc import Iterable, Mapping, Sequence

from service.api.schema import Answer, Quote
from service.evaluation.item import Item

MAX_WORDS = 80
DIRECT_WORDS = 40


def faults(item: Item, answer: Answer, texts: Mapping[str, str]) -> tuple[str, ...]:
    """Why the answer is wrong; nothing where it is right.

    Args:
        item: The question with what a right answer has.
        answer: As it is shown, citation marks and all.
        texts: The documents' texts, by id.
    """
    if not item.answerable:
        return ("answered what the documents do not say",) if answer.answered else ()
    if not answer.answered:
        return ("abstained",)
    return (*_of_words(item, answer.answer), *_of_citations(item, answer.citations, texts))


def is_direct(item: Item, answer: Answer) -> bool:
    """Whether the first words alone already have what the answer must."""
    lead = " ".join(answer.answer.split()[:DIRECT_WORDS])
    return all(_found(group, lead) for group in item.must)


def holds(quote: Quote, texts: Mapping[str, str]) -> bool:
    """Whether the words stand in the document, where the citation says."""
    text = texts.get(quote.document)
    return text is not None and text[quote.start : quote.end] == quote.quote


def quotes_evidence(item: Item, citations: Iterable[Quote]) -> bool:
    """Whether the words that are the evidence are quoted."""
    return _found(item.evidence, "\n".join(cited.quote for cited in citations))


def _of_words(item: Item, text: str) -> list[str]:
    found = [f"answer lacks {group[0]!r}" for group in item.must if not _found(group, text)]
    found += [f"answer has {pattern!r}" for pattern in item.must_not if _found((pattern,), text)]
    words = len(text.split())
    return [*found, f"{words} words"] if words > MAX_WORDS else found


def _of_citations(item: Item, citations: Sequence[Quote], texts: Mapping[str, str]) -> list[str]:
    found = [] if citations else ["no citation"]
    if not all(holds(cited, texts) for cited in citations):
        found.append("a quote is not in its document")
    cited = {citation.document for citation in citations}
    if not cited >= {*item.documents_all}:
        found.append(f"cites {sorted(cited)}, not all of {list(item.documents_all)}")
    elif not item.documents_all and item.documents and not cited & {*item.documents}:
        found.append(f"cites {sorted(cited)}, none of {list(item.documents)}")
    if item.evidence and not quotes_evidence(item, citations):
        found.append("no citation quotes the evidence")
    return found


def _found(patterns: Iterable[str], text: str) -> bool:
    return any(re.search(pattern, text, re.IGNORECASE | re.DOTALL) for pattern in patterns)
