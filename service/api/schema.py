"""The JSON of every call, as pydantic models; the command line's `--json` writes the same."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer

from service.api.fields import Listed, Question, Readable, Truth
from service.evidence.reason import Reason
from service.indexing.states import ID, Action, JobState


def _number(value: Decimal) -> int | float:
    """A JSON number as a person would write it: 32, not 32.0; 0.1, not 0.1000000000000000055.

    >>> _number(Decimal("32.0")), _number(Decimal("0.10"))
    (32, 0.1)
    """
    return int(value) if value == value.to_integral_value() else float(value)


Number = Annotated[Decimal, PlainSerializer(_number, return_type=int | float, when_used="json")]


class Model(BaseModel):
    """What all of them share: fixed once made."""

    model_config = ConfigDict(frozen=True, defer_build=True)  # few are used by one command


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

    model_config = ConfigDict(frozen=True, defer_build=False)  # FastAPI warns of a body that is

    question: Question = Field(
        examples=["How do batch sizes differ between training and inference?"]
    )
    top_k: Listed | None = Field(default=None, description="passages to list with the answer")
    documents: list[str] = Field(
        default=[], description="ids of the documents to ask; empty for all"
    )
    explain: Truth = Field(default=False, description="whether to add how the answer came about")


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
    complete: bool = Field(
        default=True,
        description="whether all claims were compared; if not, name a subject",
    )


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


class RankedHit(Hit):
    """A passage that sentences were taken from, with its place among them."""

    rank: int = Field(ge=1, description="1 is the best")
    boilerplate: bool = Field(description="whether it is such, and its fused score halved for it")


class QuestionRead(Model):
    """How a question was read."""

    kind: str = Field(examples=["quantity"])
    searched: str = Field(description="what was searched for: the question with typos put right")
    concepts: list[Concept] = Field(description="what it names, in order")
    named: list[Concept] = Field(description="those that are a single thing: a product, a company")
    phases: list[Concept]
    kinds: list[Concept] = Field(description="of whose kind the answer is: 'which TPU ...'")
    types: list[str] = Field(description="concept types that the answer may have", examples=[[]])
    properties: list[Predicate] = Field(description="what it asks for, the surest first")
    ignored: list[Predicate] = Field(description="less sure ones that do not count")
    expects: list[str] = Field(
        description="dimensions of which the value must be one; empty for any",
        examples=[["currency"]],
    )
    counted: str | None = Field(description="what it asks the number of", examples=["GPUs"])
    years: list[str]
    quantities: list[Value] = Field(description="numbers that it gives itself")
    strangers: list[str] = Field(description="words that no document and no dictionary knows")
    dangling: str | None = Field(description="a pronoun in place of the thing asked about")
    negated: bool = Field(description="whether it asks for the contrary")


class Feature(Model):
    """What speaks for or against a sentence; the contributions add up to its score."""

    name: str = Field(examples=["coverage"])
    value: float
    weight: float
    contribution: float = Field(description="weight * value")
    behind: float = Field(description="contribution to the best sentence less the one to this")


class Loss(Model):
    """Why something is not part of the answer."""

    reason: Reason
    text: str = Field(description="the reason in words", examples=["repeats what [1] says"])
    value: float | None = Field(default=None, description="what was too little, or too much")
    limit: float | None = Field(default=None, description="the least it had to be, or the most")
    citation: int | None = Field(default=None, description="id of the citation that it lost to")
    lacks: list[Concept] = Field(default=[], description="what it does not name")


class WeighedSentence(Model):
    """A sentence that could have been part of the answer."""

    document: str
    start: int
    end: int
    text: str = Field(description="as the answer would word it")
    score: float | None = Field(description="null where it was not weighed")
    features: list[Feature]
    chosen: bool = Field(description="whether it was chosen for the answer")
    citation: int | None = Field(
        description="id of the citation that quotes it; null too where a language model left it out"
    )
    lost: list[Loss] = Field(description="why it was not chosen, in the order of the decisions")


class WeighedClaim(Model):
    """A claim that could have been listed with the answer."""

    fact: Fact
    score: float | None = Field(description="null where another ranking than the claims' found it")
    said: bool = Field(description="whether the answer quotes its words")
    listed: bool = Field(description="whether it is among the answer's facts")
    lost: Loss | None = Field(description="why it is neither")


class Measure(Model):
    """A number that a check compared, at its best, and the least that it had to be."""

    what: str = Field(examples=["share of the question"])
    value: float
    least: float


class Check(Model):
    """A check that has to pass before anything is said."""

    what: str
    passed: bool
    measures: list[Measure]


class Explanation(Model):
    """How an answer came about."""

    question: QuestionRead
    checks: list[Check] = Field(
        description="in order, up to the one that refused; none where sides of a difference answer"
    )
    refused_by: Check | None = Field(description="the check that refused; null where none did")
    sentences: list[WeighedSentence] = Field(description="best first; those not weighed come last")
    passages: list[RankedHit] = Field(description="that the sentences were taken from, best first")
    claims: list[WeighedClaim] = Field(description="those listed first, then those said")
    stages_ms: dict[str, float] = Field(
        description="milliseconds of each stage",
        examples=[{"read": 1.2, "encode": 8.1, "search": 0.5, "rerank": 9.7, "compose": 6.4}],
    )


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
    explanation: Explanation | None = Field(
        default=None,
        description="how the answer came about, where that was asked for; if a language model "
        "worded it, this is of the answer in the sources' own words that the model was given",
    )


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
    complete: bool = Field(default=True, description="whether all edges were read")


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
    complete: bool = Field(default=True, description="whether all that is said was read")


class State(Model):
    """How the service is, in a word."""

    status: str = Field(examples=["ready"])


class NewText(Model):
    """A document's text, Markdown unless it is said to be plain.

    What `GET` gave of a document puts back exactly that: title, text, markup and publisher.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str | None = Field(
        default=None, max_length=500, description="else what the text itself says, or the id"
    )
    text: Readable = Field(min_length=1, examples=["# Chips\n\nThe H200 has 141 GB of memory."])
    markup: Literal["markdown", "plain"] = "markdown"
    publisher: str | None = Field(
        default=None, max_length=500, description="else what the text itself says"
    )


