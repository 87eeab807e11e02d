"""The packaged corpus in; how long a build and a question take, and how large the index is, out."""

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from itertools import chain, islice
from pathlib import Path
from statistics import quantiles
from threading import Thread
from time import perf_counter

import uvicorn

from benchmarks.questions import fresh
from corpus.store import Store
from kg.record import CLAIM, from_json
from retrieval.embed import Encoder
from retrieval.gather import Retriever
from retrieval.hit import Query
from retrieval.stopwatch import Stopwatch
from service.api.app import create_app
from service.evidence.trace import Trace
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.serving.serve import listen

FIRST = 5
ROUNDS = 5
TIMEOUT = 60
QUESTIONS = (
    "What is the difference between training and inference?",
    "Why can inference end up costing more than training?",
    "batch size training inference",
    "How much HBM does the MI300X have?",
    "Which chips are made for inference?",
    "Is fine-tuning cheaper than pre-training?",
    "What is RLHF for?",
    "How fast does the compute for training frontier models grow?",
    "Who says that data centres used more electricity in 2025?",
    "Which numeric precision does serving use?",
    "How long does a training run take?",
    "What limits the speed of a training cluster?",
    "Do the sources agree on the share of lifetime cost?",
    "What does NVLink do?",
    "Can the same GPU train and serve?",
    "What happened in 2012?",
    "What does one request cost?",
    "How can inference be made cheaper?",
    "What data does unsupervised learning need?",
    "What is the price of an H200?",
)


@dataclass(frozen=True, slots=True)
class Spread:
    """Milliseconds, in the middle and near the end."""

    p50: float
    p95: float


@dataclass(frozen=True, slots=True)
class Report:
    """What was measured.

    Attributes:
        documents: How many were indexed.
        build_seconds: Time of a build, without loading the model.
        index_bytes: Size of the index's folder.
        first: The whole time of a question when its sentences were never compared before.
        stages: The time of each stage after that, and of the whole.
        over_http: The time of a question to the server, by one client on one connection.
    """

    documents: int
    build_seconds: float
    index_bytes: int
    first: Spread
    stages: dict[str, Spread]
    over_http: Spread


def measure(encoder: Encoder) -> Report:
    """Build an index of the packaged corpus in a temporary folder and ask it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        began = perf_counter()
        built = build((), folder, encoder)
        seconds = perf_counter() - began
        with KnowledgeBase.open(folder) as kb, Store.open(folder) as store:
            claims = [from_json(record.body) for record in store.records(CLAIM)]
            retriever = Retriever(store, encoder, claims)
            first = [_ask(kb, retriever, question) for question in QUESTIONS]
            later = [_ask(kb, retriever, q) for _ in range(ROUNDS) for q in QUESTIONS]
            over_http = _over_http(kb)
        size = sum(file.stat().st_size for file in folder.iterdir())
    stages = {stage: _spread([row[stage] for row in later]) for stage in later[0]}
    return Report(
        documents=built.documents,
        build_seconds=seconds,
        index_bytes=size,
        first=_spread([row["whole"] for row in first]),
        stages=stages,
        over_http=over_http,
    )


@contextmanager
def packaged(encoder: Encoder) -> Iterator[Path]:
    """Folder of an index of the packaged corpus, as `phasebook build` leaves it."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "index"
        build((), folder, encoder)
        with KnowledgeBase.open(folder) as kb:
            kb.warm()
        yield folder


def _over_http(kb: KnowledgeBase) -> Spread:
    """Each question, in other words each time, over the loopback, by a server on a free port."""
    with listen("127.0.0.1", 0) as socket:
        server = uvicorn.Server(uvicorn.Config(create_app(kb), log_level="critical"))
        thread = Thread(target=server.run, kwargs={"sockets": [socket]})
        thread.start()
        client = HTTPConnection("127.0.0.1", socket.getsockname()[1], timeout=TIMEOUT)
        try:
            asked = chain(QUESTIONS, islice(fresh(QUESTIONS), ROUNDS * len(QUESTIONS)))
            taken = [_post(client, text) for text in asked]
        finally:
            client.close()
            server.should_exit = True
            thread.join()
    return _spread(taken[len(QUESTIONS) :])  # without the first round


def _post(client: HTTPConnection, question: str) -> float:
    """Milliseconds until the whole answer is there."""
    body = json.dumps({"question": question, "top_k": FIRST})
    began = perf_counter()
    client.request("POST", "/v1/ask", body, {"Content-Type": "application/json"})
    response = client.getresponse()
    response.read()
    if response.status != HTTPStatus.OK:
        message = f"POST /v1/ask gave {response.status} for {question!r}"
        raise RuntimeError(message)
    return 1000 * (perf_counter() - began)


def _ask(kb: KnowledgeBase, retriever: Retriever, question: str) -> dict[str, float]:
    """Milliseconds of each stage.

    What `ask` takes longer than `gather` is composing. `ask` comes second and finds the question
    encoded, so that stage is added to the whole.
    """
    watch = Stopwatch()
    concepts = tuple(concept.id for concept in kb.read(question).concepts)
    retriever.gather(Query(question, concepts), FIRST, watch)
    began = perf_counter()
    kb.ask(question, top_k=FIRST, trace=Trace())  # else it would be remembered
    asked = perf_counter() - began
    encode = watch.seconds["encode"]
    compose = asked - (sum(watch.seconds.values()) - encode)
    seconds = {**watch.seconds, "compose": compose, "whole": encode + asked}
    return {stage: 1000 * value for stage, value in seconds.items()}


def _spread(values: list[float]) -> Spread:
    cuts = quantiles(values, n=20)
    return Spread(cuts[9], cuts[18])
