"""The JSON of every call, as pydantic models; the command line's `--json` writes the same."""

from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer


def _number(value: Decimal) -> int | float:
    """A JSON number as a person would write it: 32, not 32.0; 0.1, not 0.1000000000000000055.

    >>> _number(Decimal("32.0")), _number(Decimal("0.10"))
    (32, 0.1)
    """
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_number, return_type=int | float, when_used="json")]


class Model(BaseModel):
    """What all of them share: fixed once made."""

    model_config = ConfigDict(frozen=True)


class Concept(Model):
    """A thing that documents speak of."""

    id: str = Field(examples=["phase-training"])
    label: str = Field(examples=["training"])
    type: str = Field(examples=["phase"])


class Predicate(Model):
    """A property or relation of the ontology."""

    id: str = Field(examples=["batchSize"])
    label: str = Field(examples=["batch size"])


class Value(Model):
    """A quantity as written and as numbers, or plain words (then only `text` is set)."""

    text: str = Field(examples=["32-512+ samples"])
    min: Number | None = Field(default=None, description="lower bound in `unit`; null where open")
    max: Number | None = Field(default=None, description="upper bound in `unit`; null where open")
    unit: str | None = Field(default=None, examples=["sample"])
    hedge: str | None = Field(default=None, examples=["about"])


class Quote(Model):
    """Words of a document: its `text[start:end] == quote`, in Unicode code points."""

    document: str
    start: int
    end: int
    quote: str
    title: str
    section: str = Field(description="the heading above the words; empty where there is none")


class Citation(Quote):
    """A quote, numbered as the answer refers to it."""

    id: int


class Fact(Model):
    """A claim: one thing that one document says, with the words that say it."""

    id: str
    subject: Concept
    predicate: Predicate
    object: Concept | Value
    phase: str | None = Field(description="label of the phase it holds for", examples=["training"])
    hedge: str | None = None
    attribution: str | None = None
    time: str | None = None
    negated: bool = False
    comparand: Concept | None = Field(default=None, description="what the subject is compared with")
    relation: str | None = Field(default=None, examples=["lowerThan"])
    factor: Value | None = Field(default=None, description="by how much it compares")
    scope: list[str] = Field(default=[], examples=[["basis/per query", "class/model-gpt-4"]])
    self_reported: bool = Field(
        default=False, description="whether the publisher speaks of itself or its own product"
    )
    agreement: str = Field(
        default="single",
        description='whether other documents "agree", "differ", or this one stands alone, "single"',
    )
    citation: Quote


class AskRequest(Model):
    """A question and where to look for its answer."""

    question: str = Field(examples=["How do batch sizes differ between training and inference?"])
    top_k: int | None = Field(
        default=None, ge=1, le=50, description="passages to list with the answer"
    )
    documents: list[str] = Field(
        default=[], description="ids of the documents to ask; empty for all"
    )


class Statement(Model):
    """One sentence of an answer and the ids of the citations it rests on."""

    text: str
    citations: list[int]


class CitedStatement(Model):
    """One sentence of an answer that is still coming, with the citations it rests on."""

    text: str
    marked: str = Field(description="the sentence with its citation marks")
    citations: list[Citation] = Field(description="their ids are those of the answer that follows")


class Conflict(Model):
    """Claims that differ from each other."""

    claims: list[Fact]


class Facts(Model):
    """A page of claims."""

    claims: list[Fact]
    total: int


class Side(Model):
    """What some of the documents say, where documents differ."""

    documents: list[str]
    text: str = Field(description="the values, as written", examples=["hundreds of billions"])
    claims: list[Fact]


class Group(Model):
    """Comparable claims of several documents, by what they say: one side where they agree."""

    subject: Concept
    predicate: Predicate
    phase: str | None
    verdict: str = Field(examples=["differ"])
    explained_by: str | None = Field(
        default=None,
        description="what the sides hold for, where that explains the difference",
        examples=["year", "basis"],
    )
    partial: bool = Field(
        default=False, description="whether the sides of a difference have something in common"
    )
    sides: list[Side]


