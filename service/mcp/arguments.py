"""What each tool takes, as pydantic models: checked when it is called, described to the agent."""

import json
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from service.indexing.states import ID


def _listed(value: object) -> object:
    """A list that an agent wrote as a string, as some do: its JSON, or its only element."""
    if not isinstance(value, str):
        return value
    try:
        read = json.loads(value)
    except ValueError:
        read = value
    return read if isinstance(read, list) else [value]


Names = Annotated[list[str], BeforeValidator(_listed)]
Name = Annotated[str, Field(description="id or any name of a concept, e.g. phase-training, H100")]


class Arguments(BaseModel):
    """What all of them share: nothing is taken that has no meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Ask(Arguments):
    """A question."""

    question: str = Field(
        description="One whole question, in English, that names the thing it is about.",
        examples=["How do batch sizes differ between training and inference?"],
    )
    documents: Names = Field(default=[], description="ids of the documents to ask; empty for all")
    top_k: int | None = Field(
        default=None, ge=1, le=50, description="nearest passages to give with the answer"
    )
    explain: bool = Field(default=False, description="whether to add how the answer came about")


class Search(Arguments):
    """Words to look for."""

    query: str = Field(description="what to look for, in words", examples=["memory bandwidth"])
    k: int = Field(default=5, ge=1, le=50, description="most passages to give")


class Show(Arguments):
    """A concept."""

    name: Name
    predicate: str | None = Field(
        default=None, description="id of a property: only the facts that state it"
    )
    limit: int = Field(default=20, ge=1, le=500, description="most facts to give")
    offset: int = Field(default=0, ge=0, le=2**31, description="how many facts to skip")


class Connect(Arguments):
    """Two concepts."""

    source: Name
    target: Name
    max_hops: int = Field(default=4, ge=1, le=6, description="most links in a path")
    limit: int = Field(default=5, ge=1, le=50, description="most paths to give")


class Compare(Arguments):
    """Two concepts, the two phases unless others are named."""

    left: Name = "training"
    right: Name = "inference"
    predicate: str | None = Field(default=None, description="id of a property: only this aspect")
    limit: int = Field(default=10, ge=1, le=200, description="most aspects to give")
    offset: int = Field(default=0, ge=0, le=2**31, description="how many aspects to skip")


class Add(Arguments):
    """A document."""

    text: str = Field(
        min_length=1,
        description="all of it, as Markdown or plain text, word for word: answers quote it",
        examples=["# Chips\n\nThe H200 has 141 GB of memory."],
    )
    title: str | None = Field(
        default=None,
        max_length=500,
        description="its title; else what the text itself says, or its id",
    )
    id: str | None = Field(
        default=None,
        pattern=ID,
        description="what to call it; a document of that id is replaced. Else one that follows "
        "from text and title, so that adding the same twice adds it once",
        examples=["chips"],
    )


class Query(Arguments):
    """A query of the graph as RDF."""

    query: str = Field(
        description="SPARQL 1.1: SELECT, ASK, CONSTRUCT or DESCRIBE. Nothing can be changed.",
        examples=["SELECT * { ?s ?p ?o } LIMIT 10"],
    )
    limit: int = Field(default=100, ge=1, le=1000, description="most rows to give")
