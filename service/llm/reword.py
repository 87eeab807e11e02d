"""An extractive answer in, the same evidence worded by a model out, sentence by sentence verified.

A sentence that cannot be verified is dropped, and what the answer said from the evidence it cites
stands in its place. Where the model fails, all of the answer that is not said yet stands.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from dataclasses import replace
from typing import Self

from service.answer.answer import Answer, Statement
from service.evidence.citation import Citation
from service.indexing.live import Live
from service.knowledge_base import KnowledgeBase
from service.llm.evidence import Evidence
from service.llm.model import LanguageModel, ModelFailedError
from service.llm.prompt import Prompt
from service.llm.sentences import Draft, Sentences
from service.llm.verify import Verifier
from service.settings import Settings

MAX_WORDS = 80  # of an answer, a citation's mark being one
_log = logging.getLogger(__name__)


class Rewriter:
    """Words answers with a model. Close it.

    Attributes:
        close: Lets go of the model's connections; it can be kept for later without the rest.
    """

    def __init__(self, model: LanguageModel, verifier: Verifier, timeout: float) -> None:
        """Keep what it takes.

        Args:
            model: Writes sentences.
            verifier: Lets pass those that the evidence bears.
            timeout: Seconds that the model has for an answer, all in all.
        """
        self._model = model
        self.close = model.close
        self._verifier = verifier
        self._timeout = timeout

    @classmethod
    def open(cls, settings: Settings, kb: KnowledgeBase | Live) -> Self | None:
        """What the settings ask for; None where they name no model.

        Raises:
            PhasebookError: The settings or what is installed do not do for it.
        """
        model = LanguageModel.open(settings)
        if model is None:
            return None
        return cls(model, Verifier(kb.ontology, kb.named_in), settings.llm_timeout)

    async def reword(self, answer: Answer) -> AsyncGenerator[Statement | Answer, None]:
        """The statements of the answer in order, each as soon as it is known, then the answer."""
        evidence = Evidence.of(answer)
        account = _Account(answer, evidence)
        deadline = asyncio.get_running_loop().time() + self._timeout
        sentences = Sentences()
        whole = True
        try:
            async with aclosing(self._model.reply(Prompt.of(evidence), deadline)) as pieces:
                async for piece in pieces:
                    for said in await asyncio.to_thread(
                        self._settle, sentences.add(piece), account
                    ):
                        yield said
            for said in await asyncio.to_thread(self._settle, sentences.end(), account):
                yield said
        except ModelFailedError as error:
            _log.warning("%s", error)
            whole = False
        for said in account.close(whole=whole):
            yield said
        yield account.answer(self._model.name)

    def _settle(self, drafts: Iterable[Draft], account: "_Account") -> list[Statement]:
        """What the drafts let be said."""
        said: list[Statement] = []
        for draft in drafts:
            found = self._verifier.verify(draft, account.evidence)
            if isinstance(found, Statement):
                said += account.add(found)
            else:
                _log.info("dropped, as %s: %s", found, draft.text)
                account.drop(draft)
        return said


async def worded(
    answer: Answer, rewriter: Rewriter | None
) -> AsyncGenerator[Statement | Answer, None]:
    """The statements of an answer, then the answer; by the rewriter if there is anything to word.

    A refusal is never sent to a model.
    """
    if rewriter is None or not answer.answered:
        for statement in answer.statements:
            yield statement
        yield answer
        return
    async with aclosing(rewriter.reword(answer)) as parts:
        async for part in parts:
            yield part


class _Account:
    """What is said so far, and what stands in for what was dropped.

    Stand-ins are held back until a verified sentence follows: without any, the answer stays what it
    was, in its own order.
    """

    def __init__(self, answer: Answer, evidence: Evidence) -> None:
        self.evidence = evidence
        self._extractive = answer
        self._said: list[Statement] = []
        self._held: list[Statement] = []
        self._verified = False
        self._dropped = 0

    def add(self, statement: Statement) -> list[Statement]:
        """Take a verified sentence, unless it repeats one or there is no room for it."""
        if statement in self._said:
            return []
        held = [said for said in self._held if not self._covers(said, statement)]
        if not self._has_room([*held, statement]):
            self._dropped += 1
            return []
        self._held = []
        self._verified = True
        self._said += [*held, statement]
        return [*held, statement]

    def drop(self, draft: Draft) -> None:
        """Let what the answer said from the same evidence stand for a sentence."""
        self._dropped += 1
        self._hold(self.evidence.statements_on(self.evidence.cited(draft.marks)))

    def close(self, *, whole: bool) -> list[Statement]:
        """What is still to be said once no more sentences come.

        Args:
            whole: Whether the model came to its end.
        """
        if not self._verified:
            self._said = list(self._extractive.statements)
            return self._said
        if not whole:
            self._hold(self._extractive.statements)
        late: list[Statement] = []
        for statement in self._held:
            if not self._covers(statement) and self._has_room([*late, statement]):
                late.append(statement)
        self._said += late
        return late

    def answer(self, model: str) -> Answer:
        """The answer with what is said now."""
        worded_by = model if self._verified else None
        return replace(
            self._extractive,
            statements=tuple(self._said),
            worded_by=worded_by,
            dropped=self._dropped,
        )

    def _hold(self, statements: Iterable[Statement]) -> None:
        self._held += [s for s in statements if s not in self._held and not self._covers(s)]

    def _covers(self, statement: Statement, *coming: Statement) -> bool:
        """Whether all that a statement rests on is cited by what is said, or just coming."""
        cited: set[Citation] = {c for said in (*self._said, *coming) for c in said.citations}
        return cited.issuperset(statement.citations)

    def _has_room(self, more: Iterable[Statement]) -> bool:
        words = sum(len(said.text.split()) + 1 for said in [*self._said, *more])
        return words <= MAX_WORDS
