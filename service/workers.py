"""Work in, so many processes that do it out; one that ends is replaced until all are told to.

The first starts alone: it may have an index to build, which the others then find.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import NoReturn

from corpus.errors import InvalidInputError, PhasebookError

Work = Callable[[int, Callable[[], None]], None]
_PAUSE = 1.0  # seconds before a worker is replaced, so that one that cannot live costs little
_READY = b"."
NOT_DONE, FAILED, INTERRUPTED = 2, 1, 130


def supervise(count: int, work: Work) -> int:
    """Have `count` processes work until interrupted; the exit code, if the first cannot start.

    Args:
        count: How many.
        work: Given a worker's number, from 0, and what to call once it is at work.

    Raises:
        InvalidInputError: The system has no `fork`.
    """
    if sys.platform == "win32":
        what = f"there can be no {count} workers on Windows"
        raise InvalidInputError(what, "leave --workers out")
    signal.signal(signal.SIGTERM, _interrupted)
    workers: dict[int, int] = {}
    try:
        for number in range(count):
            process, ready = _started(work, number)
            workers[process] = number
            if number == 0 and not ready():
                del workers[process]
                return os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        while True:
            process, _ = os.wait()
            number = workers.pop(process)
            sys.stderr.write(f"phasebook: worker {number} ended, and is replaced\n")
            time.sleep(_PAUSE)
            workers[_started(work, number)[0]] = number
    except KeyboardInterrupt:
        return 0
    finally:
        _end(list(workers))


def _started(work: Work, number: int) -> tuple[int, Callable[[], bool]]:
    """A new worker, and what waits until it is at work, or tells that it never was."""
    reading, writing = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(reading)
        _work(work, number, writing)
    os.close(writing)

    def ready() -> bool:
        return os.read(reading, 1) == _READY

    return process, ready


def _work(work: Work, number: int, writing: int) -> NoReturn:
    """Work in this process, and end it."""
    code = FAILED
    signal.signal(signal.SIGTERM, signal.SIG_DFL)

    def tell() -> None:
        with suppress(OSError):  # only the first worker is waited for
            os.write(writing, _READY)

    try:
        work(number, tell)
        code = 0
    except PhasebookError as error:
        sys.stderr.write(f"phasebook: {error}\n")
        code = NOT_DONE
    except KeyboardInterrupt:
        code = INTERRUPTED
    except BaseException:  # noqa: BLE001 - whatever it is ends here, and is said
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        sys.stdout.flush()
        os._exit(code)


def _end(workers: list[int]) -> None:
    for process in workers:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGTERM)
    for process in workers:
        with suppress(ChildProcessError, KeyboardInterrupt):
            os.waitpid(process, 0)


def _interrupted(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt
