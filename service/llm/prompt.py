"""Evidence in, the `Prompt` that asks a model to word it out."""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Self

from service.llm.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is sent.

    Attributes:
        instructions: What to do.
        given: The question and the evidence, quoted as JSON.
    """

    instructions: str
    given: str

    @classmethod
    def of(cls, evidence: Evidence) -> Self:
        """Ask to answer the question from the evidence."""
        numbers = range(1, len(evidence.citations) + 1)
        given = [{"number": n, "texts": _texts(evidence, n)} for n in numbers]
        asked = {"question": evidence.question, "evidence": given}
        return cls(_instructions(), json.dumps(asked, ensure_ascii=False))


def _texts(evidence: Evidence, number: int) -> list[str]:
    """The quote, and the answer's wording of it where that has more: a row's headers."""
    return list(dict.fromkeys((*evidence.quotes((number,)), *evidence.wordings((number,)))))


@cache
def _instructions() -> str:
    return (files("service.llm") / "prompt.txt").read_text(encoding="utf-8")
