"""A folder of pools in; passages and questions of several kinds with their supporting passages out.

A pool is `NAME_passages.jsonl` with `NAME_questions.jsonl`, whose questions take several passages
to answer. Two kinds more are asked of the same passages, each answered by one: those written for it
(`single_hop.jsonl`), and probes, which are a few words of a sentence and ask whether it comes back.
"""

import hashlib
import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from retrieval.lexical import STOP_WORDS, WORD

SINGLE_HOP = Path(__file__).with_name("single_hop.jsonl")
PROBES = 200
PROBE_WORDS = 3
SEED = 20261126

_PASSAGES = "_passages.jsonl"
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


class PassageLine(TypedDict):
    """A line of a pool's passages."""

    title: str
    text: str


class QuestionLine(TypedDict):
    """A line of a pool's questions."""

    id: str
    question: str
    gold: list[int]


class SingleHopLine(TypedDict):
    """A line of `single_hop.jsonl`: the passages of that title with the evidence support it."""

    title: str
    question: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the numbers of the passages that support its answer."""

    text: str
    gold: frozenset[int]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Pool:
    """Passages as (title, text), and the questions on them that take several of them."""

    name: str
    passages: tuple[tuple[str, str], ...]
    questions: tuple[Question, ...]


def pool_names(folder: Path) -> list[str]:
    """The pools in a folder."""
    return sorted(file.name.removesuffix(_PASSAGES) for file in folder.glob(f"*{_PASSAGES}"))


def read_pool(folder: Path, name: str) -> Pool:
    """Read a pool's two files."""
    passages: list[PassageLine] = [json.loads(x) for x in _lines(folder / f"{name}{_PASSAGES}")]
    questions: list[QuestionLine] = [
        json.loads(x) for x in _lines(folder / f"{name}_questions.jsonl")
    ]
    return Pool(
        name,
        tuple((line["title"], line["text"]) for line in passages),
        tuple(
            Question(line["question"], frozenset(line["gold"]), line["id"]) for line in questions
        ),
    )


def halves(questions: Sequence[Question]) -> tuple[list[int], list[int]]:
    """The places of the questions in two halves, by a hash of their ids.

    >>> halves([Question("?", frozenset(), id) for id in "mnop"])
    ([0, 3], [1, 2])
    """
    second = [hashlib.sha256(question.id.encode()).digest()[0] % 2 for question in questions]
    places = range(len(questions))
    return [i for i in places if not second[i]], [i for i in places if second[i]]


def single_hop(pool: Pool) -> list[Question]:
    """The questions written for a pool that one passage answers, if the pool has it."""
    lines: list[SingleHopLine] = [json.loads(line) for line in _lines(SINGLE_HOP)]
    asked = [(line["question"], _holding(pool, line)) for line in lines]
    return [Question(text, gold) for text, gold in asked if gold]


def probes(pool: Pool) -> list[Question]:
    """A few words of a sentence of each of some passages, in their order; stop words left out."""
    draw = random.Random(SEED)  # noqa: S311 - a sample, not a secret
    found = []
    for number in draw.sample(range(len(pool.passages)), min(PROBES, len(pool.passages))):
        sentences = [_telling(sentence) for sentence in _SENTENCE.split(pool.passages[number][1])]
        fit = [words for words in sentences if len(words) > PROBE_WORDS]
        if fit:
            words = draw.choice(fit)
            places = sorted(draw.sample(range(len(words)), PROBE_WORDS))
            found.append(Question(" ".join(words[i] for i in places), frozenset({number})))
    return found


def _holding(pool: Pool, line: SingleHopLine) -> frozenset[int]:
    return frozenset(
        number
        for number, (title, text) in enumerate(pool.passages)
        if title == line["title"] and re.search(line["evidence"], text, re.IGNORECASE)
    )


def _telling(sentence: str) -> list[str]:
    return [word for word in WORD.findall(sentence) if word.casefold() not in STOP_WORDS]


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text("utf-8").splitlines() if line.strip()]
