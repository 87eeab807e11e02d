"""A connection in, its requests out (uvicorn, h11); closed where the head of one does not come.

From the head on, the application sees to how long a request may take (`service/api/guard`).
"""

import asyncio

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

HEAD = 30.0  # seconds from a connection, or the first byte of a later request, to the end of a head


class Connection(H11Protocol):
    """As uvicorn's own, which waits for ever for whoever sends a byte now and then, or none."""

    _late: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait."""
        super().connection_made(transport)
        self._look()

    def data_received(self, data: bytes) -> None:
        """Go on waiting, unless there is a whole head."""
        super().data_received(data)
        self._look()

    def connection_lost(self, error: Exception | None) -> None:
        """Wait no longer."""
        super().connection_lost(error)
        self._rest()

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._rest()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD, self.timeout_keep_alive_handler)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
