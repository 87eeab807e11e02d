"""What tools and resources are handed: the knowledge base and what else answers questions."""

from collections.abc import AsyncGenerator, Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager, asynccontextmanager
from dataclasses import dataclass

from kg.sparql.pool import Pool
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings


@dataclass(frozen=True, slots=True)
class Served:
    """What is asked, and how. What is called may take its time: call it in a thread.

    Attributes:
        snapshot: Gives the knowledge base as it is now, for the length of a block.
        settings: The settings in force.
        queries: Gives the pool that answers SPARQL queries.
        rewriter: Gives the language model that words answers, if one does.
        live: Gives the index, to be written.
    """

    snapshot: Callable[[], AbstractContextManager[KnowledgeBase]]
    settings: Settings
    queries: Callable[[], Pool]
    rewriter: Callable[[], Rewriter | None]
    live: Callable[[], Live]


Serving = Callable[[object], AbstractAsyncContextManager[Served]]


def always(served: Served) -> Serving:
    """The same, whatever a request of the transport is."""

    @asynccontextmanager
    async def serving(_request: object) -> AsyncGenerator[Served, None]:
        yield served

    return serving
