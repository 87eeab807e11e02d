"""The data types of the graph: a `Claim` ties a subject and an object to the words that say so."""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal

from corpus.document import Span


@dataclass(frozen=True, slots=True, order=True)
class Concept:
    """A thing that documents speak of.

    Attributes:
        id: Stable name, e.g. "phase-training", "hw-h100-sxm", "org-nvidia".
        label: Preferred name, e.g. "training", "NVIDIA H100 SXM".
        type: Class id of the ontology, e.g. "phase", "hardware", "vendor", "technique", "metric",
            "cost", "model", "organization", "other".
    """

    id: str
    label: str
    type: str


# Types of concepts, by what they have in common:
MEASURES = frozenset({"cost", "metric"})  # what is measured of another thing
MAKERS = frozenset({"vendor", "organization"})  # who makes, sells and says
MADE = frozenset({"hardware", "model"})  # what has a maker
MARKETED = MADE | {"vendor"}  # what is sold, and who sells it
NAMED = MADE | MAKERS  # what has a name of its own
TABLE = "table"  # the rule by which cells are read
_MEASURES_APART = ("variant/", "aspect/")  # scopes that tell columns of one property apart
RUNNING = frozenset({"model", "phase", "technique"})  # what runs on hardware
ENTITIES = NAMED | {"phase", "technique"}  # of these, too, a name is the thing itself


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number or range with its unit, as written and as numbers.

    Attributes:
        text: As written, e.g. "32-512+ samples".
        minimum: Lower bound in `unit`; None where open.
        maximum: Upper bound in `unit`; None where open.
        unit: Unit id of the ontology ("GB", "USD", "sample", or a rate "USD/request"); None for a
            bare number.
        hedge: "about", "up to", "over", ... where written.
    """

    text: str
    minimum: Decimal | None
    maximum: Decimal | None
    unit: str | None = None
    hedge: str | None = None


@dataclass(frozen=True, slots=True)
class Text:
    """What is said of a subject in words that are neither a concept nor a quantity."""

    text: str


Object = Concept | Quantity | Text


@dataclass(frozen=True, slots=True)
class Mention:
    """A concept named by words of a document."""

    span: Span
    concept: Concept


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that one document says, tied to the words that say it.

    Attributes:
        subject: What it is about.
        predicate: Property id of the ontology, e.g. "batchSize".
        object: What is said of the subject.
        source: The words it rests on; they contain the object's text.
        rule: Name of the extractor and rule that read it.
        phase: Concept id of the phase it holds for, from the clause, else the headings above.
        hedge: "may", "reportedly", "roughly", ... where written.
        attribution: Who is said to say so, where written.
        time: The year or date it holds for, where written.
        negated: Whether the source denies it.
        comparand: What the subject is compared with, where the claim compares.
        relation: How it compares: "higherThan", "lowerThan", "equalTo", "atLeast", "atMost".
        factor: By how much, where written: "four times", "30 %".
        scope: What the words around the value say it holds for, as "kind/value" in order:
            "basis/per query", "class/model-gpt-4", "statistic/peak".
    """

    subject: Concept
    predicate: str
    object: Object
    source: Span
    rule: str
    phase: str | None = None
    hedge: str | None = None
    attribution: str | None = None
    time: str | None = None
    negated: bool = False
    comparand: Concept | None = None
    relation: str | None = None
    factor: Quantity | None = None
    scope: tuple[str, ...] = ()
    _id: str = field(default="", init=False, repr=False, compare=False)  # once it was asked for

    @property
    def id(self) -> str:
        """Content hash: the same words read the same way have the same id in every build."""
        if not self._id:
            object.__setattr__(self, "_id", self._hashed())
        return self._id

    @property
    def column(self) -> tuple[str, ...]:
        """What the column says of a cell; empty for other claims.

        All cells of a row rest on the same words, and two of them may be equal.
        """
        return (self.phase or "", self.time or "", *self.scope) if self.rule == TABLE else ()

    def _hashed(self) -> str:
        source = self.source
        place = [source.document, str(source.start), str(source.end)]
        said = [self.subject.id, self.predicate, *_identity(self.object)]
        parts = [
            *said,
            self.phase or "",
            str(self.negated),
            *place,
            *self._compared(),
            *self._measured(),
        ]
        return "c-" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]

    def _measured(self) -> tuple[str, ...]:
        """Which of several columns with one property a cell is of; mostly there is but one."""
        return tuple(s for s in self.column if s.startswith(_MEASURES_APART))

    def _compared(self) -> tuple[str, ...]:
        """Empty for a claim that does not compare, so that its id is what it always was."""
        if self.comparand is None:
            return ()
        factor = self.factor.text if self.factor else ""
        return self.comparand.id, self.relation or "", factor


@dataclass(frozen=True, slots=True)
class Selection:
    """Which claims are wanted: those that have all that is given here.

    Attributes:
        subject: Id of what they speak of.
        predicate: Id of their property.
        phase: Id of the phase that they hold for.
        document: Id of the document that they are from.
    """

    subject: str | None = None
    predicate: str | None = None
    phase: str | None = None
    document: str | None = None

    def has(self, claim: Claim) -> bool:
        """Whether a claim is one of them."""
        return (
            self.subject in {None, claim.subject.id}
            and self.predicate in {None, claim.predicate}
            and self.phase in {None, claim.phase}
            and self.document in {None, claim.source.document}
        )


def _identity(value: Object) -> tuple[str, str, str]:
    match value:
        case Concept(id=name):
            return "concept", name, ""
        case Quantity(text=text, unit=unit):
            return "quantity", text, unit or ""
        case Text(text=text):
            return "text", text, ""
