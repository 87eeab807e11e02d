"""How sources stand is found once for an index, and never for another than it was found for."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from corpus.document import Span
from kg.agreement.groups import Agreement, Verdict
from kg.claim import Claim, Concept, Text
from kg.graph import KnowledgeGraph
from kg.ontology import default_ontology
from retrieval.embed import Vectors
from service.accord import FILE, Kept, accord

ONTOLOGY = default_ontology()
H100 = ONTOLOGY.concepts["hw-h100"]


def says(document: str, value: str | Concept) -> Claim:
    """What a document says of the H100."""
    spoken = Text(value) if isinstance(value, str) else value
    return Claim(
        H100, "states" if value is spoken else "limit", spoken, Span(document, 0, 1), "hand"
    )


CLAIMS = [says("a", "needs much power"), says("b", "needs a lot of power"), says("c", "is red")]


class Meaning:
    """Takes all texts for alike, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, texts: Sequence[str]) -> Vectors:
        """The same vector for each."""
        self.asked += 1
        return np.ones((len(texts), 1), dtype=np.float32)


def find(folder: Path, fingerprint: str, claims: Sequence[Claim] = CLAIMS) -> tuple[Agreement, int]:
    """What a fresh start finds, and how often it had to compare meanings for that."""
    meaning = Meaning()
    graph = KnowledgeGraph.of(claims, ONTOLOGY)
    found = accord(graph, ONTOLOGY, meaning, Kept(folder, fingerprint))
    assert accord(graph, ONTOLOGY) is found
    return found, meaning.asked


def test_a_later_start_takes_what_was_found(tmp_path: Path) -> None:
    """And asks for no meaning."""
    first, asked = find(tmp_path, "sha256:one")
    again, asked_again = find(tmp_path, "sha256:one")
    assert (asked, asked_again) == (1, 0)
    assert again.groups == first.groups
    assert any(group.verdict is Verdict.AGREE for group in first.groups)


def test_another_index_finds_its_own(tmp_path: Path) -> None:
    """Also where it has lost a claim that the file speaks of."""
    find(tmp_path, "sha256:one")
    fewer, asked = find(tmp_path, "sha256:two", CLAIMS[:1])
    assert asked <= 1
    assert [claim for group in fewer.groups for claim in group.claims] == CLAIMS[:1]
    assert find(tmp_path, "sha256:two", CLAIMS[:1])[0].groups == fewer.groups


@pytest.mark.parametrize("place", [0, 20, 66, -2])
def test_a_damaged_file_is_not_used(tmp_path: Path, place: int) -> None:
    """Wherever a byte differs; it is written anew."""
    first, _ = find(tmp_path, "sha256:one")
    data = bytearray((tmp_path / FILE).read_bytes())
    data[place] ^= 0x81
    (tmp_path / FILE).write_bytes(data)
    again, asked = find(tmp_path, "sha256:one")
    assert asked == 1
    assert again.groups == first.groups
    assert find(tmp_path, "sha256:one")[1] == 0


def test_where_nothing_can_be_written_all_goes_on(tmp_path: Path) -> None:
    """A folder that is not there stands for one that is read-only."""
    found, _ = find(tmp_path / "absent", "sha256:one")
    assert found.groups == find(tmp_path, "sha256:one")[0].groups
