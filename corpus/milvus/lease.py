"""One writer at a time: a row that says who may write, and until when.

Milvus has no transactions and no locks. Who wants to write waits until nobody may, writes its name,
waits longer than any such write takes, and may write if the name is still its own (Fischer's
mutual exclusion). A writer that was killed keeps others waiting until its time is over.
"""

import json
from secrets import token_hex
from time import sleep, time

from corpus.errors import IndexUnusableError
from corpus.milvus.client import Server
from corpus.milvus.tables import KEY, STATE

NAME = "lease"
LASTS = 30.0  # seconds
SETTLES = 0.3  # seconds in which a row that was written is there for all
AT_ONCE = 0.01  # the same in this process
PATIENCE = 90.0  # seconds to wait for another
PAUSE = 0.5


class Lease:
    """The right to write to an index; it is kept between writes, and must be given back."""

    def __init__(self, server: Server) -> None:
        self._server = server
        self._owner = token_hex(8)
        self._settles = AT_ONCE if server.place.is_file else SETTLES
        self._until = 0.0

    def take(self) -> bool:
        """Have the right for some time; whether it had been lost since the last time.

        Raises:
            IndexUnusableError: Another keeps it.
        """
        kept = time() + SETTLES < self._until
        if not kept:
            self._wait()
        self._write(time() + LASTS)
        if not kept:
            sleep(self._settles)
            if self._holder()[0] != self._owner:
                return self.take()
        return not kept

    def extend(self) -> None:
        """Have it for longer, if the time is half over."""
        if self._until and time() + LASTS / 2 > self._until:
            self._write(time() + LASTS)

    def give_back(self) -> None:
        """Let others write."""
        if self._until and self._holder()[0] == self._owner:
            self._write(0.0)
        self._until = 0.0

    def _wait(self) -> None:
        began = time()
        while True:
            owner, until = self._holder()
            if owner == self._owner or until < time():
                return
            if time() - began > PATIENCE:
                what = f"the index {str(self._server.place)!r} is being written by another process"
                raise IndexUnusableError(what, "wait for that to end and try again")
            sleep(PAUSE)

    def _holder(self) -> tuple[str, float]:
        found = self._server.get(STATE, "", [NAME], ("value",))
        owner, until = json.loads(str(found[0]["value"])) if found else ("", 0.0)
        return owner, until

    def _write(self, until: float) -> None:
        self._until = until
        self._server.put(STATE, {KEY: NAME, "value": json.dumps([self._owner, until])})
