"""The packaged questions in; others that mean the same, and files of them for the driver, out.

A service remembers its answers: who asks the same again measures its memory.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import islice, product
from pathlib import Path

from service.evaluation.item import packaged_items

MOST = 2_000
OPENINGS = (  # that are read; "well" and the like are left out as no part of a question
    *("Please: ", "Now, ", "Hello, ", "Good morning, ", "Good evening, "),
    *("Good afternoon, ", "Dear all, ", "Next, ", "Once more: "),
)
CLOSINGS = ("", " Thanks.", " Thank you!", " Please.", " Many thanks.")


def packaged() -> list[str]:
    """The packaged questions."""
    return [item.question for item in packaged_items(MOST)]


def fresh(questions: Sequence[str]) -> Iterator[str]:
    """Each question in other words again and again, never twice in the same.

    Those that differ in their thanks alone, which is no part of a question, come long after each
    other, when none of it is remembered.

    >>> list(islice(fresh(["What is a TPU?"]), 2))
    ['Please: What is a TPU?', 'Now, What is a TPU?']
    >>> from service.question.plain import plain
    >>> len({plain(opening + "What is a TPU?", frozenset()) for opening in OPENINGS})
    9
    """
    for closing, opening in product(CLOSINGS, OPENINGS):
        yield from (f"{opening}{question}{closing}" for question in questions)


class Sheets:
    """Writes files of questions that were not asked before, or of which a part was."""

    def __init__(self, folder: Path) -> None:
        """Begin with the first; `folder` is where the files are put, made if need be."""
        folder.mkdir(exist_ok=True)
        self.folder = folder
        self._known = packaged()
        self._fresh = fresh(self._known)
        self._written = 0

    def known(self) -> Path:
        """The packaged questions themselves."""
        return self._file(self._known)

    def new(self, count: int) -> Path:
        """As many that no file had before."""
        return self._file([*islice(self._fresh, count)])

    def half_new(self, count: int) -> Path:
        """The same, but that every other one is a packaged one."""
        known = (self._known[i % len(self._known)] for i in range(count // 2))
        pairs = zip(islice(self._fresh, count // 2), known, strict=True)
        return self._file([question for pair in pairs for question in pair])

    def _file(self, questions: Sequence[str]) -> Path:
        self._written += 1
        file = self.folder / f"questions-{self._written}.json"
        asked = [("/v1/ask", {"question": question}) for question in questions]
        file.write_text(json.dumps(asked), encoding="utf-8")
        return file
