"""Who says "we", "our" or "I" in a block: its speaker, else whoever the document is by.

A turn of a conversation has its speaker before it ("Dr Doe: ..."), a post of a thread its author in
the heading above, an interview in its title; an article has its author below the title.
"""

import re
from collections.abc import Sequence

from corpus.document import Block, Document, Kind
from kg.extract.subject.masthead import NAME, author_of, firm_behind, plain_name
from kg.language.grammar import any_of, word_list

FIRST_PERSON = re.compile(rf"(?<![\w.])(?:{any_of('ourselves')})(?![\w.])(?<!U\.S)", re.IGNORECASE)
_TURN = re.compile(rf"(?:\[[\d:. ]+\] ?)?[*_]*(?P<who>{NAME})(?: \([^)]*\))?[*_]*:[*_]*\s+$")
_INSIDE = re.compile(
    rf"(?:\[[\d:. ]+\] ?(?P<who>{NAME})(?: \([^)]*\))?|[A-Z] \((?P<named>{NAME})\)):\s"
)
_POST = re.compile(r"^#?\d+ (?P<who>[\w.@ -]{2,40}?) [-–—·|,] \d{1,2}[. ]\w+[. ]\d{4}")
_ASKED = re.compile(
    rf"\b(?i:{any_of('interviews')}) "
    rf"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?(?P<who>{NAME})"
)
_ROLE = any_of("offices", "roles")
_JOINTS = (
    " at| for| from| with|,",
    " of",
)  # "professor of physics, University of Y": not of physics
_ASKING = word_list("asking")
_HOST = re.compile(  # "*Acme Cloud Blog · 3 May*", at the beginning of a line
    r"^[\W_]*(?P<who>[A-Z][\w.&-]*(?: [A-Z][\w.&-]*){0,3})(?:['’]s)? "
    rf"(?i:{any_of('journals')})(?=\s*(?:[^\w\s]|_|$))",
    re.MULTILINE,
)
_SELLS = re.compile(
    rf"\b(?:our customers|customers ask us|we (?:also )?(?:{any_of('selling')})"
    rf"|our (?:own )?(?:{any_of('sold')}))\b",
    re.IGNORECASE,
)
_HEAD = 1500  # characters of a document within which its author is named


def voice_of(document: Document, block: Block) -> str | None:
    """Whom a "we" in a block means; None where nothing says so."""
    turn = _turn(document, block)
    if turn is not None:
        return turn
    posts = (_POST.match(heading) for heading in reversed(block.path))
    post = next((found for found in posts if found), None)
    return plain_name(post["who"]) if post else _asked(block.path) or author_of(document)


def is_post(heading: str) -> bool:
    """Whether a heading only tells who wrote a post, and when."""
    return _POST.match(heading) is not None


def _turn(document: Document, block: Block) -> str | None:
    """Who speaks, by the name before a turn, or at its beginning."""
    if block.kind not in {Kind.PARAGRAPH, Kind.ANSWER}:
        return None
    line = document.text.rfind("\n", 0, block.span.start) + 1
    before = _TURN.search(document.text[line : block.span.start])
    if before is not None and before["who"].lower() not in _ASKING:
        return plain_name(before["who"])
    opened = _INSIDE.match(block.span.of(document.text))
    return plain_name(opened["who"] or opened["named"]) if opened else None


def firm_of(document: Document, who: str) -> str | None:
    """Whom somebody works for, where a document says so beside the name.

    >>> talk = Document("a", "A", "A talk with Dr Ann Roe, head of AI at Acme Bank")
    >>> firm_of(talk, "Dr Roe")
    'Acme Bank'
    """
    names = who.split()
    if not names:
        return None
    if who == author_of(document):
        firm = firm_behind(document)
        return _employer(document, names[-1]) or (firm if firm != who else None)
    return _employer(document, names[-1])


def _employer(document: Document, name: str) -> str | None:
    """The firm that stands after somebody's name and what they are there."""
    for joints in _JOINTS:
        told = re.compile(
            rf"(?i:\b{re.escape(name)}), (?!who\b)(?=[^\n.;]*\b(?i:{_ROLE})\b)[^\n.;]*"
            rf"(?:{joints}) (?P<firm>{NAME})(?=\W*(?:$|[,;]|\d))",
            re.MULTILINE,
        )
        found = told.search(document.text)
        if found is not None:
            return plain_name(found["firm"]).removesuffix(".")
    return None


def host_of(document: Document) -> str | None:
    """The firm in whose blog a document stands, where it speaks there of its own offers.

    >>> host_of(Document("a", "A", "Acme Cloud Blog, 3 May 2025. Our customers ask for GPUs."))
    'Acme Cloud'
    """
    found = _HOST.search(document.text[:_HEAD])
    return (
        plain_name(found["who"].removeprefix("The "))
        if found and _SELLS.search(document.text)
        else None
    )


def _asked(path: Sequence[str]) -> str | None:
    """Who answers, where a heading says whom the questions are for."""
    found = [named for heading in path if (named := _ASKED.search(heading))]
    return plain_name(found[-1]["who"]) if found else None
