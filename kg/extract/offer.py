"""Whose terms are told in a firm's price list: its prices, its regions, its rules.

"Spot instances may be reclaimed" and "Region: Oslo" hold of what that one firm offers, and not of
spot instances or of the chip. What a thing is, and what a phase or technique does, holds anywhere.
"""

import re

from kg.claim import Claim, Concept
from kg.extract.tools import MADE, MAKERS, Tools
from kg.language.grammar import word_list
from kg.predicates import STATES

_GENERAL = frozenset({"phase", "technique", *MAKERS})  # types of what no firm offers by itself
_LASTING = frozenset(
    {"alternativeName", "comparedWith", "definition", "hasExample", "improves", "isA", "madeBy"}
    | {"reduces", "suitedTo", "usedFor"}
)
_OFFERING = word_list("offering")
_WORD = re.compile(r"[a-z-]+")
_ANY = frozenset({"a", "an", "any"})


def terms_of(tools: Tools, claim: Claim, words: str, seller: Concept | None) -> tuple[str, ...]:
    """The scope that tells whose terms a claim of a price list is about.

    Args:
        tools: The parts that extractors share.
        claim: A claim.
        words: What it rests on.
        seller: The firm whose price list it stands in, if it stands in one.
    """
    if seller is None or seller.label.lower() in claim.subject.label.lower():
        return ()
    told = any(s.startswith("of/") for s in claim.scope) or claim.attribution
    own = tools.ontology.maker.get(claim.subject.id) == seller.id
    if told or own or not _is_term(tools, claim, words):
        return ()
    return (f"of/{seller.label}",)


def _is_term(tools: Tools, claim: Claim, words: str) -> bool:
    """Whether a claim holds of an offer: a price, a cell of no known property, a rule."""
    if claim.predicate == "price":
        return True
    if claim.rule == "table":
        thing = claim.subject.type in MADE or not tools.is_known(claim.subject)
        return claim.predicate == STATES and thing
    subject = claim.subject
    made = tools.is_particular(subject) or subject.type in _GENERAL or subject.type == "model"
    prose = claim.rule.startswith("sentence/") and claim.predicate not in _LASTING
    offered = not _OFFERING.isdisjoint(_WORD.findall(words.lower()))
    return prose and (offered or not made) and not _is_any(subject, words)


def _is_any(subject: Concept, words: str) -> bool:
    """Whether words speak of any thing of a sort: "A GPU with 80 GB holds ..."."""
    before = words.lower().partition(subject.label.lower())[0].split()
    return bool(before) and before[-1] in _ANY