class NewDocument(NewText):
    """The same, with what it is to be called."""

    id: str | None = Field(
        default=None,
        pattern=ID,
        description="else one that follows from text and title",
        examples=["chips"],
    )


class Said(Model):
    """One thing that a document says or said, with its words in that text."""

    subject: Concept
    predicate: Predicate
    object: Concept | Value
    phase: str | None = None
    hedge: str | None = None
    attribution: str | None = None
    time: str | None = None
    negated: bool = False
    comparand: Concept | None = None
    relation: str | None = None
    factor: Value | None = None
    scope: list[str] = []
    document: str
    start: int
    end: int
    quote: str


class ChangedFact(Model):
    """The same property of the same subject, with another value."""

    before: Said
    after: Said


class Changes(Model):
    """What one text says and another does not, compared by meaning, not by place."""

    added: list[Said]
    removed: list[Said]
    changed: list[ChangedFact]
    kept: int = Field(description="how many facts are said on both sides")


class Written(Model):
    """What became of a document."""

    id: str
    title: str
    status: Action
    passages: int
    claims: int
    changes: Changes


class Skipped(Model):
    """An input of which nothing became, and why."""

    input: str
    reason: str


class Synced(Model):
    """What a command did with documents; what it left as it was is `unchanged`."""

    written: list[Written]
    skipped: list[Skipped]


class Outcome(Model):
    """What a job did with one document."""

    name: str = Field(description="the file's name as sent, or the document's id")
    written: Written | None = None
    problem: "Problem | None" = None


class Stage(Model):
    """How many of a job's documents are through a stage."""

    stage: str = Field(examples=["extract"])
    done: int
    total: int


class JobSummary(Model):
    """A job, without what came of each document."""

    id: str
    state: JobState
    cancelling: bool
    created: datetime
    started: datetime | None
    ended: datetime | None
    documents: int
    written: int = Field(description="documents that are in the index now, unchanged ones included")
    failed: int = Field(description="documents that could not be written")
    stages: list[Stage]


class Job(JobSummary):
    """A job with what came of each document, in the order in which they were sent."""

    outcomes: list[Outcome]


class PostedJob(Model):
    """A job as one process tells the others of it."""

    process: str
    job: Job


class JobList(Model):
    """The jobs, the latest first."""

    jobs: list[JobSummary]
    total: int


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
    request_id: str | None = Field(default=None, description="what logs call the request")


class Collection(Model):
    """A corpus with a name; its calls are under `/v1/collections/{name}/`."""

    name: str = Field(examples=["reports"])
    documents: int
    claims: int
    index: str = Field(description="fingerprint of all that is indexed")


class Collections(Model):
    """The collections, by name, without the default one; those that cannot be read have problems.

    Their figures are of the moment.
    """

    collections: list[Collection]
    problems: dict[str, Problem] = Field(description="by name, what is wrong with a collection")
    total: int
