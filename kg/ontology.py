"""The vocabulary, read from `ontology.ttl`: concepts, predicates, units, cue words.

The file is Turtle (SKOS concepts, RDF properties) so that it can be published as it stands. Ids
here are the local names of its IRIs, so that an export may put them under any base. It is parsed
with pyoxigraph, which takes a twentieth of rdflib's time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from functools import cache
from importlib.resources import files
from pathlib import Path

from corpus.errors import PhasebookError
from kg.claim import Concept

BASE = "https://phasebook.example/"
ID = BASE + "id/"
NS = BASE + "ns#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
QUDT = "http://qudt.org/vocab/unit/"


class OntologyError(PhasebookError):
    """An ontology file that cannot be used; it names the term at fault."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """A property that claims state.

    Attributes:
        id: Its local name, e.g. "batchSize".
        label: What to call it, e.g. "batch size".
        names: What table headers, keys and questions call it, the label first.
        cues: Verbs and phrases that state it, e.g. "is priced at".
        asks: Question words that ask for it, e.g. "how often".
        expects: Kinds of value: dimensions of units ("time"), "concept:<type>" or "text".
        comparatives: Words that compare by it, with the direction: ("cheaper", "lower").
        tolerance: How far apart, as a share of the larger, two values may be and still agree.
        values: How many a thing has: "one", "all" (a source is taken to name them all), "several"
            (it may name some), "none"; empty where that is open.
        of: Types of the things that have it, where claims are turned about to be compared.
        compared_as: The property under which its claims are compared between sources.
        conversely_as: The same, with subject and object exchanged.
    """

    id: str
    label: str
    names: tuple[str, ...]
    cues: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    expects: tuple[str, ...] = ()
    comparatives: tuple[tuple[str, str], ...] = ()
    tolerance: Decimal = Decimal(0)
    values: str = ""
    of: tuple[str, ...] = ()
    compared_as: str = ""
    conversely_as: str = ""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure, or a thing that is counted.

    Attributes:
        id: E.g. "GB", "USD", "sample"; rates are "A/B".
        label: What to call it.
        names: How it is written after (or, for a currency, before) a number.
        dimension: E.g. "memory", "currency", "count".
        factor: What one of it is in `base`.
        base: Id of the unit that its dimension is compared in.
        qudt: Its IRI in QUDT, where there is one.
    """

    id: str
    label: str
    names: tuple[str, ...]
    dimension: str
    factor: Decimal
    base: str
    qudt: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Ontology:
    """What the service knows of the field before it reads a document.

    Attributes:
        concepts: Concept by id.
        names: Every surface form of a concept, the preferred one first.
        cased: The surface forms that count only in their exact case ("Lambda", "Grace").
        classes: RDF class of a concept, e.g. "HardwareModel".
        broader: Broader concepts of a concept.
        maker: Who makes a product or model.
        phase: The phase that a concept belongs to by its meaning (training cost: training).
        predicates: Predicate by id.
        units: Unit by id.
        hedges: Hedging phrase to its kind: "approximate", "upper", "lower", "modal", "reported",
            "trend".
        negations: Words that deny.
        type_words: Head nouns that reveal the type of an unseen name, by type.
        phase_cues: Words that reveal a phase without naming it, by phase id.
        words: Further word lists by name, e.g. "attribution", or "verbLike:object" for a kind.
    """

    concepts: Mapping[str, Concept]
    names: Mapping[str, tuple[str, ...]]
    cased: frozenset[str]
    classes: Mapping[str, str]
    broader: Mapping[str, tuple[str, ...]]
    maker: Mapping[str, str]
    phase: Mapping[str, str]
    predicates: Mapping[str, Predicate]
    units: Mapping[str, Unit]
    hedges: Mapping[str, str]
    negations: tuple[str, ...]
    type_words: Mapping[str, tuple[str, ...]]
    phase_cues: Mapping[str, tuple[str, ...]]
    words: Mapping[str, tuple[str, ...]]
    _lineages: dict[str, tuple[str, ...]] = field(default_factory=dict, init=False, repr=False)

    @classmethod
    def load(cls, path: Path | None = None) -> "Ontology":
        """Read an ontology file; the packaged one by default.

        Raises:
            OntologyError: Where it is missing, is no Turtle, or a term in it is incomplete.
        """
        return _Reader(_parse(path)).read()

    def ancestors(self, concept_id: str) -> tuple[str, ...]:
        """All broader concepts, nearest first.

        >>> default_ontology().ancestors("phase-pre-training")
        ('phase-training',)
        """
        if concept_id not in self.broader:
            return ()
        known = self._lineages.get(concept_id)
        if known is None:
            known = self._lineages[concept_id] = self._above(concept_id)
        return known

    def _above(self, concept_id: str) -> tuple[str, ...]:
        found: dict[str, None] = {}
        queue = list(self.broader.get(concept_id, ()))
        while queue:
            above = queue.pop(0)
            if above not in found:
                found[above] = None
                queue += self.broader.get(above, ())
        return tuple(found)


