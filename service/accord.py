"""How the sources of a knowledge base stand to each other, found once for each of its graphs.

To compare all claims takes seconds, so what is found is kept beside the index, too, under what it
was made of: the index's fingerprint, the vocabulary and the code that compares.

    SHA-256 of both | newline | JSON
"""

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from secrets import token_hex
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from kg.agreement.groups import Agreement
from kg.agreement.record import from_json, to_json
from kg.graph import KnowledgeGraph

if TYPE_CHECKING:
    from kg.agreement.alike import Meaning
    from kg.ontology import Ontology

FILE = "agreement.json"

_found: WeakKeyDictionary[KnowledgeGraph, Agreement] = WeakKeyDictionary()
_locks: WeakKeyDictionary[KnowledgeGraph, Lock] = WeakKeyDictionary()
_looking = Lock()


def accord(
    graph: KnowledgeGraph,
    ontology: "Ontology",
    meaning: "Meaning | None" = None,
    kept: "Kept | None" = None,
) -> Agreement:
    """The agreement of all claims of a graph; later calls take what the first one found.

    Args:
        graph: Whose claims.
        ontology: The vocabulary.
        meaning: An encoder of texts.
        kept: Where what was found before is, and is to be kept.
    """
    with _looking:
        lock = _locks.setdefault(graph, Lock())
    with lock:  # of this graph alone: who asks for another's does not wait
        if graph not in _found:
            _found[graph] = _find(graph, lambda: Agreement(graph.claims(), ontology, meaning), kept)
        return _found[graph]


class Kept:
    """The file beside an index that holds its agreement; without it, all goes on."""

    def __init__(self, folder: Path, fingerprint: str) -> None:
        self._file = folder / FILE
        self._made_of = f"{fingerprint} {_code()}"

    def read(self, graph: KnowledgeGraph) -> Agreement | None:
        """What was kept; None where there is nothing, or it is damaged or of something else."""
        try:
            digest, _, text = self._file.read_text(encoding="utf-8").partition("\n")
        except (OSError, UnicodeDecodeError):
            return None
        return from_json(text, graph.claims()) if digest == self._digest(text) else None

    def write(self, agreement: Agreement) -> None:
        """Keep it, in place of what there was, in one step."""
        text = to_json(agreement)
        fresh = self._file.with_name(f"{FILE}.{token_hex(4)}")
        try:
            fresh.write_text(f"{self._digest(text)}\n{text}", encoding="utf-8")
            fresh.replace(self._file)
        except OSError:  # it is derived: the next start finds it again
            fresh.unlink(missing_ok=True)

    def _digest(self, text: str) -> str:
        return sha256(f"{self._made_of} {text}".encode()).hexdigest()


def _find(graph: KnowledgeGraph, compare: Callable[[], Agreement], kept: Kept | None) -> Agreement:
    if kept is None:
        return compare()
    found = kept.read(graph)
    if found is None:
        found = compare()
        kept.write(found)
    return found


@cache
def _code() -> str:
    """Digest of what decides how claims compare, beside themselves."""
    digest = sha256((files("kg") / "ontology.ttl").read_bytes())
    for module in sorted(files("kg.agreement").iterdir(), key=lambda module: module.name):
        if module.name.endswith(".py"):
            digest.update(module.read_bytes())
    return digest.hexdigest()
