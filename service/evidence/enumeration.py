"""A document's blocks in, the lists that its layout holds out: a question for one wants it whole.

A list is items below a lead-in or heading, keys with their values, the rows of a table, headings
below a heading, the opening sentences of the paragraphs below one, or the sentences that one
before them announces: "It has two reasons."
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, zip_longest

from corpus.document import Block, Document, Kind, Sentence, Span
from corpus.sentences import sentence_places
from service.evidence.wording import Wording, clean, finish
from service.question.cues import announced, continues, cues

FEWEST = 2  # items that make a list
FEWEST_PARAGRAPHS = 3  # paragraphs that may make one
MOST = 12
LONGEST = 62  # words in which a list is told
_PROSE = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.ANSWER})
_BULLET = re.compile(r"\s*(?:[-*•‣▪–·]|\(?\d{1,2}[.)]|[a-z][.)])\s*")
_CREDITED = re.compile(r"(?P<title>\S.{6,}?) +(?:[-–—|•·]|by) +(?P<source>[^\W_][^|–—]{1,40})")
_BREAK = re.compile(r"\s*(?:[,;:(–—.]|\s-\s)\s*")


@dataclass(frozen=True, slots=True)
class Enumeration:
    """Things that stand side by side in a document.

    Attributes:
        lead: What they have in common: the lead-in or heading; may be empty.
        items: The words of each.
        path: The headings above them.
        span: From the first to the last.
        prose: Whether lead and items are sentences that stand one after the other.
        about: Further words by which it is ranked, but which it does not say.
        places: Where its items stand, if there is much between them; else empty.
    """

    lead: str
    items: tuple[str, ...]
    path: tuple[str, ...]
    span: Span
    prose: bool = False
    about: str = ""
    places: tuple[Span, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """The list as something to be ranked: by what it is a list of."""
        if self.prose:
            return Sentence(self.span, " ".join((self.lead, *self.items)), self.path)
        told = " ".join(filter(None, (self.lead, self.about)))
        return Sentence(self.span, told or "; ".join(self.items), self.path)

    @property
    def wording(self) -> Wording:
        """The list as a sentence of at most `LONGEST` words or so."""
        items = list(self.items)
        if self.prose and _words((self.lead, *items)) <= LONGEST:
            return Wording(" ".join((self.lead, *items)), self.span)
        if _words((self.lead, *items)) > LONGEST:
            items = list(map(_brief, items))
        left = 0
        while _words((self.lead, *items)) > LONGEST and len(items) > FEWEST:
            items.pop()
            left += 1
        items += [f"and {left} more"] if left else []
        listed = "; ".join(item.rstrip(" .;") for item in items)
        lead = self.lead.rstrip(" .:")
        return Wording(finish(f"{lead}: {listed}" if lead else listed), self.span)


def enumerations(
    document: Document, blocks: Sequence[Block], names: Callable[[str], bool]
) -> tuple[Enumeration, ...]:
    """The lists of a document, in order of their places; boilerplate holds none.

    Args:
        document: Where they stand.
        blocks: Its structure.
        names: Whether a label names a thing: the rows of a table list things, or only aspects.
    """
    told = [b for b in blocks if not b.boilerplate]
    alike = list(_alike(document, told))
    found = [
        *_lists(document, alike),
        *_pairs(document, alike),
        *_tables(document, told, names),
        *_headings(document, told),
        *_paragraphs(document, told),
        *_announced(document, told),
    ]
    return tuple(sorted(found, key=lambda e: (e.span, e.lead)))


def _alike(document: Document, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, with keys and values as items where they stand among the items of one list."""
    for path, group in groupby(blocks, key=lambda b: _has_bullet(document, b) and b.path):
        run = list(group)
        plain = next((b for b in run if b.kind is Kind.LIST_ITEM), None)
        for block in run:
            if path is not False and plain and block.kind is Kind.VALUE:
                yield replace(block, kind=Kind.LIST_ITEM, span=block.whole, labels=plain.labels)
            else:
                yield block


def _has_bullet(document: Document, block: Block) -> bool:
    """Whether nothing but a bullet or number stands before it on its line."""
    start = block.whole.start
    return bool(_BULLET.fullmatch(document.text, _line(document, start), start))


def _line(document: Document, place: int) -> int:
    """Where the line begins that a place is in."""
    return document.text.rfind("\n", 0, place) + 1


