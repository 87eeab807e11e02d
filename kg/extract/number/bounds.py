"""A bound that a denial turns round: what "rarely draws more than 600 W" draws is at most that."""

from dataclasses import replace

from kg.claim import Claim, Quantity
from kg.extract.stated import Stated
from kg.language.grammar import word_list
from kg.ontology import Ontology

_SELDOM = word_list("seldom")
_NOT = {"n't": "not", "n’t": "not", "cannot": "not"}
_BEFORE = 2  # words before the verb group: "rarely, if ever,"
_TURNED = {"lower": "upper", "upper": "lower"}


def bounded(stated: Stated, quantity: Quantity, ontology: Ontology) -> Quantity:
    """The quantity with the bound that its clause states, where that is denied or rare."""
    word = _denial(stated)
    kind = ontology.hedges.get(quantity.hedge or "", "")
    hedge = f"{word} {quantity.hedge}"
    if not word or kind not in _TURNED or ontology.hedges.get(hedge) != _TURNED[kind]:
        return quantity
    return replace(quantity, minimum=quantity.maximum, maximum=quantity.minimum, hedge=hedge)


def affirmed(claim: Claim) -> Claim:
    """A claim whose "not" is told by its bound: "does not exceed 72 W" is 72 W at most."""
    hedge = claim.object.hedge if isinstance(claim.object, Quantity) else None
    told = hedge is not None and hedge.split()[0] in _SELDOM
    return replace(claim, negated=False, hedge=hedge) if told else claim


def _denial(stated: Stated) -> str:
    """The word of a clause's verb that denies, as bounds are written with."""
    (a, b), start = stated.clause.verb, stated.clause.subject[1]
    words = (t.lower for t in stated.row[max(start, a - _BEFORE) : b])
    return next((w for word in words if (w := _NOT.get(word, word)) in _SELDOM), "")
