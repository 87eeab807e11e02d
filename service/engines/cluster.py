"""Files in, entries out, read by the workers of a Ray cluster: the only module that knows Ray.

Files travel to the workers and entries back, so the machines need no disk in common; each must have
the same Phasebook, with the same libraries, which is checked. Vectors have the same bytes where the
machines have the same processors.
"""

import warnings
from collections.abc import Iterable, Iterator
from itertools import cycle
from typing import TYPE_CHECKING, Protocol, cast

from corpus.errors import IndexUnusableError, InvalidInputError
from kg.ontology import default_ontology
from retrieval.embed import Encoder, load_encoder
from service.engines.engine import Done, LostError, Task, done, lost
from service.engines.program import made_by
from service.engines.window import windowed

if TYPE_CHECKING:
    from ray import ObjectRef


class _Method(Protocol):
    """A method of what runs elsewhere."""

    def remote(self, *given: object) -> "ObjectRef[Done]":
        """Call it; what it gives comes later."""
        ...


class _Worker(Protocol):
    """A `Reader` elsewhere."""

    @property
    def made_by(self) -> _Method: ...

    @property
    def read(self) -> _Method: ...


HERE = "ray"  # a cluster of this machine alone
AHEAD = 2  # files for each worker, of which one waits
QUIET = 40  # as logging counts


class Reader:
    """What runs on the cluster: it has the model and the vocabulary loaded."""

    def __init__(self, model: str) -> None:
        from kg.extraction import Extractor  # noqa: PLC0415 - heavy

        self._encoder = load_encoder(model)
        self._extractor = Extractor(default_ontology())

    def made_by(self) -> str:
        """What tells that it makes the same entries as another process."""
        return made_by(self._encoder.name)

    def read(self, task: Task) -> Done:
        """Read one file."""
        return done(task, self._extractor, self._encoder)


class Cluster:
    """Reads files on a Ray cluster."""

    def __init__(self, encoder: Encoder, address: str, jobs: int | None = None) -> None:
        """Prepare.

        Args:
            encoder: The model; the workers load it by its name.
            address: `ray` for a cluster of this machine alone, which is started and ended; else
                that of a cluster.
            jobs: How many workers; one for each of the cluster's processors unless given.

        Raises:
            InvalidInputError: Ray is not installed.
        """
        try:
            import ray  # noqa: PLC0415 - heavy, and optional
        except ImportError as error:
            what, remedy = "Ray is not installed", "install it: `pip install 'phasebook[ray]'`"
            raise InvalidInputError(what, remedy) from error
        self._ray = ray
        self._model = encoder.name
        self._address = address
        self._jobs = jobs

    def read(self, tasks: Iterable[Task], size: int) -> Iterator[Done]:  # noqa: ARG002 - the protocol's
        """What came of each file, as it comes.

        Raises:
            LostError: A worker ended over a file, or failed.
            IndexUnusableError: There is no such cluster, or it has another Phasebook.
        """
        self._connect()
        try:
            yield from self._read(tasks)
        finally:
            self._ray.shutdown()

    def _connect(self) -> None:
        local = self._address == HERE
        try:
            self._init(local=local)
        except (ConnectionError, ValueError, RuntimeError) as error:
            what = f"there is no Ray cluster at {self._address!r} ({error})"
            raise IndexUnusableError(what, "start one with `ray start --head`") from error

    def _init(self, *, local: bool) -> None:
        """Connect, and say nothing but in errors."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self._ray.init(
                address="local" if local else self._address,
                num_cpus=self._jobs if local else None,
                include_dashboard=False if local else None,
                logging_level=QUIET,
                log_to_driver=False,
            )

    def _read(self, tasks: Iterable[Task]) -> Iterator[Done]:
        jobs = self._jobs or self._processors()
        # One that has ended is not started again: whoever lost it should be told.
        made = self._ray.remote(num_cpus=1, max_restarts=0)(Reader)
        workers = cast("list[_Worker]", [made.remote(self._model) for _ in range(jobs)])
        self._check(workers)
        turns = cycle(workers)
        names: dict[ObjectRef[Done], str] = {}

        def start(task: Task) -> "ObjectRef[Done]":
            begun = next(turns).read.remote(task)
            names[begun] = task.name
            return begun

        def finish(
            begun: "list[ObjectRef[Done]]",
        ) -> "tuple[list[Done], list[ObjectRef[Done]]]":
            ready, others = self._ray.wait(begun)
            return [self._result(one, names.pop(one)) for one in ready], others

        yield from windowed(tasks, start, finish, AHEAD * jobs)

    def _processors(self) -> int:
        """How many the cluster has."""
        return int(self._ray.cluster_resources().get("CPU", 1))  # type: ignore[no-untyped-call]  # theirs has no types

    def _check(self, workers: list[_Worker]) -> None:
        """Refuse workers that would make other entries."""
        try:
            found = {str(self._ray.get(worker.made_by.remote())) for worker in workers}
        except self._ray.exceptions.RayError as error:
            what = f"a worker of the Ray cluster did not start ({_last(error)})"
            remedy = "see whether Phasebook is installed on all its machines"
            raise LostError(what, remedy) from error
        if found != {made_by(self._model)}:
            what = "the Ray cluster has another Phasebook, or other libraries, than this machine"
            raise IndexUnusableError(what, "install the same on all its machines")

    def _result(self, one: "ObjectRef[Done]", name: str) -> Done:
        try:
            found: Done = self._ray.get(one)
        except self._ray.exceptions.RayError as error:
            raise lost(name, f"ended or failed ({_last(error)})") from error
        return found


def _last(error: Exception) -> str:
    """The last line of what Ray says, which has the cause."""
    return (str(error).strip().splitlines() or [type(error).__name__])[-1]
