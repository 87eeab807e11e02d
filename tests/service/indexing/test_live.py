"""Promises of service/indexing/live.py: an index that is read while it changes."""

import gc
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Event
from time import monotonic, sleep
from weakref import ref

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.address import folder_of
from corpus.document import Document
from corpus.errors import NotFoundError
from corpus.store import Store
from retrieval.vectors import FILE
from service.graph.export import exported
from service.indexing.build import build
from service.indexing.live import Live
from service.indexing.states import Action
from service.indexing.writer import Writer
from service.knowledge_base import KnowledgeBase
from tests.encoders import HashingEncoder

ENCODER = HashingEncoder()
TEXTS = {
    "chips": (
        "# Chips\n\nThe NVIDIA H200 has 141 GB of memory. Inference runs on the H200.\n",
        "# Chips\n\nThe NVIDIA H200 has 140 GB of memory. Vendor Zeta sells the Zeta Q7.\n",
    ),
    "phases": (
        "# Phases\n\n- Training takes weeks\n- Inference takes 20 ms\n",
        "# Phases\n\nTraining takes days. The Zeta Q7 has 48 GB of memory.\n",
    ),
    "twin": ("# Chips\n\nThe NVIDIA H200 has 141 GB of memory. Inference runs on the H200.\n",),
}
QUESTIONS = ("How much memory does the H200 have?", "How long does training take?", "What is Zeta?")
STEPS = st.lists(
    st.sampled_from([(name, n) for name, texts in TEXTS.items() for n in range(-1, len(texts))]),
    max_size=5,
)


def document(name: str, version: int = 0) -> Document:
    """One of the documents, in one of its versions."""
    text = TEXTS[name][version]
    return Document(name, text.partition("\n")[0].removeprefix("# "), text, "markdown")


def made(folder: Path, versions: Mapping[str, int]) -> KnowledgeBase:
    """An index of these documents, built at once."""
    sources = folder / "sources"
    sources.mkdir(parents=True)
    for name, version in {"other": -1, **versions}.items():
        text = "# Other\n\nA TPU is a chip.\n" if name == "other" else TEXTS[name][version]
        (sources / f"{name}.md").write_text(text, encoding="utf-8")
    build([sources], folder / "index", ENCODER)
    with Store.open(folder / "index") as store:
        return KnowledgeBase.of(store, ENCODER)


def said(kb: KnowledgeBase) -> tuple[object, ...]:
    """All that can be seen of an index."""
    found = [(kb.ask(question), kb.search(question, 9)) for question in QUESTIONS]
    formats = ("nquads", "csv", "graphml")
    exports = [exported(kb, name, "http://127.0.0.1/") for name in formats]
    return kb.fingerprint, kb.documents(), kb.graph.claims(), exports, found


