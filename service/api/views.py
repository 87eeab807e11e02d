"""A knowledge base and parameters in, the JSON models out, for HTTP and `--json` alike."""

import time
from collections.abc import Iterable
from dataclasses import dataclass

from kg import explore
from kg.agreement.groups import Group, Verdict
from kg.identity import place
from service.answer.answer import Answer
from service.answer.explain import explain as explanation_of
from service.answer.explanation import Explanation
from service.api import convert, explained, schema
from service.api.checks import checked_documents, checked_question
from service.evidence.trace import Trace
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.version import __version__


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that can be put.

    Attributes:
        question: As typed.
        top_k: How many passages to list with the answer.
        documents: Ids of the documents to look in; empty for all.
        explain: Whether to tell how the answer came about.
    """

    question: str
    top_k: int
    documents: frozenset[str]
    explain: bool = False

    def put_to(self, kb: KnowledgeBase) -> tuple[Answer, Explanation | None]:
        """What the documents say, in their own words, and how that came about if asked for."""
        trace = Trace() if self.explain else None
        said = kb.ask(self.question, top_k=self.top_k, documents=self.documents, trace=trace)
        return said, explanation_of(said, trace) if trace else None


def asked(
    kb: KnowledgeBase,
    settings: Settings,
    question: str,
    *,
    top_k: int | None = None,
    documents: Iterable[str] = (),
    explain: bool = False,
) -> Asked:
    """A question, checked.

    Raises:
        PhasebookError: It is none, or too long, or asks documents that there are not.
    """
    return Asked(
        checked_question(question, settings.max_question_characters),
        settings.top_k if top_k is None else top_k,
        checked_documents(kb, documents),
        explain,
    )


def ask(kb: KnowledgeBase, asked: Asked, start: float | None = None) -> schema.Answer:
    """What the documents say to a question, in their own words.

    Args:
        kb: What it is put to.
        asked: The question.
        start: When it came, by the performance counter; now if not given.
    """
    start = time.perf_counter() if start is None else start
    said, explanation = asked.put_to(kb)
    return answer(kb, said, explanation, milliseconds_since(start))


def answer(
    kb: KnowledgeBase, said: Answer, explanation: Explanation | None, took_ms: float
) -> schema.Answer:
    """An answer, with its explanation where there is one."""
    plain = convert.answer(kb, said, took_ms)
    return explained.answer(kb, plain, explanation) if explanation else plain


def json_of(answer: schema.Answer) -> bytes:
    """An answer as HTTP gives it."""
    return answer.model_dump_json(by_alias=True).encode()


def search(
    kb: KnowledgeBase, settings: Settings, text: str, k: int, start: float | None = None
) -> schema.SearchResult:
    """The passages nearest to a text; `start` is when it came, now if not given."""
    start = time.perf_counter() if start is None else start
    found = kb.search(checked_question(text, settings.max_question_characters), k)
    hits = [convert.hit(kb, hit) for hit in found]
    return schema.SearchResult(query=text, passages=hits, took_ms=milliseconds_since(start))


def concept(kb: KnowledgeBase, name: str) -> schema.ConceptDetail:
    """A concept, by id or any of its names, and every claim about it."""
    found = kb.graph.concept(name)
    above = [
        kb.ontology.concepts[id_]
        for id_ in kb.ontology.broader.get(found.id, ())
        if id_ in kb.ontology.concepts
    ]
    return schema.ConceptDetail(
        **convert.concept(found).model_dump(),
        names=list(kb.graph.names(found.id)),
        broader=[convert.concept(broader) for broader in above],
        claims=convert.facts(kb, kb.graph.about(found.id)),
    )


def neighbors(kb: KnowledgeBase, name: str, depth: int, limit: int) -> schema.Neighbors:
    """The surroundings of a concept."""
    found = explore.neighbors(kb.graph, name, depth, limit)
    return schema.Neighbors(
        concept=convert.concept(found.nodes[0]),
        nodes=[convert.concept(node) for node in found.nodes],
        edges=[convert.edge(kb, edge) for edge in found.edges],
        complete=found.complete,
    )


def paths(kb: KnowledgeBase, source: str, target: str, max_hops: int) -> schema.Paths:
    """The shortest paths between two concepts."""
    found = explore.paths(kb.graph, source, target, max_hops)
    return schema.Paths(
        source=convert.concept(kb.graph.concept(source)),
        target=convert.concept(kb.graph.concept(target)),
        paths=[schema.Path(hops=[convert.hop(kb, hop) for hop in path.hops]) for path in found],
    )


def compare(kb: KnowledgeBase, left: str, right: str) -> schema.Comparison:
    """Two concepts, aspect by aspect."""
    found = explore.compare(kb.graph, left, right)
    return schema.Comparison(
        left=convert.concept(found.left),
        right=convert.concept(found.right),
        aspects=[convert.aspect(kb, row) for row in found.rows],
        complete=found.complete,
    )


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which groups of claims to show; None lets all pass.

    Attributes:
        subject: Id or name of a concept.
        predicate: Id of a property.
        phase: Id or name of a phase.
        verdict: How the documents stand.
    """

    subject: str | None = None
    predicate: str | None = None
    phase: str | None = None
    verdict: Verdict | None = None


def conflicts(kb: KnowledgeBase, wanted: Wanted, limit: int, offset: int) -> schema.Conflicts:
    """Where sources differ, where they agree, and a page of what only one of them says."""
    about = kb.graph.concept(wanted.subject).id if wanted.subject is not None else None
    found = kb.standing(about)
    by_verdict = {
        verdict: _passing(kb, wanted, (g for g in found.groups if g.verdict is verdict))
        for verdict in Verdict
    }
    differ = by_verdict[Verdict.DIFFER]
    explained = _passing(kb, wanted, found.explained)
    single = sorted((c for g in by_verdict[Verdict.SINGLE] for c in g.claims), key=place)
    page = single[offset : offset + limit]
    conflicting = [group for group in differ if not group.explained_by]
    agreeing = by_verdict[Verdict.AGREE]
    return schema.Conflicts(
        conflicts=[convert.group(kb, group) for group in conflicting],
        explained=[convert.group(kb, group) for group in explained],
        agreements=[convert.group(kb, group) for group in agreeing],
        single=schema.Facts(claims=convert.facts(kb, page), total=len(single)),
        total=len(conflicting) + len(explained) + len(agreeing) + len(single),
        complete=found.complete,
    )


def _passing(kb: KnowledgeBase, wanted: Wanted, groups: Iterable[Group]) -> list[Group]:
    """The groups that pass every filter given."""
    subject = kb.graph.concept(wanted.subject).id if wanted.subject is not None else None
    phase = kb.graph.concept(wanted.phase).id if wanted.phase is not None else None
    return [
        group
        for group in groups
        if subject in {None, group.key.subject}
        and wanted.predicate in {None, group.key.predicate}
        and wanted.verdict in {None, group.verdict}
        and (phase is None or any(claim.phase == phase for claim in group.claims))
    ]


def health(kb: KnowledgeBase) -> schema.Health:
    """What the service answers from."""
    return schema.Health(
        status="ok",
        version=__version__,
        documents=kb.document_count,
        claims=kb.claim_count,
        index=kb.fingerprint,
    )


def figures(kb: KnowledgeBase) -> dict[str, int]:
    """How much there is, and of which state."""
    return {
        "documents": kb.document_count,
        "passages": kb.passage_count,
        "claims": kb.claim_count,
        "generation": kb.generation,
    }


def milliseconds_since(start: float) -> float:
    """How long it took, by `time.perf_counter`."""
    return round((time.perf_counter() - start) * 1e3, 1)
