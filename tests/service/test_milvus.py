"""A knowledge base in Milvus answers as the same one in a folder, and is written as one."""

import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from benchmarks.start import serving
from corpus.address import Place
from corpus.document import Document
from corpus.entry import Entry
from corpus.indexes import open_index
from corpus.milvus.client import Server
from corpus.store import Store
from kg.record import CLAIM
from retrieval import stored
from retrieval.embed import Encoder
from retrieval.rerank import FULL
from service.answer.answer import Answer
from service.api.app import create_app
from service.evaluation.item import packaged_items
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.settings import PREFIX, Settings
from tests.copies import copied
from tests.retrieval.indexes import milvus_at
from tests.service.test_cli import complaint, output
from tests.service.test_cli_process import COMMAND
from tests.service.web import served

EVERY, LOOKED_UP = 8, 60  # of how many packaged questions one is asked
CALLED = 80  # calls of the server for a question


@pytest.fixture(scope="module")
def place(packaged_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """The packaged corpus in Milvus: the very entries of the index in a folder."""
    place = milvus_at(tmp_path_factory.mktemp("milvus"))
    with Store.open(packaged_index) as store, open_index(place, create=True) as made:
        made.replace_all(_entries(store), store.meta)
    return place


def _entries(store: Store) -> Iterator[Entry]:
    for document in store.documents():
        passages = tuple(store.passages(document.id))
        records = tuple(store.records(CLAIM, document.id))
        yield Entry(document, passages, records, dict(store.vectors_of(document.id)))


def _said(answer: Answer) -> tuple[object, ...]:
    """All of an answer; scores as far as float32 holds them."""
    hits = [(hit.passage, round(hit.fused, 4)) for hit in answer.hits]
    stated = [(s.text, [c.span for c in s.citations]) for s in answer.statements]
    facts = [claim.id for claim in answer.claims]
    return answer.kind, answer.answered, answer.missing, stated, facts, hits


def test_the_same_questions_get_the_same_answers(
    place: Place, knowledge_base: KnowledgeBase, encoder: Encoder
) -> None:
    """Words, citations, facts and passages, and refusals alike."""
    with KnowledgeBase.open(place, load=lambda _: encoder) as kb:
        assert kb.fingerprint == knowledge_base.fingerprint
        assert kb.documents() == knowledge_base.documents()
        assert kb.graph.claims() == knowledge_base.graph.claims()
        for item in packaged_items(2_000)[::EVERY]:
            assert _said(kb.ask(item.question)) == _said(knowledge_base.ask(item.question))


def test_one_that_is_looked_up_answers_as_a_folder_that_is(
    place: Place, packaged_index: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there is too much for memory: words, claims and the graph are asked for, too."""
    monkeypatch.setattr(stored, "MANY", 1)
    monkeypatch.setattr(stored, "BRIEF", FULL)
    with (
        KnowledgeBase.open(packaged_index, load=lambda _: encoder) as local,
        KnowledgeBase.open(place, load=lambda _: encoder) as remote,
    ):
        assert remote.claim_count == local.claim_count
        assert {c.id for c in remote.graph.concepts()} == {c.id for c in local.graph.concepts()}
        for item in packaged_items(2_000)[::LOOKED_UP]:
            assert _said(remote.ask(item.question)) == _said(local.ask(item.question))


def test_a_question_asks_the_server_for_several_things_at_once(
    place: Place, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else each passage, sentence and claim would be a call, some hundreds of them."""
    monkeypatch.setattr(stored, "MANY", 1)
    asked: list[str] = []
    for name in ("get", "count", "some", "every", "nearest"):
        monkeypatch.setattr(Server, name, _counted(getattr(Server, name), asked))
    with KnowledgeBase.open(place, load=lambda _: encoder) as kb:
        for item in packaged_items(2_000)[::LOOKED_UP]:
            asked.clear()
            kb.ask(item.question)
            assert 0 < len(asked) < CALLED, Counter(asked)


def _counted(call: Callable[..., object], asked: list[str]) -> Callable[..., object]:
    def counted(*args: object, **named: object) -> object:
        asked.append(call.__name__)
        return call(*args, **named)

    return counted


def test_what_is_written_is_found_and_what_is_deleted_is_not(
    place: Place, encoder: Encoder
) -> None:
    """By whoever asks next; who asked before sees it to the end as it was."""
    with Live.open(place, load=lambda _: encoder) as live:
        with live.snapshot() as before:
            live.put(Document("new", "Quendor", "Quendor glasses cost 48 zorkmids apiece."))
            assert "new" not in {one.id for one in before.documents()}
        with live.snapshot() as kb:
            assert "new" in {h.passage.span.document for h in kb.search("Quendor glasses", 2)}
        live.remove("new")
        with live.snapshot() as kb:
            assert "new" not in {h.passage.span.document for h in kb.search("Quendor glasses", 9)}
            assert kb.fingerprint == before.fingerprint


def test_commands_take_its_address(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Build, add, search, ask and remove; what needs a folder says so."""
    for name in (*Settings.model_fields, "config"):
        monkeypatch.delenv(PREFIX + name.upper(), raising=False)
    place = str(milvus_at(tmp_path))
    monkeypatch.setenv("PHASEBOOK_INDEX", place)
    assert "there is no index" in complaint(capsys, "ask", "Anything?")
    note, chips = tmp_path / "note.txt", tmp_path / "chips.txt"
    note.write_text("Training takes 3 weeks.\n", encoding="utf-8")
    chips.write_text("The NVIDIA H200 has 141 GB of memory.\n", encoding="utf-8")
    assert output(capsys, "build", str(note)).startswith(f"{place}: 1 documents, 1 passages")
    assert "1 added" in output(capsys, "add", str(chips))
    assert "141 GB" in output(capsys, "search", "H200 memory")
    assert "141 GB" in output(capsys, "ask", "How much memory does the H200 have?")
    assert "note: removed" in output(capsys, "remove", "note")
    assert "3 weeks" not in output(capsys, "search", "weeks of training")
    assert "needs an index in a folder" in complaint(capsys, "backup", str(tmp_path / "copy"))


CALLS = (
    "/v1/ask?question=How+much+memory+does+the+H200+have%3F",
    "/v1/ask?question=How+do+batch+sizes+differ+between+training+and+inference%3F",
    "/v1/ask?question=How+much+does+an+RTX+5090+cost%3F",
    "/v1/search?q=memory+of+the+H200&k=3",
    "/v1/documents",
    "/v1/documents/chips",
    "/v1/concepts?q=H200",
    "/v1/concepts/inference",
    "/v1/concepts/H200/neighbors?depth=2",
    "/v1/claims?predicate=batchSize",
    "/v1/claims?limit=2&offset=1",
    "/v1/paths?source=H200&target=inference",
    "/v1/compare",
    "/v1/conflicts?subject=inference",
    "/v1/graph?format=nquads",
)


def _replies(client: httpx2.Client, base: str) -> list[object]:
    """What each call gives, but for the time that it took; scores as far as float32 holds them."""
    found = [client.get(call) for call in CALLS]
    assert [reply.status_code for reply in found] == [httpx2.codes.OK] * len(CALLS)
    return [
        _steady(reply.json() if "nquads" not in c else reply.text.replace(base, ""))
        for c, reply in zip(CALLS, found, strict=True)
    ]


def _steady(value: object) -> object:
    if isinstance(value, dict):
        return {name: _steady(inner) for name, inner in value.items() if name != "took_ms"}
    if isinstance(value, list):
        return [_steady(inner) for inner in value]
    return round(value, 4) if isinstance(value, float) else value


def _copied(index: Path, place: Place) -> None:
    with Store.open(index) as store, open_index(place, create=True) as made:
        made.replace_all(_entries(store), store.meta)


def test_it_is_served_as_one_in_a_folder(small_index: Path, pages: Path, tmp_path: Path) -> None:
    """`phasebook serve --index milvus://...`: whatever is asked over HTTP."""
    place = str(milvus_at(tmp_path))
    # In a process of its own, for one that has such a file open keeps it from all others.
    build = [*COMMAND, "build", "--index", place, str(pages)]
    subprocess.run(build, check=True, capture_output=True)  # noqa: S603 - our own code
    replies = []
    for index in (small_index, place):
        with serving(index) as server, httpx2.Client(base_url=server.url, timeout=120) as client:
            replies.append(_replies(client, server.url))
    assert replies[1] == replies[0]


def test_one_that_is_looked_up_is_served_as_a_folder_that_is(
    small_index: Path, tmp_path: Path, encoder: Encoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same calls, where there is too much for memory."""
    monkeypatch.setattr(stored, "MANY", 1)
    local, place = copied(small_index, tmp_path / "local"), milvus_at(tmp_path)
    _copied(small_index, place)
    replies = []
    for index in (local, place):
        with (
            KnowledgeBase.open(index, load=lambda _: encoder) as kb,
            served(create_app(kb)) as client,
        ):
            replies.append(_replies(client, str(client.base_url)))
    assert replies[1] == replies[0]
