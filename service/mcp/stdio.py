"""Settings in, the Model Context Protocol over standard input and output until that is closed.

The protocol is spoken at once, while the index is still being opened, or even made: agents wait for
an answer, but not long for a first word. Whatever else is printed goes to standard error.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack
from threading import Lock

import anyio
from mcp.server.stdio import stdio_server

from service.graph.endpoint import over
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.mcp.served import Served, always
from service.mcp.server import server
from service.settings import Settings

Opened = AbstractContextManager[tuple[Live, Settings]]


class Coming:
    """An index that is being opened in a thread. Use it as a context manager."""

    def __init__(self, opened: Callable[[], Opened], settings: Settings) -> None:
        self._opened = opened
        self._settings = settings
        self._stack = ExitStack()
        self._thread = ThreadPoolExecutor(1)
        self._found: Future[Live] = Future()
        self._lock = Lock()
        self._rewriter: Rewriter | None = None

    def __enter__(self) -> "Coming":
        self._found = self._thread.submit(self._open)
        return self

    def __exit__(self, *error: object) -> None:
        self._thread.shutdown(cancel_futures=True)
        self._stack.close()

    def snapshot(self) -> AbstractContextManager[KnowledgeBase]:
        """The index as it is now, as soon as it is open.

        Raises:
            PhasebookError: It cannot be opened.
        """
        return self.live().snapshot()

    def live(self) -> Live:
        """The index, as soon as it is open.

        Raises:
            PhasebookError: It cannot be opened.
        """
        return self._found.result()

    def rewriter(self) -> Rewriter | None:
        """The language model that the settings name."""
        with self._lock:
            if self._rewriter is None:
                self._rewriter = Rewriter.open(self._settings, self.live())
            return self._rewriter

    async def close(self) -> None:
        """Let go of the language model."""
        if self._rewriter:
            await self._rewriter.close()

    def _open(self) -> Live:
        live, _ = self._stack.enter_context(self._opened())
        return live


def run(opened: Callable[[], Opened], settings: Settings) -> None:
    """Serve until standard input ends."""
    with Coming(opened, settings) as coming:
        endpoint = over(coming.snapshot, settings)
        served = Served(
            snapshot=coming.snapshot,
            settings=settings,
            queries=lambda: endpoint.pool,
            rewriter=coming.rewriter,
            live=coming.live,
        )
        try:
            anyio.run(_speak, served, coming)
        finally:
            endpoint.close()


async def _speak(served: Served, coming: Coming) -> None:
    speaking = server(always(served))
    async with stdio_server() as (reading, writing):
        await speaking.run(reading, writing, speaking.create_initialization_options())
    await coming.close()
