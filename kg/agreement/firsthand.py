"""Whether a document speaks of its own publisher's products: a claim to be taken as such."""

import re
from functools import cache
from typing import TYPE_CHECKING

from corpus.document import Document
from kg.claim import MAKERS, Claim
from kg.identity import fold
from kg.language.grammar import any_of

if TYPE_CHECKING:
    from kg.ontology import Ontology

_BREAK = re.compile(r"\s+[|–—-]\s+|:\s+|,\s+")
# What a publisher adds to its name: "NVIDIA Technical Blog", "AMD Newsroom".
_OUTLET = re.compile(rf",?\s+(?:(?:{any_of('kinds_of_outlet')})\s+)*(?:{any_of('outlets')})$")


def self_reported(claim: Claim, document: Document, ontology: "Ontology") -> bool:
    """Whether the publisher of a document claims something of itself or of what it makes."""
    subject = claim.subject.id
    known = ontology.concepts.get(subject)
    made = known is None or known.type not in MAKERS
    maker = ontology.maker.get(subject) if made else subject
    if maker is None:
        return False
    return any(_kin(maker, publisher, ontology) for publisher in publishers(document, ontology))


def publishers(document: Document, ontology: "Ontology") -> frozenset[str]:
    """The ids of those who publish a document: by its publisher, else by the ends of its title."""
    names = [document.publisher] if document.publisher else _BREAK.split(document.title)[1:]
    known = _makers(ontology)
    found = (known.get(form) for name in names for form in _forms(name))
    return frozenset(id_ for id_ in found if id_)


def _forms(name: str) -> tuple[str, str]:
    folded = fold(name)
    return folded, _OUTLET.sub("", folded)


def _kin(one: str, other: str, ontology: "Ontology") -> bool:
    return one == other or one in ontology.ancestors(other) or other in ontology.ancestors(one)


@cache
def _makers(ontology: "Ontology") -> dict[str, str]:
    """The organisations of the ontology by each of their names."""
    return {
        fold(name): id_
        for id_ in sorted(ontology.names, reverse=True)
        if ontology.concepts[id_].type in MAKERS
        for name in ontology.names[id_]
    }
