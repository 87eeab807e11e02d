"""Whose terms are told in a firm's price list: its prices, its regions, its rules.

"Spot instances may be reclaimed" and "Region: Oslo" hold of what that one firm offers, and not of
spot instances or of the chip. What a thing is, and what a phase or technique does, holds anywhere.
"""

import re

from kg.claim import MADE, MAKERS, TABLE, Claim, Concept, Quantity
from kg.extract.tools import Tools
from kg.language.grammar import word_list
from kg.predicates import STATES

_GENERAL = MAKERS | {"phase", "technique"}  # types of what no firm offers by itself
_LASTING = frozenset(
    {"alternativeName", "comparedWith", "definition", "hasExample", "improves", "isA", "madeBy"}
    | {"reduces", "suitedTo", "usedFor"}
)
_OFFERING = word_list("offering")
_SENTENCE = re.compile(r"[.!?:]\s+|\n")
_LEAD = 120  # characters before a claim's words within which its sentence begins
_WORD = re.compile(r"[a-z-]+")
_ANY = frozenset({"a", "an", "any"})


def terms_of(
    tools: Tools, claim: Claim, text: str, seller: Concept | None, host: Concept | None = None
) -> tuple[str, ...]:
    """The scope that tells whose terms a claim of a price list is about.

    Args:
        tools: The parts that extractors share.
        claim: A claim.
        text: Its document's.
        seller: The firm whose price list it stands in, if it stands in one.
        host: The firm in whose blog it stands, among much that holds anywhere.
    """
    firm, words = seller or host, claim.source.of(text)
    if firm is None or firm.label.lower() in claim.subject.label.lower():
        return ()
    told = any(s.startswith("of/") for s in claim.scope) or claim.attribution
    own = tools.ontology.maker.get(claim.subject.id) == firm.id
    term = _is_term(tools, claim, words) if seller else _is_rate(claim) or _is_offered(claim, words)
    if told or own or not term or _is_of_another(tools, claim, text, firm):
        return ()
    return (f"of/{firm.label}",)


def _is_rate(claim: Claim) -> bool:
    """Whether a claim tells what a machine or a service costs to rent: "$2 an hour"."""
    value = claim.object
    rate = isinstance(value, Quantity) and "/" in (value.unit or "")
    return claim.predicate == "price" and rate and claim.subject.type in {"hardware", "other"}


def _is_offered(claim: Claim, words: str) -> bool:
    """Whether a clause of prose speaks of an offer: of what is free, included or charged."""
    offered = not _OFFERING.isdisjoint(_WORD.findall(words.lower()))
    return offered and claim.rule.startswith("sentence/") and claim.predicate == STATES


def _is_of_another(tools: Tools, claim: Claim, text: str, firm: Concept) -> bool:
    """Whether another firm is named before the subject: "At Acme, spot instances ..."."""
    source, label = claim.source, claim.subject.label.lower()
    lead = _SENTENCE.split(text[max(0, source.start - _LEAD) : source.start])[-1]
    words = lead + source.of(text)
    before, found, _ = words.lower().partition(label)
    named = {c for *_, c in tools.find(words[: len(before)] if found else words)}
    own = {firm.id, tools.ontology.maker.get(claim.subject.id)}
    return any(c.type in MAKERS and c.id not in own and tools.is_particular(c) for c in named)


def _is_term(tools: Tools, claim: Claim, words: str) -> bool:
    """Whether a claim holds of an offer: a price, a cell of no known property, a rule."""
    if claim.predicate == "price":
        return True
    if claim.rule == TABLE:
        thing = claim.subject.type in MADE or not tools.is_known(claim.subject)
        return claim.predicate == STATES and thing
    subject = claim.subject
    made = tools.is_particular(subject) or subject.type in _GENERAL or subject.type == "model"
    prose = claim.rule.startswith("sentence/") and claim.predicate not in _LASTING
    return prose and (_is_offered(claim, words) or not made) and not _is_any(subject, words)


def _is_any(subject: Concept, words: str) -> bool:
    """Whether words speak of any thing of a sort: "A GPU with 80 GB holds ..."."""
    before = words.lower().partition(subject.label.lower())[0].split()
    return bool(before) and before[-1] in _ANY
