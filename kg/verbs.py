"""The verb phrases that state each property, read from `verbs.ttl`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.ontology import NS


@dataclass(frozen=True, slots=True, order=True)
class VerbPhrase:
    """A phrase as a reader would write it, and what it states.

    Attributes:
        words: E.g. "is designed for".
        predicate: Id of the property.
        role: "verb"; "inverse" where the clause's subject is the property's object; "measure" where
            it states the property only with a quantity.
        near: Words of which one must follow in the clause; empty where none need.
    """

    words: str
    predicate: str
    role: str
    near: tuple[str, ...] = ()


@cache
def verb_phrases() -> tuple[VerbPhrase, ...]:
    """Every phrase, in order.

    >>> VerbPhrase("requires", "requires", "verb") in verb_phrases()
    True
    """
    from rdflib import Graph, URIRef  # noqa: PLC0415  rdflib is slow to import

    text = (files("kg") / "verbs.ttl").read_text(encoding="utf-8")
    graph = Graph().parse(data=text, format="turtle")
    role, kind, word, near = (URIRef(NS + name) for name in ("role", "kind", "word", "near"))
    return tuple(
        sorted(
            VerbPhrase(
                str(phrase),
                str(graph.value(part, kind)),
                str(name),
                tuple(sorted(map(str, graph.objects(part, near)))),
            )
            for part, name in graph.subject_objects(role)
            for phrase in graph.objects(part, word)
        )
    )