@cache
def default_ontology() -> Ontology:
    """The packaged ontology, read once."""
    return Ontology.load()


def triples(turtle: str) -> Iterable[tuple[str, str, str]]:
    """The triples of a text in Turtle, each once, every term as its characters.

    >>> list(triples("<urn:a> <urn:b> 'c' ."))
    [('urn:a', 'urn:b', 'c')]

    Raises:
        SyntaxError: Where it is no Turtle.
    """
    from pyoxigraph import RdfFormat, parse  # noqa: PLC0415 - heavy

    found = (quad.triple for quad in parse(turtle, RdfFormat.TURTLE))
    return dict.fromkeys((s.value, p.value, o.value) for s, p, o in found)


def _parse(path: Path | None) -> Iterable[tuple[str, str, str]]:
    source = str(path) if path else "kg/ontology.ttl"
    try:
        return triples((path or files("kg") / "ontology.ttl").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        what = f"cannot read the ontology {source!r}"
        raise OntologyError(what, "check the path") from error
    except SyntaxError as error:
        what = f"the ontology {source!r} is no valid Turtle ({_first_line(error)})"
        raise OntologyError(what, "correct it") from error


def _first_line(error: Exception) -> str:
    return " ".join(str(error).split())[:200]


class _Reader:
    """Walks the parsed graph once, gathering each kind of term."""

    def __init__(self, graph: Iterable[tuple[str, str, str]]) -> None:
        self.values: dict[str, dict[str, list[str]]] = {}
        for subject, predicate, value in graph:
            self.values.setdefault(subject, {}).setdefault(predicate, []).append(value)
        self.types = {
            iri: self._one(iri, NS + "type")
            for iri, found in self.values.items()
            if NS + "type" in found
        }

    def read(self) -> Ontology:
        """Everything, checked."""
        concepts = sorted(iri for iri in self.values if self._class(iri) in self.types)
        words = self._word_lists()
        return Ontology(
            concepts={_local(i): self._concept(i) for i in concepts},
            names={_local(i): self._labels(i) for i in concepts},
            cased=frozenset(w for i in concepts for w in self._texts(i, NS + "casedLabel")),
            classes={_local(i): _local(self._class(i)) for i in concepts},
            broader={_local(i): b for i in concepts if (b := self._links(i, SKOS + "broader"))},
            maker={_local(i): m[0] for i in concepts if (m := self._links(i, NS + "madeBy"))},
            phase={_local(i): p[0] for i in concepts if (p := self._links(i, NS + "phase"))},
            predicates={p.id: p for p in map(self._predicate, self._of_class(RDF + "Property"))},
            units={u.id: u for u in map(self._unit, self._of_class(NS + "Unit"))},
            hedges={w: kind for kind, found in words.pop("hedge").items() for w in found},
            negations=words.pop("negation")[""],
            type_words=words.pop("typeWord"),
            phase_cues=words.pop("phaseCue"),
            words={
                f"{role}:{kind}" if kind else role: found
                for role, lists in sorted(words.items())
                for kind, found in sorted(lists.items())
            },
        )

    def _class(self, iri: str) -> str:
        return self.values[iri].get(RDF + "type", [""])[0]

    def _of_class(self, name: str) -> list[str]:
        return sorted(iri for iri in self.values if self._class(iri) == name)

    def _texts(self, iri: str, predicate: str) -> tuple[str, ...]:
        return tuple(sorted(self.values[iri].get(predicate, ())))

    def _links(self, iri: str, predicate: str) -> tuple[str, ...]:
        targets = self._texts(iri, predicate)
        for target in targets:
            if self._class(target) not in self.types if target in self.values else True:
                raise _broken(iri, f"{_local(predicate)} {_local(target)}, which is not described")
        return tuple(map(_local, targets))

    def _one(self, iri: str, predicate: str) -> str:
        found = self._texts(iri, predicate)
        if len(found) != 1:
            raise _broken(iri, f"{len(found)} values of {_local(predicate)}, not one")
        return found[0]

    def _concept(self, iri: str) -> Concept:
        label = self._one(iri, SKOS + "prefLabel")
        return Concept(_local(iri), label, self.types[self._class(iri)])

    def _labels(self, iri: str) -> tuple[str, ...]:
        kinds = (SKOS + "altLabel", NS + "casedLabel", SKOS + "hiddenLabel")
        others = sorted(name for kind in kinds for name in self._texts(iri, kind))
        return tuple(dict.fromkeys([self._one(iri, SKOS + "prefLabel"), *others]))

    def _predicate(self, iri: str) -> Predicate:
        label = self._one(iri, RDFS + "label")
        return Predicate(
            id=_local(iri),
            label=label,
            names=tuple(dict.fromkeys([label, *self._texts(iri, NS + "name")])),
            cues=self._texts(iri, NS + "cue"),
            asks=self._texts(iri, NS + "ask"),
            expects=self._texts(iri, NS + "expects"),
            comparatives=tuple(
                sorted(
                    (word, direction)
                    for direction in ("higher", "lower")
                    for word in self._texts(iri, NS + direction)
                )
            ),
            tolerance=self._decimal(iri, "tolerance", "0"),
            values=self._first(iri, "values"),
            of=self._texts(iri, NS + "of"),
            compared_as=_local(self._first(iri, "comparedAs")),
            conversely_as=_local(self._first(iri, "converselyAs")),
        )

    def _unit(self, iri: str) -> Unit:
        qudt = self._texts(iri, NS + "qudt")
        symbol = self._one(iri, NS + "symbol")
        return Unit(
            id=symbol,
            label=self._one(iri, RDFS + "label"),
            names=self._texts(iri, NS + "name"),
            dimension=self._one(iri, NS + "dimension"),
            factor=self._decimal(iri, "factor", "1"),
            base=(self._texts(iri, NS + "base") or (symbol,))[0],
            qudt=qudt[0] if qudt else None,
        )

    def _first(self, iri: str, name: str, default: str = "") -> str:
        return (self._texts(iri, NS + name) or (default,))[0]

    def _decimal(self, iri: str, name: str, default: str) -> Decimal:
        found = self._first(iri, name, default)
        try:
            return Decimal(found)
        except InvalidOperation as error:
            raise _broken(iri, f"the {name} {found!r}, which is no number") from error

    def _word_lists(self) -> dict[str, dict[str, tuple[str, ...]]]:
        lists: dict[str, dict[str, tuple[str, ...]]] = {}
        for iri in self._of_class(NS + "WordList"):
            kind = (self._texts(iri, NS + "kind") or ("",))[0]
            lists.setdefault(self._one(iri, NS + "role"), {})[kind] = self._texts(iri, NS + "word")
        missing = {"hedge", "negation", "typeWord", "phaseCue"} - lists.keys()
        if missing:
            raise _broken(NS + "WordList", f"no list with the role {min(missing)!r}")
        return lists


def _local(iri: str) -> str:
    for start in (ID, NS, RDF, RDFS, SKOS):
        if iri.startswith(start):
            return iri.removeprefix(start)
    return iri


def _broken(iri: str, fault: str) -> OntologyError:
    return OntologyError(f"the ontology's term {_local(iri)!r} has {fault}", "correct it")


def all_names(ontology: Ontology) -> Iterable[tuple[str, str]]:
    """Every (surface form, concept id), in order of id."""
    return ((name, concept) for concept, names in ontology.names.items() for name in names)
