"""A question in, its answer part by part out: worded by a language model where one is set."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from starlette.concurrency import run_in_threadpool

from service.answer import Answer, Citation, Statement
from service.api import convert, schema, views
from service.knowledge_base import KnowledgeBase
from service.llm.reword import Rewriter, worded


async def ask(
    kb: KnowledgeBase,
    asked: views.Asked,
    rewriter: Rewriter | None,
    tell: Callable[[schema.CitedStatement], None] = lambda _: None,
) -> schema.Answer:
    """What the documents say to a question; `tell` gets each statement as soon as it is known."""
    async with aclosing(parts(kb, asked, rewriter)) as coming:
        async for part in coming:
            match part:
                case schema.CitedStatement():
                    tell(part)
                case schema.Answer():
                    return part
    message = "an answer always comes last"
    raise AssertionError(message)


async def parts(
    kb: KnowledgeBase, asked: views.Asked, rewriter: Rewriter | None
) -> AsyncGenerator[schema.CitedStatement | schema.Answer, None]:
    """The statements of the answer, each as soon as it is known, then the answer.

    An explanation is of the answer in the sources' own words, which is what the rewriter is given.
    """
    start = time.perf_counter()
    said, explanation = await run_in_threadpool(asked.put_to, kb)
    numbers: dict[Citation, int] = {}
    async with aclosing(worded(said, rewriter)) as coming:
        async for part in coming:
            match part:
                case Statement():
                    yield convert.cited_statement(part, numbers)
                case Answer():
                    took_ms = views.milliseconds_since(start)
                    yield await run_in_threadpool(views.answer, kb, part, explanation, took_ms)