def _lists(document: Document, blocks: Sequence[Block]) -> Iterator[Enumeration]:
    """Items below one lead-in, question or heading."""
    items_alone = [b if _is_item(document, b) else replace(b, kind=Kind.HEADING) for b in blocks]
    kinds = frozenset({Kind.LIST_ITEM, Kind.ANSWER})
    for group in _runs(items_alone, kinds, lambda b: (b.path, b.labels[-1:])):
        label = group[0].labels[-1:]
        if label:
            start, end = sentence_places(label[0].of(document.text))[-1]
            first = label[0].start + start
            lead = clean(document.text[first : label[0].start + end]).rstrip(" .:")
        else:
            first, lead = group[0].whole.start, _last(group[0].path)
        items = tuple(clean(b.span.of(document.text)) for b in group)
        span = Span(document.id, min(first, group[0].whole.start), group[-1].span.end)
        yield from _made(lead, items, group[0].path, span)


def _is_item(document: Document, block: Block) -> bool:
    """Whether a bullet or number stands before it, also within an answer."""
    if block.kind is Kind.ANSWER:
        start = block.span.start
        return bool(_BULLET.match(document.text, _line(document, start), start))
    return block.kind is Kind.LIST_ITEM


def _pairs(document: Document, blocks: Sequence[Block]) -> Iterator[Enumeration]:
    """Keys with their values below one heading."""
    for group in _runs(blocks, frozenset({Kind.VALUE}), lambda b: (b.path, not b.labels)):
        if not group[0].labels:
            continue
        pairs = [(b.labels[0].of(document.text), b.span.of(document.text)) for b in group]
        one = len({key for key, _ in pairs}) == 1  # "Myth: ...", "Myth: ..."
        items = tuple(
            clean(value) if one else f"{clean(key).rstrip(' :')}: {clean(value)}"
            for key, value in pairs
        )
        span = Span(document.id, group[0].whole.start, group[-1].whole.end)
        yield from _made(_last(group[0].path), items, group[0].path, span)


def _tables(
    document: Document, blocks: Sequence[Block], names: Callable[[str], bool]
) -> Iterator[Enumeration]:
    """What the rows of a table are about, unless its columns are; and what a column holds."""
    for group in _runs(blocks, frozenset({Kind.CELL}), lambda b: b.path):
        path, text = group[0].path, document.text
        lead = _lead_in(document, blocks, group[0])
        start = lead.start if lead else group[0].whole.start
        span = Span(document.id, start, group[-1].whole.end)
        columns: dict[str, list[str]] = {}
        for block in group:
            if len(block.labels) > 1:
                header = clean(block.labels[-1].of(text))
                columns.setdefault(header, []).append(clean(block.span.of(text)))
        labels = dict.fromkeys(b.labels[0] for b in group if b.labels)
        items = tuple(dict.fromkeys(clean(label.of(text)) for label in labels))
        if all(map(names, items)) or (columns and not any(map(names, columns))):
            for found in _made(_last(path), items, path, span):
                yield replace(found, about=clean(lead.of(text)) if lead else "")
        for header, cells in columns.items():
            if all(map(names, cells)) and not names(header):
                yield from _made(header, dict.fromkeys(cells), path, span)


def _headings(document: Document, blocks: Sequence[Block]) -> Iterator[Enumeration]:
    """Headings of one level below a common one, or items that head paragraphs of their own."""
    by_path: dict[tuple[str, ...], list[Block]] = {}
    for block, after in zip_longest(blocks, blocks[1:]):
        if block.path and (block.kind is Kind.HEADING or _heads(document, block, after)):
            by_path.setdefault(block.path, []).append(block)
    contents = {(document.title,), _only_heading(document, blocks)}
    for path, group in by_path.items():
        if path in contents:
            continue  # what the document is made of
        items = tuple(clean(b.span.of(document.text)) for b in group)
        if not any(item.endswith("?") for item in items):
            span = Span(document.id, group[0].span.start, group[-1].span.end)
            places = tuple(b.span for b in group)
            lead = _lead_in(document, blocks, group[0])
            about = clean(lead.of(document.text)) if lead else ""
            for found in _made(_last(path), items, path, span):
                yield replace(found, about=about, places=places)
                yield from _sources(replace(found, places=places))


