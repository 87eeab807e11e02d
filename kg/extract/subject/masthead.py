"""Who a document is by, as its head tells: the author, and the firm whose document it is.

Takes a document; reads its title, and the few lines at its top that are no prose.
"""

import re
from collections.abc import Iterator

from corpus.document import Document
from kg.language.grammar import any_of, word_list

NAME = r"[A-Z][\w.'’&-]*(?: (?:of|and|&|the|at|[A-Z][\w.'’&-]*))*"
_BYLINE = re.compile(
    rf"^[\W_]*(?:(?:(?:{any_of('written')})(?: on [\w ]+?)? )?by|"
    rf"(?:{any_of('credits')}):)[*_]* +(?P<who>(?:[A-Z]\. ?)*[^|·•,.;*\n(]{{2,60}})",
    re.IGNORECASE | re.MULTILINE,
)
_PERSON = r"(?:[A-Z]\. ?)*[A-Z][\w'’-]+(?: [A-Z]\.)*(?: [A-Z][\w'’-]+){0,3}"
_PEOPLE = rf"{_PERSON}(?:(?:, {_PERSON})* and {_PERSON})?"
_BY = re.compile(rf"(?:^|[·|•,.–-] ?)(?:(?i:{any_of('written')}) )?[Bb]y (?P<who>{_PEOPLE})")
_SIGNED = re.compile(rf"^(?P<who>{_PEOPLE}), [^.\n]*, {NAME}\W")
_INSTITUTES = word_list("institutes")
_FIRM_NAMES = word_list("firm_names") | _INSTITUTES
_JOINTS = frozenset({"of", "and", "&", "the", "at", "for"})
_TEAM = re.compile(rf"^(?:[Tt]he )?(?P<who>{NAME})(?: [a-z]+)? team$")
_JOURNAL = re.compile(rf" (?i:{any_of('journals')})$")
_PARTS = re.compile(r"\s*(?:[|·•]|,|:|\.\s|\s[-–—]\s)\s*")
_ENDS = re.compile(r"\s*(?:[|·•:]|\s[-–—]\s)\s*")
_SITE = re.compile(r" [|–—-] [A-Z][a-z]+[A-Z][A-Za-z]*$")  # "Prices | AcmeCloud"
_OFFICES = word_list("offices") | word_list("roles")
_BRACKET = re.compile(r" ?\([^)]*\)")
_DATED = re.compile(r"\b(?:19|20)\d\d\b|\bmin(?:ute)? read\b")
_HEAD = 1500  # characters of a document within which its author is named
_LINES = 6  # that may tell whose it is
_LONGEST = 200  # characters of such a line
_FEW = 5  # words of a name


def author_of(document: Document) -> str | None:
    """Whom a document is by, in its own words or those of its file.

    >>> author_of(Document("a", "A", "3 May 2025, by Ann Roe"))
    'Ann Roe'
    """
    firm = firm_behind(document)
    if firm is not None and firm.split()[-1].lower() in _INSTITUTES:
        return firm  # whoever writes there writes for it: "according to Acme Research"
    found = _BYLINE.search(document.text[:_HEAD])
    if found is not None:
        return plain_name(found["who"])
    dated = [line for line in _head(document) if _DATED.search(line)]
    signed = (_BY.search(line) or _SIGNED.match(line) for line in dated)
    first = next((match for match in signed if match is not None), None)
    return plain_name(first["who"]) if first else document.publisher or firm


def firm_behind(document: Document) -> str | None:
    """The firm or institute whose document it is: by its title, or the lines at its top.

    >>> firm_behind(Document("a", "Prices | Acme Cloud", "# Prices"))
    'Acme Cloud'
    """
    ends = [part for part in _ENDS.split(document.title) if part != document.title]
    lines = list(_head(document))
    tops = [line for line in (document.title, *lines[:1]) if len(line.split()) <= _FEW]
    told = (line for line in lines if _DATED.search(line) and line != document.title)
    parts = (part for line in told for part in _PARTS.split(line))
    found = (name for part in (*ends, *tops, *parts) if (name := _firm(part)))
    site = ends[-1].strip() if ends and _SITE.search(document.title) else None
    return next(found, site)


def plain_name(words: str) -> str:
    """A name without marks, and without whom or what it is for."""
    line = " ".join(words.split()).strip(" *_").removeprefix("the ")
    name = re.split(r" (?:for|in|with) ", line)[0]
    return line if name.lower() in _INSTITUTES else name  # "Institute for X"


def _head(document: Document) -> Iterator[str]:
    """The first lines of a document, without marks; none that is as long as prose."""
    lines = (line.strip(" *_#>\t") for line in document.text[:_HEAD].split("\n"))
    own = (line for line in lines if line)
    for line, _ in zip(own, range(_LINES), strict=False):
        if len(line) <= _LONGEST:
            yield line


def _firm(words: str) -> str | None:
    """The name of a firm that words are: "Acme Labs (AL)", "Acme Cloud product team"."""
    name = _BRACKET.sub("", words).strip(" *_.")
    team = _TEAM.match(name)
    if team is not None:
        return team["who"]
    name = _JOURNAL.sub("", name)
    own = [word for word in name.split() if word not in _JOINTS]
    named = 1 < len(own) <= _FEW and all(word[0].isupper() for word in own)
    kinds = {own[0].lower(), own[-1].lower()} if named else set()
    if not kinds & _FIRM_NAMES or kinds & _OFFICES:
        return None
    return name.title() if name.isupper() else name
