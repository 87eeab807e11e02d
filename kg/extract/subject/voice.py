"""Who says "we", "our" or "I" in a block: its speaker, else whoever the document is by.

A turn of a conversation has its speaker before it ("Dr Doe: ..."), a post of a thread its author in
the heading above, an interview in its title; an article has its author below the title.
"""

import re
from collections.abc import Sequence

from corpus.document import Block, Document, Kind
from kg.language.grammar import any_of

FIRST_PERSON = re.compile(rf"(?<![\w.])(?:{any_of('ourselves')})(?![\w.])(?<!U\.S)", re.IGNORECASE)
_NAME = r"[A-Z][\w.'’&-]*(?: (?:of|and|&|the|at|[A-Z][\w.'’&-]*))*"
_TURN = re.compile(rf"(?:\[[\d:. ]+\] ?)?[*_]*(?P<who>{_NAME})(?: \([^)]*\))?[*_]*:[*_]*\s+$")
_INSIDE = re.compile(
    rf"(?:\[[\d:. ]+\] ?(?P<who>{_NAME})(?: \([^)]*\))?|[A-Z] \((?P<named>{_NAME})\)):\s"
)
_POST = re.compile(r"^#?\d+ (?P<who>[\w.@ -]{2,40}?) [-–—·|,] \d{1,2}[. ]\w+[. ]\d{4}")
_ASKED = re.compile(
    rf"\b(?i:{any_of('interviews')}) "
    rf"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.? )?(?P<who>{_NAME})"
)
_BYLINE = re.compile(
    rf"^[\W_]*(?:(?:(?:{any_of('written')})(?: on [\w ]+?)? )?by|"
    rf"(?:{any_of('credits')}):)[*_]* +(?P<who>[^|·•,.;*\n(]{{2,60}})",
    re.IGNORECASE | re.MULTILINE,
)
_ROLE = any_of("offices", "roles")
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
    return _plain(post["who"]) if post else _asked(block.path) or author_of(document)


def is_post(heading: str) -> bool:
    """Whether a heading only tells who wrote a post, and when."""
    return _POST.match(heading) is not None


def _turn(document: Document, block: Block) -> str | None:
    """Who speaks, by the name before a turn, or at its beginning."""
    if block.kind not in {Kind.PARAGRAPH, Kind.ANSWER}:
        return None
    line = document.text.rfind("\n", 0, block.span.start) + 1
    before = _TURN.search(document.text[line : block.span.start])
    if before is not None:
        return _plain(before["who"])
    opened = _INSIDE.match(block.span.of(document.text))
    return _plain(opened["who"] or opened["named"]) if opened else None


def firm_of(document: Document, who: str) -> str | None:
    """Whom somebody works for, where a document says so beside the name.

    >>> talk = Document("a", "A", "A talk with Dr Ann Roe, head of AI at Acme Bank")
    >>> firm_of(talk, "Dr Roe")
    'Acme Bank'
    """
    names = who.split()
    if not names:
        return None
    name = re.escape(names[-1])
    told = re.compile(
        rf"(?i:\b{name}), (?!who\b)(?=[^\n.;]*\b(?i:{_ROLE})\b)[^\n.;]*"
        rf"(?: at| for| from| of| with|,) (?P<firm>{_NAME})(?=\W*(?:$|[,;]))",
        re.MULTILINE,
    )
    found = told.search(document.text)
    return _plain(found["firm"]) if found else None


def host_of(document: Document) -> str | None:
    """The firm in whose blog a document stands, where it speaks there of its own offers.

    >>> host_of(Document("a", "A", "Acme Cloud Blog, 3 May 2025. Our customers ask for GPUs."))
    'Acme Cloud'
    """
    found = _HOST.search(document.text[:_HEAD])
    return (
        _plain(found["who"].removeprefix("The "))
        if found and _SELLS.search(document.text)
        else None
    )


def author_of(document: Document) -> str | None:
    """Whom a document is by, in its own words or those of its file."""
    found = _BYLINE.search(document.text[:_HEAD])
    return _plain(found["who"]) if found else document.publisher


def _asked(path: Sequence[str]) -> str | None:
    """Who answers, where a heading says whom the questions are for."""
    found = [named for heading in path if (named := _ASKED.search(heading))]
    return _plain(found[-1]["who"]) if found else None


def _plain(words: str) -> str:
    line = " ".join(words.split()).strip(" *_").removeprefix("the ")
    return re.split(r" (?:for|in|with) ", line)[0]