def _only_heading(document: Document, blocks: Sequence[Block]) -> tuple[str, ...]:
    """The path of the one heading below which all others stand; empty where there is none."""
    headings = [b for b in blocks if b.kind is Kind.HEADING]
    highest = [b.span.of(document.text) for b in headings if not b.path]
    below = [b for b in headings if b.path[:1] == tuple(highest)]
    return tuple(highest) if len(highest) == 1 and len(below) == len(headings) - 1 else ()


def _heads(document: Document, block: Block, after: Block | None) -> bool:
    """Whether an item heads what comes after it."""
    if block.kind is not Kind.LIST_ITEM or after is None:
        return False
    return after.path[-1:] == (block.span.of(document.text),)


def _lead_in(document: Document, blocks: Sequence[Block], first: Block) -> Span | None:
    """The sentence that leads in to a table or to the first of several headings, if one does."""
    before = [b for b in blocks if b.path == first.path and b.span.end <= first.span.start]
    prose = [b for b in before if b.kind in _PROSE]
    text = prose[-1].span.of(document.text).rstrip() if prose else ""
    if not text.endswith(":"):
        return None
    start, end = sentence_places(text)[-1]
    return Span(document.id, prose[-1].span.start + start, prose[-1].span.start + end)


def _sources(listed: Enumeration) -> Iterator[Enumeration]:
    """Who is named with each of several titles: "How It Works - The Almanac"."""
    credited = [_CREDITED.fullmatch(item) for item in listed.items]
    if sum(map(bool, credited)) * 2 <= len(credited):
        return
    items = (
        found["source"] if found else item
        for found, item in zip(credited, listed.items, strict=True)
    )
    yield replace(listed, items=tuple(dict.fromkeys(items)), about=cues().sources)


def _paragraphs(document: Document, blocks: Sequence[Block]) -> Iterator[Enumeration]:
    """How the paragraphs below one heading open, if they count: "One myth", "Another is"."""
    for group in _runs(blocks, frozenset({Kind.PARAGRAPH}), lambda b: b.path):
        if len(group) < FEWEST_PARAGRAPHS or group[0].path in {(), (document.title,)}:
            continue
        items = tuple(_opening(b.span.of(document.text)) for b in group)
        if sum(map(continues, items)) < FEWEST:
            continue
        span = Span(document.id, group[0].span.start, group[-1].span.end)
        yield from _made(_last(group[0].path), items, group[0].path, span)


def _announced(document: Document, blocks: Sequence[Block]) -> Iterator[Enumeration]:
    """The sentences of a paragraph that one before them announces, or counts up to."""
    for block in blocks:
        if block.kind not in _PROSE:
            continue
        text = block.span.of(document.text)
        if announced(clean(text)) is None:  # nor does any sentence; to find those takes longer
            continue
        places = sentence_places(text)
        told = [clean(text[start:end]) for start, end in places]
        for index, sentence in enumerate(told[:-FEWEST]):
            count = announced(sentence)
            items = told[index + 1 :][: count or None]
            if count is None or count == 1 or len(items) < max(count, FEWEST):
                continue
            last = places[index + len(items)][1]
            start = block.span.start
            span = Span(document.id, start + places[index][0], start + last)
            yield Enumeration(sentence, tuple(items), block.path, span, prose=True)
            break


def _runs(
    blocks: Sequence[Block], kinds: frozenset[Kind], key: Callable[[Block], object]
) -> Iterator[list[Block]]:
    """Neighbouring blocks of some kinds that have the same key."""
    for (wanted, _), group in groupby(blocks, key=lambda b: (b.kind in kinds, key(b))):
        found = list(group)
        if wanted:
            yield found


def _made(
    lead: str, items: Iterable[str], path: tuple[str, ...], span: Span
) -> Iterator[Enumeration]:
    items = tuple(item for item in items if item)
    if FEWEST <= len(items) <= MOST:
        yield Enumeration(lead, items, path, span)


def _last(path: tuple[str, ...]) -> str:
    return clean(path[-1]).rstrip(" .:?") if path else ""


def _opening(text: str) -> str:
    start, end = sentence_places(text)[0]
    return clean(text[start:end])


def _brief(item: str) -> str:
    """An item cut down to its key or first clause.

    >>> _brief("Low latency: the time from a request to its response is kept to a minimum")
    'Low latency'
    """
    for part in _BREAK.finditer(item):
        head = item[: part.start()]
        if len(head.split()) >= FEWEST or part.group().strip().startswith(":"):
            return head
    return item


def _words(texts: Iterable[str]) -> int:
    return sum(len(text.split()) for text in texts)
