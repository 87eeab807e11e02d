"""What is served in, the server of the Model Context Protocol over it out (the official SDK)."""

import logging
from collections.abc import Callable
from typing import TypeVar

import mcp_types as types
from mcp.server import Server
from mcp.server.context import ServerRequestContext
from mcp.shared.exceptions import MCPError
from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool

from corpus.errors import PhasebookError
from service.api.guard.access import READS_ONLY
from service.api.guard.need import Need
from service.api.problems import FAILED, REPORT
from service.knowledge_base import KnowledgeBase
from service.mcp import resources
from service.mcp.served import Served, Serving
from service.mcp.tools import TOOLS, Tool
from service.version import __version__

INSTRUCTIONS = """Phasebook answers questions about AI training and inference from source documents.
Every sentence of an answer cites the exact words it rests on; every fact of its graph carries the
words that state it and tells whether other documents agree. Nothing comes from a model's memory:
where the documents do not say something, the answer is what they lack. Ask first; use concept,
path and compare to explore, search to read passages, sparql to count and filter; add_document,
where you have it, when you are told to add a source. Pass the citations on, and keep apart what the
documents say from what you add."""
_log = logging.getLogger(__name__)
_T = TypeVar("_T")
Context = ServerRequestContext[dict[str, object], object]
Paged = types.PaginatedRequestParams | None
May = Callable[[object, Need], bool]


class Handlers:
    """Answers the protocol's requests."""

    def __init__(self, serving: Serving, may: May) -> None:
        self._serving = serving
        self._may = may

    async def tools(self, context: Context, _asked: Paged) -> types.ListToolsResult:
        """The tools that the agent may use, described."""
        usable = [tool for tool in TOOLS.values() if self._may(context.request, tool.needed)]
        return types.ListToolsResult(tools=[tool.described for tool in usable])

    async def call(
        self, context: Context, asked: types.CallToolRequestParams
    ) -> types.CallToolResult:
        """Use a tool; what is wrong with a call is told to the agent, with the remedy."""
        tool = TOOLS.get(asked.name)
        if tool is None:
            what = f"no tool {asked.name[:100]!r}: use one of {', '.join(TOOLS)}"
            raise _invalid(what)
        if not self._may(context.request, tool.needed):
            return _failed(": ".join(READS_ONLY))
        try:
            async with self._serving(context.request) as served:
                return await _result(served, tool, asked)
        except ValidationError as error:
            return _failed(_faults(error))
        except PhasebookError as error:
            return _failed(str(error))
        except Exception:  # noqa: BLE001 - the agent must hear of it; it is logged
            _log.exception("the tool %s failed", asked.name)
            return _failed(f"{FAILED}: {REPORT}")

    async def resources(self, context: Context, asked: Paged) -> types.ListResourcesResult:
        """The documents, a page at a time."""
        cursor = asked.cursor if asked else None
        page = await self._found(context, lambda kb: resources.listed(kb, cursor))
        return types.ListResourcesResult(resources=page.resources, next_cursor=page.next)

    async def templates(
        self, _context: Context, _asked: Paged
    ) -> types.ListResourceTemplatesResult:
        """How the addresses of documents and concepts are made."""
        return types.ListResourceTemplatesResult(resource_templates=resources.TEMPLATES)

    async def read(
        self, context: Context, asked: types.ReadResourceRequestParams
    ) -> types.ReadResourceResult:
        """A document or a concept."""
        found = await self._found(context, lambda kb: resources.read(kb, asked.uri))
        return types.ReadResourceResult(contents=[found])

    async def _found(self, context: Context, find: Callable[[KnowledgeBase], _T]) -> _T:
        """What is looked up; the protocol has no other place for what is wrong with it."""

        def work(served: Served) -> _T:
            with served.snapshot() as kb:
                return find(kb)

        try:
            async with self._serving(context.request) as served:
                return await run_in_threadpool(work, served)
        except PhasebookError as error:
            raise _invalid(str(error)) from error


def anybody(_request: object, _needed: Need) -> bool:
    """Everything is allowed: to whoever started this process, and so could open the index."""
    return True


def server(serving: Serving, may: May = anybody) -> Server[dict[str, object]]:
    """The server; it speaks over whatever transport it is given.

    Args:
        serving: What a request of the transport asks, for as long as that takes.
        may: Whether whoever makes a request of the transport may do what a tool needs.
    """
    handlers = Handlers(serving, may)
    return Server(
        "phasebook",
        title="Phasebook",
        version=__version__,
        instructions=INSTRUCTIONS,
        on_list_tools=handlers.tools,
        on_call_tool=handlers.call,
        on_list_resources=handlers.resources,
        on_list_resource_templates=handlers.templates,
        on_read_resource=handlers.read,
    )


async def _result(
    served: Served, tool: Tool, asked: types.CallToolRequestParams
) -> types.CallToolResult:
    text, structured = await tool.call(served, asked.arguments or {})
    return types.CallToolResult(
        content=[types.TextContent(type="text", text=text)], structured_content=structured
    )


def _invalid(message: str) -> MCPError:
    return MCPError(code=types.INVALID_PARAMS, message=message)


def _failed(message: str) -> types.CallToolResult:
    content: list[types.ContentBlock] = [types.TextContent(type="text", text=message)]
    return types.CallToolResult(content=content, is_error=True)


def _faults(error: ValidationError) -> str:
    """What is wrong with which argument, without the value: that may be huge."""
    faults = [
        f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}"
        for fault in error.errors(include_url=False, include_input=False)
    ]
    return "; ".join(faults) + ": correct the arguments by the tool's input schema"
