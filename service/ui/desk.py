"""What pages and callbacks are handed: one collection, and a way to attach.

Which one, the path of the page's address says: it goes with every call that a page makes.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from typing import Concatenate, ParamSpec, TypeVar

from dash import Dash, no_update, set_props
from dash.dependencies import Input, Output, State
from starlette.concurrency import run_in_threadpool

from corpus.errors import PhasebookError
from kg.sparql.pool import Pool
from service.api import schema, views
from service.api.turns import in_turn
from service.knowledge_base import KnowledgeBase
from service.settings import Settings
from service.ui.address import call, within
from service.ui.parts import problem

Wire = Input | Output | State
Given = ParamSpec("Given")
Made = TypeVar("Made")
UNCHANGED = no_update


Asked = tuple[str, str, tuple[str, ...]]


class Recent:
    """The last answers given, by what was asked of which state of the index."""

    def __init__(self, most: int = 64) -> None:
        self._most = most
        self._lock = Lock()
        self._answers: OrderedDict[Asked, schema.Answer] = OrderedDict()

    def get(self, asked: Asked) -> schema.Answer | None:
        """The answer, if it was given lately."""
        with self._lock:
            return self._answers.get(asked)

    def put(self, asked: Asked, answer: schema.Answer) -> None:
        """Keep an answer, and let go of the oldest."""
        with self._lock:
            self._answers[asked] = answer
            while len(self._answers) > self._most:
                self._answers.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Desk:
    """What is asked, and how, for as long as one part of a page is made.

    Attributes:
        kb: The knowledge base.
        settings: The settings in force.
        queries: Gives the pool that answers SPARQL queries.
        recent: The last answers given.
        writes: Whether who looks at the page may change documents.
        at: What the addresses of the collection start with.
    """

    kb: KnowledgeBase
    settings: Settings
    queries: Callable[[], Pool]
    recent: Recent = field(default_factory=Recent)
    writes: bool = False
    at: str = ""

    def call(self, path: str, **parameters: str | int | Iterable[str]) -> str:
        """The address of a call about this collection."""
        return call(within(self.at, path), **parameters)

    def answer(self, question: str, documents: tuple[str, ...]) -> schema.Answer:
        """What the documents say to a question; asked once for all parts of a page.

        Raises:
            InvalidInputError: The question is empty or too long.
            NotFoundError: There is no such document.
        """
        key = self.kb.fingerprint, question, documents
        if (known := self.recent.get(key)) is None:
            asked = views.asked(self.kb, self.settings, question, documents=documents)
            known = views.ask(self.kb, asked)
            self.recent.put(key, known)
        return known


@dataclass(frozen=True, slots=True)
class Page:
    """The Dash application, and what gives a desk for its callbacks, by the page's path."""

    dash: Dash
    desk: Callable[[str | None], AbstractAsyncContextManager[Desk]]

    def on(
        self,
        wires: list[Wire],
        work: Callable[Concatenate[Desk, Given], Made],
        *,
        at_start: bool = True,
        waits: bool = False,
    ) -> None:
        """Call `work` in a thread when an input changes, so that the server goes on meanwhile.

        Args:
            wires: What it sets, then what it is called with.
            work: What is done, at a desk.
            at_start: Whether also when its inputs appear.
            waits: Whether it waits for other processes, rather than keep the processor busy.
        """

        async def run(path: str | None, *given: Given.args, **named: Given.kwargs) -> object:
            async with AsyncExitStack() as held:
                try:
                    desk = await held.enter_async_context(self.desk(path))
                except PhasebookError as error:  # the collection has gone, or cannot be read
                    set_props("view", {"children": problem(error)})
                    return UNCHANGED
                done = partial(work, desk, *given, **named)
                return await (run_in_threadpool(done) if waits else in_turn(done))

        sets = [wire for wire in wires if isinstance(wire, Output)]
        given = [wire for wire in wires if not isinstance(wire, Output)]
        self.dash.callback(
            *sets, State("address", "pathname"), *given, prevent_initial_call=not at_start
        )(run)

    def on_client(self, wires: list[Wire], function: str, *, at_start: bool = True) -> None:
        """Call a function of `assets/page.js` in the browser when an input changes."""
        # An identifier is not enough for Dash, since assets load after its own scripts.
        self.dash.clientside_callback(  # type: ignore[no-untyped-call]
            f"(...given) => window.phasebook.{function}(...given)",
            *wires,
            prevent_initial_call=not at_start,
        )
