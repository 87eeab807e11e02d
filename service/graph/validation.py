"""A knowledge base or files in, a report of what does not conform to the shapes out."""

from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict, computed_field
from rdflib import RDF, Graph

from kg.export.conformance import Fault, faults
from kg.export.rdf import bind
from kg.ontology import BASE
from kg.sparql.files import read_files, union
from service.graph.export import merged
from service.knowledge_base import KnowledgeBase

_CLAIM = "ns#Claim"


class Report(BaseModel):
    """What was checked and what was found."""

    model_config = ConfigDict(frozen=True)

    triples: int
    faults: tuple[Fault, ...]

    @computed_field
    def conforms(self) -> bool:
        """Whether nothing was found."""
        return not self.faults

    def text(self, limit: int) -> str:
        """For people: one line a fault, no more than `limit` of them."""
        if not self.faults:
            return f"{self.triples:,} triples conform to the shapes"
        lines = [f"{len(self.faults):,} faults in {self.triples:,} triples:"]
        lines += [_line(fault) for fault in self.faults[:limit]]
        if len(self.faults) > limit:
            lines.append(f"... and {len(self.faults) - limit:,} more (--limit, --json)")
        return "\n".join(lines)


def validated(kb: KnowledgeBase, base: str) -> Report:
    """What an export of a knowledge base would have against it."""
    return _checked(merged(kb, base), base)


def validated_files(paths: Iterable[Path]) -> Report:
    """What files have against them, taken together; their base is that of their claims.

    Raises:
        UnreadableError: A file that is missing, of no known suffix, or broken.
    """
    graph = Graph().parse(data=union(read_files(map(str, paths), BASE)), format="nt")
    base = _base_of(graph)
    bind(graph, base)
    return _checked(graph, base)


def _checked(graph: Graph, base: str) -> Report:
    return Report(triples=len(graph), faults=tuple(faults(graph, base)))


def _base_of(graph: Graph) -> str:
    """The base under which the first claim, by name, is one."""
    classes = {str(class_) for class_ in graph.objects(None, RDF.type)}
    return min((c.removesuffix(_CLAIM) for c in classes if c.endswith(_CLAIM)), default=BASE)


def _line(fault: Fault) -> str:
    where = " ".join(part for part in (fault.node, fault.path, fault.value) if part)
    rule = f" [{fault.rule}]" if fault.rule else ""
    return f"- {where}: {fault.message}{rule}"
