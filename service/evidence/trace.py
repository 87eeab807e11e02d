"""What is decided on the way to an answer, noted by the code that decides it.

Deciders call `lost`, `compared` and the like where they decide. A `Trace` that listens in this
thread keeps what they say; where none does, a call looks that up and no more. So deciders have the
same parameters and results whether or not anyone wants to know why.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import ParamSpec

from corpus.document import Span
from kg.claim import Claim
from retrieval.hit import Evidence
from retrieval.stopwatch import Stopwatch
from service.evidence.candidate import Candidate
from service.evidence.reason import Reason
from service.question.question import Question

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that was held against a sentence.

    Attributes:
        reason: What.
        to: What is quoted for the sentence that it lost to.
        value: What was too little, or too much.
        limit: The least that it should have been, or the most.
        lacks: Ids of the concepts that it does not name.
    """

    reason: Reason
    to: Span | None = None
    value: float | None = None
    limit: float | None = None
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Measure:
    """A number and the least that it had to be."""

    what: str
    value: float
    least: float


@dataclass(frozen=True, slots=True)
class Check:
    """One of the checks that a question and its evidence go through before there is an answer.

    Attributes:
        what: What it asks.
        passed: Whether nothing was found to be lacking.
        measures: The numbers that it compared, each at its best.
    """

    what: str
    passed: bool
    measures: tuple[Measure, ...] = ()


@dataclass(slots=True)
class Trace:
    """Keeps what is noted while one question is answered.

    Attributes:
        question: The question as it was read.
        evidence: What was found for it.
        candidates: The sentences weighed.
        losses: What was held against each sentence, in the order in which it was decided; by its
            span, or by that of what is quoted for it.
        chosen: The sentences selected, in order.
        facts: The claims that could be listed, best first.
        enumerated: The claims that a list rests on.
        checks: The checks made, in order, up to the one that refused.
        watch: The time that each stage took.
    """

    question: Question = field(init=False)
    evidence: Evidence = field(init=False)
    candidates: tuple[Candidate, ...] = ()
    losses: dict[Span, list[Loss]] = field(default_factory=dict)
    chosen: tuple[Candidate, ...] = ()
    facts: tuple[Claim, ...] = ()
    enumerated: tuple[Claim, ...] = ()
    checks: list[Check] = field(default_factory=list)
    watch: Stopwatch = field(default_factory=Stopwatch)
    _measures: dict[str, Measure] = field(default_factory=dict)

    def measure(self, what: str, value: float, least: float) -> None:
        """Keep a number compared, if it is the highest of its name within a check."""
        known = self._measures.get(what)
        if known is None or value > known.value:
            self._measures[what] = Measure(what, value, least)

    def checked(self, what: str, *, passed: bool) -> None:
        """Keep the outcome of a check with the numbers that it compared."""
        self.checks.append(Check(what, passed, tuple(self._measures.values())))
        self._measures.clear()


_listener: ContextVar[Trace | None] = ContextVar("listener", default=None)


def heard() -> bool:
    """Whether a trace listens, so that what is found out for it alone need not be otherwise."""
    return _listener.get() is not None


@contextmanager
def listening(trace: Trace | None) -> Iterator[None]:
    """Have `trace` keep what is noted within."""
    token = _listener.set(trace)
    try:
        yield
    finally:
        _listener.reset(token)


def weighed(candidates: Iterable[Candidate]) -> None:
    """Note the sentences that were weighed."""
    if trace := _listener.get():
        trace.candidates = tuple(candidates)


def selected(candidates: Iterable[Candidate]) -> None:
    """Note the sentences that were selected."""
    if trace := _listener.get():
        trace.chosen = tuple(candidates)


def listable(claims: Iterable[Claim]) -> None:
    """Note the claims that could be listed with an answer, best first."""
    if trace := _listener.get():
        trace.facts = tuple(claims)


def enumerated(claims: Iterable[Claim]) -> None:
    """Note the claims that a list rests on."""
    if trace := _listener.get():
        trace.enumerated = tuple(claims)


def lost(
    sentence: Span,
    reason: Reason,
    *,
    to: Span | None = None,
    measured: tuple[float, float] | None = None,
    lacks: Iterable[str] = (),
) -> None:
    """Note what is held against a sentence.

    Args:
        sentence: Its span, or that of what is quoted for it.
        reason: What it is.
        to: What is quoted for the sentence that it lost to.
        measured: What was too little or too much, and the limit.
        lacks: Ids of the concepts that it does not name.
    """
    if trace := _listener.get():
        value, limit = measured or (None, None)
        loss = Loss(reason, to, value, limit, tuple(lacks))
        trace.losses.setdefault(sentence, []).append(loss)


def compared(what: str, value: float, least: float) -> bool:
    """Whether a number is as high as it must be; noted under `what`.

    >>> compared("support", 0.25, 0.2)
    True
    """
    if trace := _listener.get():
        trace.measure(what, value, least)
    return value >= least


def check(what: str) -> Callable[[Callable[P, str | None]], Callable[P, str | None]]:
    """Have the outcome of a function that returns what is lacking, or None, noted under `what`."""

    def decorated(function: Callable[P, str | None]) -> Callable[P, str | None]:
        @wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> str | None:
            lacking = function(*args, **kwargs)
            if trace := _listener.get():
                trace.checked(what, passed=lacking is None)
            return lacking

        return checked

    return decorated
