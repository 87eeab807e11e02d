"""The jobs of all processes that serve one index: one's own in memory, the others' as files.

Each process writes what its jobs have come to into the folder, and holds a lock there as long as
it lives; a job whose process has gone has failed. Names of files are ids that were checked.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from secrets import token_hex

from filelock import FileLock, Timeout

from corpus.errors import NotFoundError
from kg.ontology import Ontology
from service.api import changes, schema
from service.indexing.jobs import Jobs, Report
from service.indexing.states import JobState

MOST_KEPT = 100  # files of jobs that have ended
_ID = re.compile(r"[0-9a-f]{16}\Z")
_STOP, _JSON, _LOCK = ".stop", ".json", ".lock"


class Board:
    """What is known of jobs, whichever process runs them. Close it."""

    def __init__(
        self,
        jobs: Callable[["Board"], Jobs],
        ontology: Ontology,
        described: changes.Described,
        folder: Path | None = None,
    ) -> None:
        """Look at jobs.

        Args:
            jobs: Makes this process' own; they tell the board how far they are.
            ontology: The vocabulary.
            described: Makes problem details of an error, by the job in which it occurred.
            folder: Where the jobs of other processes are told, if there are such.
        """
        self._ontology = ontology
        self._described = described
        self._folder = folder
        self._process = token_hex(8)
        self._lock: FileLock | None = None
        if folder:
            folder.mkdir(exist_ok=True)
            self._lock = FileLock(folder / (self._process + _LOCK))
            self._lock.acquire()
        self.own = jobs(self)

    @property
    def busy(self) -> bool:
        """Whether a job of this process waits or runs."""
        return any(not report.state.ended for report in self.own.all())

    def job(self, name: str) -> schema.Job:
        """A job as it is now.

        Raises:
            NotFoundError: There is none of that id, or it ended long ago.
        """
        try:
            return self._said(self.own.get(name))
        except NotFoundError:
            found = self._read(name)
            if found is None:
                raise
            return found

    def all(self) -> list[schema.Job]:
        """The jobs, the latest first."""
        found = {job.id: job for job in self._others()}
        found |= {report.id: self._said(report) for report in self.own.all()}
        return sorted(found.values(), key=lambda job: (job.created, job.id), reverse=True)

    def cancel(self, name: str) -> schema.Job:
        """Stop a job before its next document; what it has written stays.

        Raises:
            NotFoundError: There is none of that id.
        """
        found = self.job(name)
        try:
            return self._said(self.own.cancel(name))
        except NotFoundError:
            if self._folder and not found.state.ended:
                (self._folder / (name + _STOP)).touch()
                found = found.model_copy(update={"cancelling": True})
            return found

    def tell(self, report: Report) -> None:
        """Let the other processes know how far a job of this one is."""
        if not self._folder:
            return
        said = schema.PostedJob(process=self._process, job=self._said(report))
        fresh = self._folder / f"{report.id}.{self._process}"
        fresh.write_text(said.model_dump_json(), encoding="utf-8")
        fresh.replace(self._folder / (report.id + _JSON))
        if report.state.ended:
            (self._folder / (report.id + _STOP)).unlink(missing_ok=True)
            self._forget()

    def stopped(self, name: str) -> bool:
        """Whether another process was told to stop a job of this one."""
        return self._folder is not None and (self._folder / (name + _STOP)).exists()

    def close(self) -> None:
        """Stop this process' jobs."""
        self.own.close()
        if self._lock:
            self._lock.release()
            Path(self._lock.lock_file).unlink(missing_ok=True)

    def _said(self, report: Report) -> schema.Job:
        return changes.job(report, self._ontology, self._described)

    def _others(self) -> Iterator[schema.Job]:
        return _posted(self._folder) if self._folder else iter(())

    def _read(self, name: str) -> schema.Job | None:
        return _read(self._folder, name) if self._folder else None

    def _forget(self) -> None:
        files = sorted(self._folder.glob("*" + _JSON), key=_age) if self._folder else []
        for file in files[MOST_KEPT:]:
            file.unlink(missing_ok=True)


def under_way(folder: Path) -> bool:
    """Whether a job waits or runs, of any process that tells of its jobs in a folder."""
    return any(not job.state.ended for job in _posted(folder))


def _posted(folder: Path) -> Iterator[schema.Job]:
    for file in folder.glob("*" + _JSON):
        found = _read(folder, file.stem)
        if found:
            yield found


def _read(folder: Path, name: str) -> schema.Job | None:
    if not _ID.match(name):
        return None
    try:
        posted = (folder / (name + _JSON)).read_text(encoding="utf-8")
    except OSError:
        return None
    found = schema.PostedJob.model_validate_json(posted)
    if found.job.state.ended or _lives(folder, found.process):
        return found.job
    return found.job.model_copy(update={"state": JobState.FAILED, "cancelling": False})


def _lives(folder: Path, process: str) -> bool:
    """Whether a process still holds its lock."""
    if not _ID.match(process):
        return False
    file = folder / (process + _LOCK)
    if not file.exists():
        return False
    try:
        with FileLock(file, timeout=0):
            return False
    except Timeout:
        return True


def _age(file: Path) -> float:
    """Sorts the latest first; one that is just being replaced is the latest."""
    try:
        return -file.stat().st_mtime
    except OSError:
        return float("-inf")
