"""What routes are handed: the knowledge base, the settings, and checked parameters."""

from typing import Annotated, cast

from fastapi import Depends, Query, Request

from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings


def _knowledge_base(request: Request) -> KnowledgeBase:
    return cast(KnowledgeBase, request.app.state.knowledge_base)


def _settings(request: Request) -> Settings:
    return cast(Settings, request.app.state.settings)


def _rewriter(request: Request) -> Rewriter | None:
    return cast(Rewriter | None, request.app.state.rewriter)


Knowledge = Annotated[KnowledgeBase, Depends(_knowledge_base)]
InForce = Annotated[Settings, Depends(_settings)]
Wording = Annotated[Rewriter | None, Depends(_rewriter)]
Limit = Annotated[int, Query(ge=1, le=500, description="most to list")]
Offset = Annotated[int, Query(ge=0, le=2**31, description="how many to skip")]
