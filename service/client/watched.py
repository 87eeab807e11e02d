"""A job as it is seen now and then in, how long to wait before the next look out."""

from collections.abc import Callable
from time import monotonic

from service.api import schema
from service.client.errors import LateError

FIRST_PAUSE = 0.1  # seconds; each is half as long again as the one before
LONGEST_PAUSE = 2.0


def silent(_job: schema.Job) -> None:
    """Tell nobody."""


class Watched:
    """A job that is waited for."""

    def __init__(
        self,
        job: schema.JobSummary | str,
        progress: Callable[[schema.Job], object],
        timeout: float | None,
    ) -> None:
        self.id = job if isinstance(job, str) else job.id
        self._progress = progress
        self._timeout = timeout
        self._late = None if timeout is None else monotonic() + timeout
        self._pause = FIRST_PAUSE
        self._last: schema.Job | None = None

    def pause(self, job: schema.Job) -> float | None:
        """Seconds to wait until the next look; None where it has ended.

        Raises:
            LateError: It has not, in the time that it was given.
        """
        if job != self._last:
            self._progress(job)
        self._last = job
        if job.state.ended:
            return None
        if self._late is not None and monotonic() >= self._late:
            what = f"the job {self.id} has not ended within {self._timeout:g} s"
            raise LateError(what, "wait for it again, or cancel it")
        pause, self._pause = self._pause, min(self._pause * 1.5, LONGEST_PAUSE)
        return pause
