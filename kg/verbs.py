"""The verb phrases that state each property, read from `verbs.ttl`."""

from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from kg.ontology import NS, triples


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
    of_part: dict[str, dict[str, list[str]]] = {}
    for part, name, value in triples((files("kg") / "verbs.ttl").read_text(encoding="utf-8")):
        of_part.setdefault(part, {}).setdefault(name.removeprefix(NS), []).append(value)
    return tuple(
        sorted(
            VerbPhrase(phrase, found["kind"][0], role, tuple(sorted(found.get("near", ()))))
            for found in of_part.values()
            for role in found.get("role", ())
            for phrase in found.get("word", ())
        )
    )
