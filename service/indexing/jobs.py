"""Many documents in, written one by one in the background: a job, with its progress and results.

Each document is a transaction of its own, so a job that is cancelled or fails has written whole
documents alone; what came of each is in the job's report.
"""

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from secrets import token_hex
from threading import Lock

from corpus.document import Document
from corpus.errors import NotFoundError, PhasebookError
from service.indexing.change import Written
from service.indexing.live import Live
from service.indexing.states import JobState
from service.indexing.upload import Upload

STAGES = ("read", "extract", "embed", "store")
MOST_WAITING = 16
MOST_KEPT = 100  # jobs that have ended

_log = logging.getLogger(__name__)


class TooManyJobsError(PhasebookError):
    """More work is waiting than is taken on."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one document: it was written, or there is an error.

    Attributes:
        name: What the client calls the file, or the document's id.
        written: What was done.
        error: Why nothing was.
    """

    name: str
    written: Written | None = None
    error: Exception | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A job as it is at one moment.

    Attributes:
        id: Its name.
        state: How far it is.
        total: How many documents it has.
        stages: How many of them are through each stage.
        outcomes: What came of those that are through.
        created: When it was asked for.
        started: When it began.
        ended: When it was done, failed or cancelled.
        cancelling: Whether it was told to stop, and will.
    """

    id: str
    state: JobState
    total: int
    created: datetime
    stages: tuple[tuple[str, int], ...] = tuple((stage, 0) for stage in STAGES)
    outcomes: tuple[Outcome, ...] = ()
    started: datetime | None = None
    ended: datetime | None = None
    cancelling: bool = False


class CancelledError(Exception):
    """The job that this is raised in was told to stop."""


@dataclass(eq=False)
class _Job:
    report: Report
    tell: Callable[[Report], None]
    stopped: Callable[[str], bool]
    lock: Lock = field(default_factory=Lock)

    def update(self, **changes: object) -> None:
        with self.lock:
            self.report = replace(self.report, **changes)  # type: ignore[arg-type]  # its own fields
            self.tell(self.report)

    def through(self, stage: str, done: int) -> None:
        """The document at hand is through a stage, if it is at its end; or the job is cancelled."""
        if self.report.cancelling or self.stopped(self.report.id):
            raise CancelledError
        self.update(stages=tuple((n, done if n == stage else was) for n, was in self.report.stages))


class Jobs:
    """The jobs of one index; they run one after the other. Close it."""

    def __init__(
        self,
        live: Live,
        read: Callable[[Upload], Document],
        tell: Callable[[Report], None] = lambda _: None,
        stopped: Callable[[str], bool] = lambda _: False,
    ) -> None:
        """Write to an index.

        Args:
            live: The index.
            read: What makes a document of what was sent.
            tell: Told how far a job is, whenever that changes.
            stopped: Whether a job was told elsewhere to stop.
        """
        self._tell, self._stopped = tell, stopped
        self._live = live
        self._read = read
        self._jobs: OrderedDict[str, _Job] = OrderedDict()
        self._lock = Lock()
        self._pool = ThreadPoolExecutor(1, "phasebook-jobs")

    def start(self, uploads: Sequence[Upload]) -> Report:
        """Begin to write documents, as soon as the jobs before are through.

        Raises:
            TooManyJobsError: Too many are waiting already.
        """
        report = Report(token_hex(8), JobState.QUEUED, len(uploads), datetime.now(UTC))
        job = _Job(report, self._tell, self._stopped)
        with self._lock:
            waiting = sum(not other.report.state.ended for other in self._jobs.values())
            if waiting >= MOST_WAITING:
                what = f"{waiting} jobs are under way or waiting"
                raise TooManyJobsError(what, "try again when some have ended")
            self._jobs[job.report.id] = job
            self._forget()
        self._tell(report)
        self._pool.submit(self._run, job, uploads)
        return job.report

    def all(self) -> list[Report]:
        """The jobs, the latest first."""
        with self._lock:
            return [job.report for job in reversed(self._jobs.values())]

    def get(self, name: str) -> Report:
        """How far a job is.

        Raises:
            NotFoundError: There is none of that id, or it ended long ago.
        """
        return self._job(name).report

    def cancel(self, name: str) -> Report:
        """Stop a job before its next document; what it has written stays.

        Raises:
            NotFoundError: There is none of that id.
        """
        job = self._job(name)
        if not job.report.state.ended:
            job.update(cancelling=True)
        return job.report

    def close(self) -> None:
        """Stop what runs, and begin nothing more."""
        for report in self.all():
            self.cancel(report.id)
        self._pool.shutdown()

    def _job(self, name: str) -> _Job:
        with self._lock:
            found = self._jobs.get(name)
        if found is None:
            what = f"no job {name!r}"
            raise NotFoundError(what, "list the jobs; the oldest are forgotten")
        return found

    def _forget(self) -> None:
        ended = [name for name, job in self._jobs.items() if job.report.state.ended]
        for name in ended[: max(0, len(ended) - MOST_KEPT)]:
            del self._jobs[name]

    def _run(self, job: _Job, uploads: Sequence[Upload]) -> None:
        job.update(state=JobState.RUNNING, started=datetime.now(UTC))
        state = JobState.DONE
        try:
            for upload in uploads:
                outcome = self._outcome(job, upload)
                job.update(outcomes=(*job.report.outcomes, outcome))
        except CancelledError:
            state = JobState.CANCELLED
        except Exception:  # noqa: BLE001 - a thread has nobody to tell but the job and the log
            _log.exception("a job failed")
            state = JobState.FAILED
        try:
            self._live.refresh()
        except PhasebookError:
            _log.exception("what a job wrote cannot be read")
            state = JobState.FAILED
        job.update(state=state, ended=datetime.now(UTC), cancelling=False)

    def _outcome(self, job: _Job, upload: Upload) -> Outcome:
        """What comes of one document."""
        number = len(job.report.outcomes) + 1
        job.through("read", number - 1)

        def progress(stage: str, done: int, total: int) -> None:
            job.through(stage, number if done == total else number - 1)

        name = upload.id or upload.name
        try:
            document = self._read(upload)
            job.through("read", number)
            written = self._live.put(document, progress, more=True)
        except CancelledError:
            raise
        except PhasebookError as error:
            return Outcome(name, error=error)
        except Exception as error:  # noqa: BLE001 - the other documents are still to be written
            _log.exception("a document failed")
            return Outcome(name, error=error)
        job.update(stages=tuple((stage, number) for stage in STAGES))
        return Outcome(name, written)
