"""An index in, all that it is served with out: its jobs, its queries, its answers' wording."""

from dataclasses import dataclass
from functools import partial
from threading import Lock
from typing import Self

from retrieval.embed import Encoder, load_encoder
from service.api import problems, schema
from service.api.board import Board
from service.graph.endpoint import Endpoint, over
from service.indexing.jobs import Jobs
from service.indexing.live import Live
from service.indexing.upload import read_upload
from service.llm.reword import Rewriter
from service.settings import Settings

JOBS = "jobs"  # the folder in an index's where processes that share it tell of their jobs


@dataclass(frozen=True, slots=True, eq=False)
class Collection:
    """One corpus, served. Close it, then end it; the index stays with whoever opened it.

    Attributes:
        at: What its addresses start with: nothing for the default, else `/collections/NAME`.
        live: Its index.
        settings: The settings in force for it: the IRIs of its graph have a base of their own.
        jobs: Its jobs.
        queries: What answers SPARQL queries over it.
        rewriter: The language model that words its answers, if one does.
    """

    at: str
    live: Live
    settings: Settings
    jobs: Board
    queries: Endpoint
    rewriter: Rewriter | None

    @classmethod
    def of(cls, live: Live, settings: Settings, at: str = "", *, shared: bool = False) -> Self:
        """Serve an index.

        Args:
            live: The index.
            settings: The settings in force for the default collection.
            at: What its addresses start with.
            shared: Whether other processes serve it, too, and must know of each other's jobs.
        """
        if at:
            base = settings.iri_base + at.removeprefix("/") + "/"
            settings = settings.model_copy(update={"base": base})
        read = partial(read_upload, max_bytes=settings.max_file_bytes)

        def described(job: str, error: Exception) -> schema.Problem:
            return problems.described_at(f"/v1{at}/jobs/{job}", error)

        jobs = Board(
            lambda board: Jobs(live, read, board.tell, board.stopped),
            live.ontology,
            described,
            live.folder / JOBS if shared else None,
        )
        queries = over(live.snapshot, settings)
        return cls(at, live, settings, jobs, queries, Rewriter.open(settings, live))

    @property
    def root(self) -> str:
        """What the addresses of its calls start with."""
        return f"/v1{self.at}"

    def close(self) -> None:
        """Stop its jobs and queries."""
        self.queries.close()
        self.jobs.close()

    async def end(self) -> None:
        """Let go of the language model's connections."""
        if self.rewriter:
            await self.rewriter.close()


class Encoders:
    """Each model loaded once, whatever number of indexes it has made."""

    def __init__(self, first: Encoder) -> None:
        """Begin with one that is loaded already."""
        self._known: dict[str | None, Encoder] = {first.name: first}
        self._loading = Lock()

    def __call__(self, name: str | None) -> Encoder:
        """The model of that name.

        Raises:
            ModelUnusableError: It cannot be loaded.
        """
        with self._loading:
            if name not in self._known:
                self._known[name] = load_encoder(name)
            return self._known[name]
