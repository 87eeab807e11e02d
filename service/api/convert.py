"""Domain objects in, the JSON models of `schema` out."""

import re
from collections.abc import Iterable
from typing import TypedDict

from corpus import document as corpus
from kg import claim as kg
from kg import explore
from kg.agreement import groups
from kg.agreement.firsthand import self_reported
from kg.ontology import Ontology
from retrieval import hit as retrieval
from service.answer import answer as domain
from service.api import schema
from service.evidence.citation import Citation
from service.knowledge_base import KnowledgeBase

# What the kinds of scope are called where they explain a difference.
EXPLANATIONS = {
    "time": "year",
    "basis": "what it is counted per",
    "class": "model",
    "unit": "per device or system",
    "format": "number format",
    "aspect": "what it is told under",
    "member": "another one of its kind",
}


def concept(value: kg.Concept) -> schema.Concept:
    """A concept by its id, label and type."""
    return schema.Concept(id=value.id, label=value.label, type=value.type)


def predicate(kb: KnowledgeBase, name: str) -> schema.Predicate:
    """A predicate's id with the ontology's label for it, else with the words of the id."""
    return labelled(kb.ontology, name)


def labelled(ontology: Ontology, name: str) -> schema.Predicate:
    """The same, where there is no knowledge base."""
    known = ontology.predicates.get(name)
    label = known.label if known else re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).lower()
    return schema.Predicate(id=name, label=label)


def value(obj: kg.Object) -> schema.Concept | schema.Value:
    """What is said: a concept, a quantity with its numbers, or plain words."""
    match obj:
        case kg.Concept():
            return concept(obj)
        case kg.Quantity():
            return quantity(obj)
        case kg.Text(text=text):
            return schema.Value(text=text, min=None, max=None, unit=None, hedge=None)


def quantity(value: kg.Quantity) -> schema.Value:
    """A quantity as written and as numbers."""
    low, high = value.minimum, value.maximum
    return schema.Value(text=value.text, min=low, max=high, unit=value.unit, hedge=value.hedge)


class _Quoted(TypedDict):
    """What there is of a quote."""

    document: str
    start: int
    end: int
    quote: str
    title: str
    section: str


def _quoted(cited: Citation) -> _Quoted:
    return {
        "document": cited.span.document,
        "start": cited.span.start,
        "end": cited.span.end,
        "quote": cited.quote,
        "title": cited.title,
        "section": cited.section,
    }


def quote(cited: Citation) -> schema.Quote:
    """The words of a citation and where they stand."""
    return schema.Quote(**_quoted(cited))


def fact(kb: KnowledgeBase, claim: kg.Claim) -> schema.Fact:
    """A claim with the words that say it, and how other documents stand to it."""
    return schema.Fact(
        id=claim.id,
        subject=concept(claim.subject),
        predicate=predicate(kb, claim.predicate),
        object=value(claim.object),
        phase=kb.graph.concept(claim.phase).label if claim.phase else None,
        hedge=claim.hedge,
        attribution=claim.attribution,
        time=claim.time,
        negated=claim.negated,
        comparand=concept(claim.comparand) if claim.comparand else None,
        relation=claim.relation,
        factor=quantity(claim.factor) if claim.factor else None,
        scope=list(claim.scope),
        self_reported=self_reported(claim, kb.document(claim.source.document), kb.ontology),
        agreement=kb.verdict(claim).value,
        citation=quote(kb.citation(claim.source)),
    )


def facts(kb: KnowledgeBase, claims: Iterable[kg.Claim]) -> list[schema.Fact]:
    """Claims, in the order given."""
    return [fact(kb, claim) for claim in claims]


def answer(kb: KnowledgeBase, said: domain.Answer, took_ms: float) -> schema.Answer:
    """An answer with its citations numbered in the order of their first use."""
    numbers: dict[Citation, int] = {}
    statements = [
        schema.Statement(text=statement.text, citations=_numbered(statement, numbers))
        for statement in said.statements
    ]
    return schema.Answer(
        question=said.question,
        kind=said.kind.value,
        answered=said.answered,
        confidence=round(said.confidence, 4),
        answer=" ".join(marked(statement.text, statement.citations) for statement in statements),
        statements=statements,
        citations=[
            schema.Citation(id=number, **_quoted(cited)) for cited, number in numbers.items()
        ],
        facts=facts(kb, said.claims),
        conflicts=[schema.Conflict(claims=facts(kb, group)) for group in said.conflicts],
        passages=[
            schema.ScoredPassage(**_placed(kb, hit.passage), score=hit.fused) for hit in said.hits
        ],
        missing=said.missing,
        worded_by=said.worded_by,
        dropped=said.dropped,
        index=kb.fingerprint,
        took_ms=round(took_ms, 1),
    )