class Conflicts(Model):
    """Where sources differ, where they agree, and what only one of them says.

    A difference that the scope of the values explains (year, "per query" against "lifetime", model
    class) is no conflict and stands in `explained`.
    """

    conflicts: list[Group]
    explained: list[Group]
    agreements: list[Group]
    single: Facts
    total: int = Field(description="groups and single claims that pass the filters")


class Passage(Model):
    """A passage of a document."""

    document: str
    title: str
    section: str
    start: int
    end: int
    text: str


class ScoredPassage(Passage):
    """A passage near the question; `score` in [0, 1]."""

    score: float


class Hit(Passage):
    """A passage with its score in each ranking; null where that ranking did not bring it."""

    fused: float
    dense: float | None
    lexical: float | None
    graph: float | None


class Answer(Model):
    """What the documents say to a question."""

    question: str
    kind: str = Field(examples=["comparison"])
    answered: bool = Field(description="whether the documents say it")
    confidence: float = Field(ge=0, le=1)
    answer: str = Field(description="the statements with citation marks; empty where unanswered")
    statements: list[Statement]
    citations: list[Citation]
    facts: list[Fact]
    conflicts: list[Conflict]
    passages: list[ScoredPassage]
    missing: str | None = Field(description="what the documents lack, where unanswered")
    worded_by: str | None = Field(
        description="the language model that worded statements; null for the sources' own words"
    )
    dropped: int = Field(description="sentences of that model that could not be verified")
    index: str = Field(description="fingerprint of the documents that were asked")
    took_ms: float


class SearchResult(Model):
    """Passages for a text, best first."""

    query: str
    passages: list[Hit]
    took_ms: float


class DocumentSummary(Model):
    """A document, without its text."""

    id: str
    title: str
    publisher: str | None
    markup: str
    sha256: str
    characters: int


class Extent(Model):
    """Where a passage of a document stands."""

    section: str
    start: int
    end: int


class Document(DocumentSummary):
    """A document with its text and the passages it is split into."""

    text: str
    passages: list[Extent]


class Documents(Model):
    """The corpus."""

    documents: list[DocumentSummary]
    total: int


class Concepts(Model):
    """A page of concepts, ordered by id."""

    concepts: list[Concept]
    total: int


class ConceptDetail(Concept):
    """A concept with its names, its place among the others and all that is said of it."""

    names: list[str]
    broader: list[Concept]
    claims: list[Fact]


class Edge(Model):
    """A link as it is stated; without claim where the ontology says so and no document need."""

    source: Concept
    predicate: Predicate
    target: Concept
    rule: str
    claim: Fact | None


class Neighbors(Model):
    """The surroundings of a concept: it leads the nodes, the nearest follow."""

    concept: Concept
    nodes: list[Concept]
    edges: list[Edge]


class Hop(Model):
    """One step of a path with the claims that state it; none where only the ontology does."""

    source: Concept
    predicate: Predicate
    target: Concept
    forward: bool = Field(description="false where it reads 'target predicate source'")
    claims: list[Fact]


class Path(Model):
    """A chain of edges from the source to the target."""

    hops: list[Hop]


class Paths(Model):
    """The shortest paths between two concepts; none where `max_hops` do not reach."""

    source: Concept
    target: Concept
    paths: list[Path]


class Aspect(Model):
    """One row of a comparison: what is said of each side under one property."""

    predicate: Predicate
    aligned: bool = Field(description="whether both sides have something")
    left: list[Fact]
    right: list[Fact]


class Comparison(Model):
    """Two concepts, aspect by aspect: what both have comes first, then what more sources say."""

    left: Concept
    right: Concept
    aspects: list[Aspect]


class Health(Model):
    """Whether the service can answer, and from what."""

    status: str = Field(examples=["ok"])
    version: str
    documents: int
    claims: int
    index: str


class Fault(Model):
    """One thing wrong with a request."""

    location: str = Field(examples=["query.k"])
    message: str


class Problem(Model):
    """An error (RFC 9457)."""

    type: str = Field(default="about:blank", examples=["about:blank"])
    title: str = Field(examples=["Not Found"])
    status: int = Field(examples=[404])
    detail: str
    instance: str = Field(examples=["/v1/concepts/nothing"])
    remedy: str | None = Field(default=None, description="what to do about it")
    errors: list[Fault] = []