@settings(max_examples=8)
@given(steps=STEPS)
def test_any_way_to_the_same_documents_gives_the_same_index(steps: list[tuple[str, int]]) -> None:
    """Added, replaced and removed in any order: as if the last versions had been built at once."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        held: dict[str, int] = {}
        with made(folder / "live", {}) as first, Live(first) as live:
            for document_id, version in steps:
                if version >= 0:
                    live.put(document(document_id, version))
                    held[document_id] = version
                elif document_id in held:
                    live.remove(document_id)
                    del held[document_id]
                with live.snapshot() as kb:  # so that what it remembers is carried on
                    kb.hear(QUESTIONS)
                    kb.ask(QUESTIONS[0])
            with live.snapshot() as kb, made(folder / "built", held) as built:
                assert said(kb) == said(built)
        with Store.open(folder / "live" / "index") as store:
            saved = (folder / "live" / "index" / FILE).read_bytes()
            with KnowledgeBase.of(store, ENCODER) as again, made(folder / "again", held) as built:
                assert said(again) == said(built)
            assert (folder / "live" / "index" / FILE).read_bytes() == saved


@pytest.fixture
def live(tmp_path: Path) -> Live:
    """An index of one document besides those of the tests."""
    with made(tmp_path, {"chips": 0}) as kb:
        pass
    with Store.open(folder_of(kb.place)) as store:
        return Live(KnowledgeBase.of(store, ENCODER), owned=True)


def test_what_is_unchanged_is_not_written(live: Live) -> None:
    """Neither a vector is made nor the generation raised."""
    with live, live.snapshot() as before:
        embedded = len(ENCODER.read)
        written = live.put(document("chips"))
        assert written.action is Action.UNCHANGED
        assert len(ENCODER.read) == embedded
        with live.snapshot() as after:
            assert after is before


def test_only_what_is_new_is_embedded(live: Live) -> None:
    """Each text of the document once, and nothing of the others."""
    with live:
        ENCODER.read.clear()
        written = live.put(document("phases"))
        assert written.action is Action.ADDED
        assert all(text.startswith("Phases") for text in ENCODER.read)
        assert len(ENCODER.read) == len({*ENCODER.read})


def test_a_reader_keeps_its_state_to_the_end(live: Live) -> None:
    """Also what it has not read yet; the next reader has the new one."""
    with live:
        with live.snapshot() as kb:
            hits = kb.search("memory of the H200", 5)
            live.remove("chips")
            live.put(document("phases"))
            assert kb.search("memory of the H200", 5) == hits
            assert kb.passages("chips")
            assert [one.id for one in kb.documents()] == ["chips", "other"]
        with live.snapshot() as kb:
            assert [one.id for one in kb.documents()] == ["other", "phases"]
            with pytest.raises(NotFoundError):
                kb.document("chips")


def test_what_changed_is_told_fact_by_fact(live: Live) -> None:
    """Another value of the same property is a change; the rest was added, removed or kept."""
    with live:
        moved = "\n\n" + TEXTS["chips"][0].replace("# Chips\n", "# Chips\n\nA note.\n")
        written = live.put(Document("chips", "Chips", moved, "markdown"))
        assert written.action is Action.REPLACED
        assert (written.difference.removed, written.difference.changed) == ((), ())
        assert written.difference.kept > 0
        written = live.put(document("chips", 1))
        pairs = [(a.quote, b.quote) for a, b in written.difference.changed]
        assert any("141 GB" in a and "140 GB" in b for a, b in pairs)
        gone = live.remove("chips").difference
        assert (gone.added, gone.changed, gone.kept) == ((), (), 0)
        assert gone.removed


def test_what_another_process_writes_is_noticed(
    live: Live, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the background: the reader that notices still has the former state."""
    read, gate = live._read, Event()

    def waiting(former: KnowledgeBase) -> KnowledgeBase:
        gate.wait(60)
        return read(former)

    monkeypatch.setattr(live, "_read", waiting)
    with live:
        with Writer.open(live.folder, ENCODER) as other:
            other.put(document("phases"))
        with live.snapshot() as kb:
            assert "phases" not in {one.id for one in kb.documents()}
        gate.set()
        patience = monotonic() + 60
        while monotonic() < patience:
            with live.snapshot() as kb:
                if "phases" in {one.id for one in kb.documents()}:
                    break
            sleep(0.02)
        else:
            pytest.fail("never noticed")


def test_readers_beside_a_writer_see_whole_states(live: Live) -> None:
    """Each sees all of one state: its answers, passages and fingerprint go together."""
    states: dict[str, object] = {}

    def read() -> int:
        count = 0
        while not done:
            with live.snapshot() as kb:
                ids = [one.id for one in kb.documents()]
                hits = kb.search("memory GB inference", 9)
                assert {hit.passage.span.document for hit in hits} <= {*ids}
                assert states.setdefault(kb.fingerprint, (ids, hits)) == (ids, hits)
                assert kb.search("memory GB inference", 9) == hits
            count += 1
        return count

    done: list[bool] = []
    with live, ThreadPoolExecutor(4) as pool:
        readers = [pool.submit(read) for _ in range(4)]
        try:
            for version in (0, 1, 0):
                live.put(document("phases", version))
                live.put(document("chips", version))
            live.remove("phases")
        finally:
            done.append(True)
        assert all(reader.result() for reader in readers)


def test_the_log_does_not_grow_with_every_write(live: Live) -> None:
    """Though there is always a reader: the log is used again once a state is the last."""
    with live:
        log = live.folder / "phasebook.sqlite3-wal"
        sizes = []
        for turn in range(6):
            live.put(document("phases", turn % 2))
            sizes.append(log.stat().st_size)
        assert sizes[-1] <= 2 * max(sizes[:2])


def test_a_state_that_nobody_reads_is_let_go_of_at_once(tmp_path: Path) -> None:
    """Not when Python looks for cycles, which may be hours later, or never after `gc.freeze`."""
    with made(tmp_path, {"chips": 0}) as first, Live(first) as live:
        live.put(document("chips", 1))
        gc.collect()
        gc.disable()
        try:
            with live.snapshot() as kb:
                said(kb)
                held = ref(kb)
                kept = [ref(getattr(kb, name)) for name in ("graph", "_retriever", "_composer")]
            del kb
            live.put(document("chips", 0))
            assert [one() for one in (held, *kept)] == [None] * 4
        finally:
            gc.enable()
