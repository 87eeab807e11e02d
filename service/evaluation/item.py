"""A question set's file in, its `Item`s out: questions with what a right answer to each has.

One JSON object a line. Patterns are Python's regular expressions; they ignore case, and "." matches
a line's end, too.
"""

import re
from collections.abc import Container, Iterable, Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

from pydantic import Field, StrictBool, ValidationError, field_validator, model_validator

from corpus.errors import InvalidInputError
from service.api.checks import checked_question
from service.api.schema import Model
from service.question.kind import Kind

UNANSWERABLE = "unanswerable"
KINDS = (*(kind.value for kind in Kind), UNANSWERABLE)
PACKAGED = "packaged.jsonl"

Patterns = tuple[str, ...]
Group = Annotated[Patterns, Field(min_length=1)]


class Item(Model):
    """A question with what a right answer to it has.

    Attributes:
        id: Unique in its set.
        question: As a user types it.
        kind: One of `KINDS`; the figures are told by it.
        answerable: Whether the documents say it; otherwise the right answer is to say so.
        must: Groups of patterns; the answer has one of each group.
        must_not: Patterns of which the answer has none.
        documents: Ids of documents, one of which is cited.
        documents_all: Ids of documents all of which are cited; if given, `documents` only counts
            for which citations support the answer.
        evidence: Patterns, one of which a quote has.
    """

    id: str = Field(min_length=1)
    question: str
    kind: str
    answerable: StrictBool
    must: tuple[Group, ...] = ()
    must_not: Patterns = ()
    documents: tuple[str, ...] = ()
    documents_all: tuple[str, ...] = ()
    evidence: Patterns = ()

    @field_validator("kind")
    @classmethod
    def _known(cls, kind: str) -> str:
        if kind not in KINDS:
            message = f"{kind!r} is none of {', '.join(KINDS)}"
            raise ValueError(message)
        return kind

    @model_validator(mode="after")
    def _agreeing(self) -> "Item":
        if self.kind == UNANSWERABLE and self.answerable:
            message = f"it is answerable, and its kind is {UNANSWERABLE!r}"
            raise ValueError(message)
        return self

    @property
    def supporting(self) -> frozenset[str]:
        """Ids of the documents whose words support the answer."""
        return frozenset((*self.documents, *self.documents_all))

    @property
    def patterns(self) -> Iterator[str]:
        """All of its patterns."""
        for group in (*self.must, self.must_not, self.evidence):
            yield from group

    def lacks(self, documents: Container[str]) -> tuple[str, ...]:
        """Those of its documents without which it cannot pass that are not among `documents`."""
        needed = self.documents_all or self.documents
        absent = tuple(name for name in needed if name not in documents)
        return absent if self.documents_all or len(absent) == len(needed) else ()


def read_items(path: Path, longest: int) -> tuple[Item, ...]:
    """The questions of a file, in its order.

    Args:
        path: The file.
        longest: Most characters of a question.

    Raises:
        InvalidInputError: Where a line or a pattern is broken, an id comes twice, or there is no
            question.
    """
    try:
        text = path.read_text("utf-8-sig")
    except UnicodeDecodeError as error:
        what = f"{str(path)!r} is no text: {error}"
        raise InvalidInputError(what, "save it as UTF-8") from error
    lines = enumerate(text.split("\n"), 1)  # not splitlines: U+2028 may stand in a question
    items = [_item(line, f"line {number} of {path}") for number, line in lines if line.strip()]
    if not items:
        what = f"there is no question in {str(path)!r}"
        raise InvalidInputError(what, "write one JSON object a line")
    _check(items, longest)
    return tuple(items)


def packaged_items(longest: int) -> tuple[Item, ...]:
    """The questions over the packaged documents."""
    with as_file(files(__package__) / PACKAGED) as path:
        return read_items(path, longest)


def _item(line: str, where: str) -> Item:
    try:
        return Item.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = "".join(f"{part}: " for part in first["loc"])
        reason = first["msg"].removeprefix("Value error, ")
        what = f"{where}: {place}{reason}"
        raise InvalidInputError(what, "phasebook eval --help tells the keys") from error


def _check(items: Iterable[Item], longest: int) -> None:
    """What is seen only of a question as a whole, or of all together."""
    seen = set[str]()
    for item in items:
        if item.id in seen:
            what = f"two questions have the id {item.id!r}"
            raise InvalidInputError(what, "give each its own")
        seen.add(item.id)
        _check_patterns(item)
        try:
            checked_question(item.question, longest)
        except InvalidInputError as error:
            what = f"question {item.id!r}: {error.what}"
            raise InvalidInputError(what, error.remedy) from error


def _check_patterns(item: Item) -> None:
    for pattern in item.patterns:
        try:
            re.compile(pattern)
        except re.error as error:
            what = f"question {item.id!r} has a broken pattern, {pattern!r}: {error}"
            remedy = "write it as a regular expression of Python's"
            raise InvalidInputError(what, remedy) from error
