"""Small documents of our own, indexed by the real parts and opened for questions."""

from collections.abc import Mapping
from pathlib import Path

from kg.ontology import default_ontology
from retrieval.embed import Encoder
from service.evidence.candidate import Candidate
from service.indexing.build import build
from service.knowledge_base import KnowledgeBase
from service.question.question import Question

ONTOLOGY = default_ontology()


def open_papers(texts: Mapping[str, str], encoder: Encoder, folder: Path) -> KnowledgeBase:
    """Index Markdown texts by their id; close what is returned."""
    sources = folder / "sources"
    sources.mkdir()
    for name, text in texts.items():
        (sources / f"{name}.md").write_text(text, encoding="utf-8")
    build([sources], folder / "index", encoder)
    return KnowledgeBase.open(folder / "index")


def weighed(
    kb: KnowledgeBase, text: str, *documents: str
) -> tuple[Question, tuple[Candidate, ...]]:
    """A question as it is read, and the candidates for its answer, best first."""
    question = kb.read(text)
    evidence = kb._retriever.gather(kb._query(question, frozenset(documents)), 5)
    weigher = kb._composer._weigher
    return question, weigher.weigh(question, evidence.sentences, weigher.bearings(question))