def cited_statement(said: domain.Statement, numbers: dict[Citation, int]) -> schema.CitedStatement:
    """A statement with its citations, numbered on from `numbers`, which gains new ones."""
    ids = _numbered(said, numbers)
    return schema.CitedStatement(
        text=said.text,
        marked=marked(said.text, ids),
        citations=[
            schema.Citation(id=number, **_quoted(cited))
            for cited, number in numbers.items()
            if number in ids
        ],
    )


def _numbered(said: domain.Statement, numbers: dict[Citation, int]) -> list[int]:
    """The numbers of a statement's citations, each once; new ones follow on."""
    ids = [numbers.setdefault(cited, len(numbers) + 1) for cited in said.citations]
    return list(dict.fromkeys(ids))


def marked(text: str, citations: Iterable[int]) -> str:
    """A statement with its citation marks before the full stop.

    >>> marked("Training uses large batches.", [1, 2])
    'Training uses large batches [1][2].'
    """
    marks = "".join(f"[{number}]" for number in citations)
    words = text.rstrip().rstrip(".!?")
    return f"{words} {marks}{text.rstrip()[len(words) :] or '.'}"


class _Placed(TypedDict):
    """What there is of a passage: with its document's title and its heading."""

    document: str
    title: str
    section: str
    start: int
    end: int
    text: str


def _placed(kb: KnowledgeBase, found: corpus.Passage) -> _Placed:
    return {
        "document": found.span.document,
        "title": kb.document(found.span.document).title,
        "section": section(found),
        "start": found.span.start,
        "end": found.span.end,
        "text": found.text,
    }


def section(found: corpus.Passage) -> str:
    """The heading right above a passage; empty where there is none."""
    return found.path[-1] if found.path else ""


def hit(kb: KnowledgeBase, found: retrieval.Hit) -> schema.Hit:
    """A passage with its score in each ranking."""
    return schema.Hit(
        **_placed(kb, found.passage),
        fused=found.fused,
        dense=found.dense,
        lexical=found.lexical,
        graph=found.graph,
    )


def summary(source: corpus.Document) -> schema.DocumentSummary:
    """A document, without its text."""
    return schema.DocumentSummary(
        id=source.id,
        title=source.title,
        publisher=source.publisher,
        markup=source.markup,
        sha256=source.sha256,
        characters=len(source.text),
    )


def document(kb: KnowledgeBase, source: corpus.Document) -> schema.Document:
    """A document with its text and where its passages stand."""
    extents = [
        schema.Extent(section=section(part), start=part.span.start, end=part.span.end)
        for part in kb.passages(source.id)
    ]
    return schema.Document(**summary(source).model_dump(), text=source.text, passages=extents)


def edge(kb: KnowledgeBase, found: explore.Edge) -> schema.Edge:
    """A link of the graph with the claim that states it."""
    return schema.Edge(
        source=concept(found.source),
        predicate=predicate(kb, found.predicate),
        target=concept(found.target),
        rule=found.rule,
        claim=fact(kb, found.claim) if found.claim else None,
    )


def hop(kb: KnowledgeBase, found: explore.Hop) -> schema.Hop:
    """A step of a path with its evidence."""
    return schema.Hop(
        source=concept(found.source),
        predicate=predicate(kb, found.predicate),
        target=concept(found.target),
        forward=found.forward,
        claims=facts(kb, found.claims),
    )


def aspect(kb: KnowledgeBase, row: explore.Aspect) -> schema.Aspect:
    """A row of a comparison with every claim on either side."""
    return schema.Aspect(
        predicate=predicate(kb, row.predicate),
        aligned=row.aligned,
        left=[fact(kb, claim) for said in row.left for claim in said.claims],
        right=[fact(kb, claim) for said in row.right for claim in said.claims],
    )


def group(kb: KnowledgeBase, found: groups.Group) -> schema.Group:
    """Comparable claims, side by side."""
    phases = {claim.phase for claim in found.claims}
    phase = phases.pop() if len(phases) == 1 else None
    about = kb.graph.concept(found.key.subject)
    return schema.Group(
        subject=concept(about),
        predicate=predicate(kb, found.key.predicate),
        phase=kb.graph.concept(phase).label if phase else None,
        verdict=found.verdict.value,
        explained_by=", ".join(EXPLANATIONS.get(s, s) for s in found.explained_by) or None,
        partial=found.partial,
        sides=[side(kb, about, claims) for claims in found.sides],
    )


def side(kb: KnowledgeBase, about: kg.Concept, claims: Iterable[kg.Claim]) -> schema.Side:
    """The claims of one side, with the documents that make them and what they say of a subject."""
    said = facts(kb, claims)
    return schema.Side(
        documents=sorted({fact.citation.document for fact in said}),
        text="; ".join(dict.fromkeys(_words(fact, about) for fact in said)),
        claims=said,
    )


def _words(said: schema.Fact, about: kg.Concept) -> str:
    """What a fact says of a thing; "runs on" says it of its object."""
    value = said.object
    if isinstance(value, schema.Concept):
        value_words = said.subject.label if value.id == about.id else value.label
    else:
        value_words = " ".join(value.text.split())
    return f"not {value_words}" if said.negated else value_words
