"""A question in, its answer part by part out: worded by a language model where one is set."""

import time
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from functools import partial

from service.answer.answer import Answer, Statement
from service.api import convert, schema, views
from service.api.ahead import heard
from service.api.turns import here, in_turn, nobody_works
from service.evidence.citation import Citation
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


async def ask_json(kb: KnowledgeBase, asked: views.Asked, rewriter: Rewriter | None) -> bytes:
    """The same as JSON; without a model all of it is made in one go."""
    if rewriter is not None:
        return views.json_of(await ask(kb, asked, rewriter))
    start = time.perf_counter()
    await _heard(kb, asked)

    def answer() -> bytes:
        return views.json_of(views.ask(kb, asked, start))

    if kb.at_hand:
        return await here(answer)
    return await in_turn(answer, busy=kb.in_memory)


async def parts(
    kb: KnowledgeBase, asked: views.Asked, rewriter: Rewriter | None
) -> AsyncGenerator[schema.CitedStatement | schema.Answer, None]:
    """The statements of the answer, each as soon as it is known, then the answer.

    An explanation is of the answer in the sources' own words, which is what the rewriter is given.
    """
    start = time.perf_counter()
    await _heard(kb, asked)
    said, explanation = await in_turn(lambda: asked.put_to(kb), busy=kb.in_memory)
    numbers: dict[Citation, int] = {}
    async with aclosing(worded(said, rewriter)) as coming:
        async for part in coming:
            match part:
                case Statement():
                    yield convert.cited_statement(part, numbers)
                case Answer() as answer:
                    took_ms = views.milliseconds_since(start)
                    yield await in_turn(partial(views.answer, kb, answer, explanation, took_ms))


async def _heard(kb: KnowledgeBase, asked: views.Asked) -> None:
    """Have a question read ahead, unless its answer is remembered.

    Where nobody works, and a thread will answer, it is read there: on the way to another there is
    more time to lose than to gain.
    """
    known = not asked.explain and kb.knows(asked.question, asked.top_k, asked.documents)
    if not (known or (nobody_works() and not kb.at_hand)):
        await heard(kb, asked.question)
