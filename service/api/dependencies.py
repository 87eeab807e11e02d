"""What routes are handed: the index, its state for this request, the settings, parameters."""

from collections.abc import AsyncIterator
from typing import Annotated, cast

from fastapi import Depends, Query, Request

from service.api.board import Board
from service.knowledge_base import KnowledgeBase
from service.live import Live
from service.llm.reword import Rewriter
from service.settings import Settings


def live(request: Request) -> Live:
    """The index that the request is about."""
    return cast(Live, request.app.state.live)


def jobs(request: Request) -> Board:
    """The jobs of the index that the request is about."""
    return cast(Board, request.app.state.jobs)


async def _knowledge_base(request: Request) -> AsyncIterator[KnowledgeBase]:
    """One state of the index, from the start of the request to the end of its response."""
    with live(request).snapshot() as kb:
        yield kb


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _rewriter(request: Request) -> Rewriter | None:
    return cast(Rewriter | None, request.app.state.rewriter)


Index = Annotated[Live, Depends(live)]
Work = Annotated[Board, Depends(jobs)]
Knowledge = Annotated[KnowledgeBase, Depends(_knowledge_base)]
InForce = Annotated[Settings, Depends(_settings)]
Wording = Annotated[Rewriter | None, Depends(_rewriter)]
Limit = Annotated[int, Query(ge=1, le=500, description="most to list")]
Offset = Annotated[int, Query(ge=0, le=2**31, description="how many to skip")]
