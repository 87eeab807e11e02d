"""What tools and resources are handed: the knowledge base and what else answers questions."""

from collections.abc import Callable
from dataclasses import dataclass

from kg.sparql.pool import Pool
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """What is asked, and how. Each of the three may be waited for: call them in a thread.

    Attributes:
        knowledge: Gives the knowledge base that is served now.
        settings: The settings in force.
        queries: Gives the pool that answers SPARQL queries.
        rewriter: Gives the language model that words answers, if one does.
    """

    knowledge: Callable[[], KnowledgeBase]
    settings: Settings
    queries: Callable[[], Pool]
    rewriter: Callable[[], Rewriter | None]
