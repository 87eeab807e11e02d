"""A question in, its answer out, worded by the language model if the settings name one."""

import asyncio
from collections.abc import Callable

from service.api import schema, views, worded
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter
from service.settings import Settings


def ask(
    kb: KnowledgeBase,
    settings: Settings,
    asked: views.Asked,
    tell: Callable[[schema.CitedStatement], None] = lambda _: None,
) -> schema.Answer:
    """What the documents say; `tell` gets each statement of a model as soon as it is verified."""
    rewriter = Rewriter.open(settings, kb)
    if rewriter is None:
        return views.ask(kb, asked)

    async def reworded() -> schema.Answer:
        try:
            return await worded.ask(kb, asked, rewriter, tell)
        finally:
            await rewriter.close()

    return asyncio.run(reworded())
