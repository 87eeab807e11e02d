"""Claim to canonical JSON and back: keys sorted, no white space.

Every field is written, but those of comparisons and of scope only where there is something.
"""

import json
from decimal import Decimal
from typing import TypedDict

from corpus.document import Span
from corpus.errors import IndexDamagedError
from kg.claim import Claim, Concept, Object, Quantity, Text

CLAIM = "claim"  # the kind of the records that an index keeps claims as


class _ConceptRow(TypedDict):
    id: str
    label: str
    type: str


class _ObjectRow(TypedDict, total=False):
    """One of the three objects: `kind` says which, and so which other keys are there."""

    kind: str
    concept: _ConceptRow
    text: str
    minimum: str | None
    maximum: str | None
    unit: str | None
    hedge: str | None


class _ClaimRow(TypedDict, total=False):
    subject: _ConceptRow
    predicate: str
    object: _ObjectRow
    source: tuple[str, int, int]
    rule: str
    phase: str | None
    hedge: str | None
    attribution: str | None
    time: str | None
    negated: bool
    comparand: _ConceptRow
    relation: str
    factor: _ObjectRow
    scope: list[str]


def to_json(claim: Claim) -> str:
    """The claim as one line of JSON, the same for equal claims.

    >>> a = Concept("a", "A", "other")
    >>> claim = Claim(a, "isA", Text("b"), Span("d", 0, 1), "rule")
    >>> from_json(to_json(claim)) == claim
    True
    """
    source = claim.source
    row: _ClaimRow = {
        "subject": _from_concept(claim.subject),
        "predicate": claim.predicate,
        "object": _from_object(claim.object),
        "source": (source.document, source.start, source.end),
        "rule": claim.rule,
        "phase": claim.phase,
        "hedge": claim.hedge,
        "attribution": claim.attribution,
        "time": claim.time,
        "negated": claim.negated,
    }
    if claim.comparand is not None:
        row["comparand"] = _from_concept(claim.comparand)
    if claim.relation is not None:
        row["relation"] = claim.relation
    if claim.factor is not None:
        row["factor"] = _from_object(claim.factor)
    if claim.scope:
        row["scope"] = list(claim.scope)
    return json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def from_json(body: str) -> Claim:
    """The claim that `to_json` wrote.

    Raises:
        IndexDamagedError: It wrote no such thing.
    """
    try:
        return _claim(json.loads(body))
    except (ValueError, LookupError, TypeError, AttributeError, ArithmeticError) as error:
        what = f"a claim of the index cannot be read ({body[:60]!r})"
        raise IndexDamagedError(what, "see `phasebook check`, and mend it with --repair") from error


def _claim(row: _ClaimRow) -> Claim:
    comparand = row.get("comparand")
    factor = _to_object(row["factor"]) if "factor" in row else None
    return Claim(
        subject=Concept(**row["subject"]),
        predicate=row["predicate"],
        object=_to_object(row["object"]),
        source=Span(*row["source"]),
        rule=row["rule"],
        phase=row["phase"],
        hedge=row["hedge"],
        attribution=row["attribution"],
        time=row["time"],
        negated=row["negated"],
        comparand=Concept(**comparand) if comparand else None,
        relation=row.get("relation"),
        factor=factor if isinstance(factor, Quantity) else None,
        scope=tuple(row.get("scope", ())),
    )


def _from_concept(concept: Concept) -> _ConceptRow:
    return {"id": concept.id, "label": concept.label, "type": concept.type}


def _from_object(value: Object) -> _ObjectRow:
    match value:
        case Concept():
            return {"kind": "concept", "concept": _from_concept(value)}
        case Quantity():
            return {
                "kind": "quantity",
                "text": value.text,
                "minimum": _from_number(value.minimum),
                "maximum": _from_number(value.maximum),
                "unit": value.unit,
                "hedge": value.hedge,
            }
        case Text(text=text):
            return {"kind": "text", "text": text}


def _to_object(row: _ObjectRow) -> Object:
    match row["kind"]:
        case "concept":
            return Concept(**row["concept"])
        case "quantity":
            low, high = _to_number(row["minimum"]), _to_number(row["maximum"])
            return Quantity(row["text"], low, high, row["unit"], row["hedge"])
        case _:
            return Text(row["text"])


def _from_number(number: Decimal | None) -> str | None:
    return None if number is None else str(number)


def _to_number(number: str | None) -> Decimal | None:
    return None if number is None else Decimal(number)
