"""Judged answers in, the JSON model of what is to be told of them out."""

from collections.abc import Container, Iterable, Mapping, Sequence
from math import ceil
from statistics import median

from pydantic import Field

from service.api.schema import Model
from service.evaluation.calibrate import Calibration
from service.evaluation.examine import Trial
from service.evaluation.item import KINDS
from service.evaluation.judge import holds, is_direct, quotes_evidence
from service.evaluation.selective import Selective, selective
from service.knowledge_base import KnowledgeBase


class Part(Model):
    """How many of how many."""

    count: int
    of: int

    @property
    def share(self) -> float | None:
        """In [0, 1]; nothing where there is none to count."""
        return self.count / self.of if self.of else None


class Spread(Model):
    """How values are distributed; the 95th percentile is the nearest rank."""

    median: float
    p95: float
    most: float


class Refused(Model):
    """Refusals: the first ought to be all, the second none."""

    unanswerable: Part
    answerable: Part


class Citations(Model):
    """How well answers are supported by what they cite.

    `supporting`: of the citations of all answers to questions that name their documents or cannot
    be answered, those whose quote stands in its document where the citation says, the document
    being one that the question names. `evidence`: of the answers to questions that name their
    evidence, those with a citation that quotes it.
    """

    supporting: Part
    evidence: Part


class Absent(Model):
    """A question that cannot pass, and the documents it needs that are not indexed."""

    id: str
    documents: list[str]


class Failure(Model):
    """A question that did not pass, and why."""

    id: str
    kind: str
    question: str
    reasons: list[str]
    answer: str
    missing: str | None


class Report(Model):
    """How well a question set was answered."""

    questions: str = Field(description="the file")
    index: str = Field(description="fingerprint of the documents that were asked")
    passed: Part
    kinds: dict[str, Part]
    refused: Refused
    citations: Citations
    direct: Part = Field(description="of the answerable, those right within the first 40 words")
    words: Spread | None = Field(description="of the answers; null where none was given")
    latency_ms: Spread
    selective: Selective
    calibration: Calibration | None
    absent: list[Absent]
    failures: list[Failure]


def report(
    name: str, kb: KnowledgeBase, trials: Sequence[Trial], calibration: Calibration | None
) -> Report:
    """What is to be told of at least one trial."""
    answered = [trial for trial in trials if trial.answer.answered]
    answerable = [trial for trial in trials if trial.item.answerable]
    words = [len(trial.answer.answer.split()) for trial in answered]
    texts = {document.id: document.text for document in kb.documents()}
    return Report(
        questions=name,
        index=kb.fingerprint,
        passed=_part(not trial.faults for trial in trials),
        kinds=_kinds(trials),
        refused=_refused(trials),
        citations=_citations(answered, texts),
        direct=_part(not t.faults and is_direct(t.item, t.answer) for t in answerable),
        words=_spread(words) if words else None,
        latency_ms=_spread([trial.milliseconds for trial in trials]),
        selective=selective(trials),
        calibration=calibration,
        absent=_absent(answerable, texts),
        failures=[_failure(trial) for trial in trials if trial.faults],
    )


def _part(held: Iterable[bool]) -> Part:
    found = list(held)
    return Part(count=sum(found), of=len(found))


def _kinds(trials: Sequence[Trial]) -> dict[str, Part]:
    """Those that passed, by kind."""
    by_kind = {kind: [not t.faults for t in trials if t.item.kind == kind] for kind in KINDS}
    return {kind: _part(passed) for kind, passed in by_kind.items() if passed}


def _refused(trials: Sequence[Trial]) -> Refused:
    refused = {
        answerable: [not t.answer.answered for t in trials if t.item.answerable == answerable]
        for answerable in (True, False)
    }
    return Refused(unanswerable=_part(refused[False]), answerable=_part(refused[True]))


def _citations(answered: Sequence[Trial], texts: Mapping[str, str]) -> Citations:
    supporting = [
        holds(cited, texts) and cited.document in trial.item.supporting
        for trial in answered
        if trial.item.supporting or not trial.item.answerable
        for cited in trial.answer.citations
    ]
    evidence = [
        quotes_evidence(trial.item, trial.answer.citations)
        for trial in answered
        if trial.item.answerable and trial.item.evidence
    ]
    return Citations(supporting=_part(supporting), evidence=_part(evidence))


def _spread(values: Sequence[float]) -> Spread:
    """Of at least one value.

    >>> _spread([3, 1, 2])
    Spread(median=2.0, p95=3.0, most=3.0)
    """
    ranked = sorted(values)
    figures = (median(ranked), ranked[ceil(0.95 * len(ranked)) - 1], ranked[-1])
    middle, high, most = (round(figure, 1) for figure in figures)
    return Spread(median=middle, p95=high, most=most)


def _absent(answerable: Iterable[Trial], documents: Container[str]) -> list[Absent]:
    lacking = [(trial.item.id, trial.item.lacks(documents)) for trial in answerable]
    return [Absent(id=name, documents=list(absent)) for name, absent in lacking if absent]


def _failure(trial: Trial) -> Failure:
    return Failure(
        id=trial.item.id,
        kind=trial.item.kind,
        question=trial.item.question,
        reasons=list(trial.faults),
        answer=trial.answer.answer,
        missing=trial.answer.missing,
    )
