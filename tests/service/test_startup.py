"""What is asked for comes quickly: help and imports load nothing heavy."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.errors import InvalidInputError
from service.serving.serve import listen
from tests.copies import copied

CLIENT = ("openai", "httpx2")  # of a language model
HEAVY = {
    *("torch", "sentence_transformers", "transformers", "faiss", "spacy", "rdflib", "networkx"),
    *(
        "fastapi",
        "uvicorn",
        "mcp",
        "numpy",
        "scipy",
        "sklearn",
        "pandas",
        "pyoxigraph",
        "pyshacl",
        *CLIENT,
    ),
}
COMMANDS = [
    "build",
    "check",
    "backup",
    "ask",
    "search",
    "show",
    "path",
    "compare",
    "export",
    "serve",
    "mcp",
    "config",
    "validate",
    "sparql",
]


def loaded_by(code: str) -> set[str]:
    """The heavy modules that a fresh interpreter has loaded after `code`."""
    report = "\nimport sys; print('LOADED', *sys.modules)"
    done = subprocess.run(  # noqa: S603 - our own code
        [sys.executable, "-W", "error", "-c", code + report],
        capture_output=True,
        text=True,
        check=True,
    )
    return HEAVY & set(done.stdout.rpartition("LOADED")[2].split())


@pytest.mark.parametrize("package", ["service", "service.cli", "corpus", "kg", "retrieval"])
def test_an_import_loads_nothing_heavy(package: str) -> None:
    """`import service` and the entry point's module."""
    assert loaded_by(f"import {package}") == set()


def test_help_loads_nothing_heavy() -> None:
    """Of the whole and of every command; so does the version."""
    calls = [["--help"], ["--version"], *([name, "--help"] for name in COMMANDS)]
    code = f"from service.cli import run\nfor call in {calls}:\n    assert run(call) == 0, call"
    assert loaded_by(code) == set()


def test_an_answer_loads_nothing_that_takes_seconds(packaged_index: Path) -> None:
    """On an index that is built: no torch, no reader of language, no graph."""
    code = (
        "from service.cli import run\n"
        f"assert run(['ask', '--index', {str(packaged_index)!r}, 'What is inference?']) == 0"
    )
    unneeded = {"torch", "transformers", "sentence_transformers", "spacy", "rdflib", "networkx"}
    assert not loaded_by(code) & unneeded


def test_a_server_without_a_language_model_loads_no_client(small_index: Path) -> None:
    """The application as it is served by default, whatever else it needs."""
    code = (
        "from pathlib import Path\n"
        "from corpus.store import Store\n"
        "from service.api.app import create_app\n"
        "from service.knowledge_base import KnowledgeBase\n"
        "from tests.encoders import HashingEncoder\n"  # as the model's own hub client is another
        f"store = Store.open(Path({str(small_index)!r}))\n"
        "encoder = HashingEncoder(store.meta['model'], int(store.meta['dimension']))\n"
        "create_app(KnowledgeBase.of(store, encoder))"
    )
    assert not loaded_by(code) & {*CLIENT}


def test_a_server_has_ready_what_the_first_write_takes(small_index: Path, tmp_path: Path) -> None:
    """Once it has done ahead what it does, a write loads nothing, and what is loaded is used."""
    copied(small_index, tmp_path / "index")
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from threading import Event\n"
        "from corpus.document import Document\n"
        "from service.indexing.live import Live\n"
        "from service.serving.workers import warming\n"
        f"with Live.open(Path({str(tmp_path / 'index')!r})) as live:\n"
        "    warming(live, Event())\n"
        "    before = set(sys.modules)\n"
        "    live.put(Document('note', 'Note', 'A B200 draws 1000 W.'))\n"
        "assert not sys.modules.keys() - before, sys.modules.keys() - before\n"
    )
    assert not loaded_by(code) & {"torch", "transformers", "scipy", "sklearn", "pandas"}


def test_answers_are_sent_at_once() -> None:
    """The socket names its protocol: only then does asyncio send without waiting for more."""
    with listen("127.0.0.1", 0) as listening:
        assert listening.proto == socket.IPPROTO_TCP


def test_a_port_is_taken_before_anything_is_served() -> None:
    """Who comes second is told; who calls is kept waiting, not sent away."""
    with listen("127.0.0.1", 0) as listening:
        port = listening.getsockname()[1]
        with pytest.raises(InvalidInputError, match=rf"cannot listen on 127\.0\.0\.1:{port}"):
            listen("127.0.0.1", port)
        socket.create_connection(("127.0.0.1", port), timeout=60).close()
