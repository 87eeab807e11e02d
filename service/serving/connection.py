"""A connection in, its requests out (uvicorn, h11); closed where the head of one does not come.

From the head on, the application sees to how long a request may take (`service/api/guard`).
"""

import asyncio
import json
import sys
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from service.api.guard.headers import CAREFUL
from service.api.problems import MEDIA_TYPE

TOO_LONG = frozenset({HTTPStatus.REQUEST_URI_TOO_LONG, HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE})

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

    def send_400_response(self, msg: str) -> None:
        """Say what is wrong as the application would, with the status that h11 has for it."""
        if self.conn.our_state not in {h11.IDLE, h11.SEND_RESPONSE}:
            self.transport.close()  # in the middle of an answer nothing more can be said
            return
        error = sys.exc_info()[1]
        hint = error.error_status_hint if isinstance(error, h11.RemoteProtocolError) else None
        status = HTTPStatus(hint or HTTPStatus.BAD_REQUEST)
        if status in TOO_LONG and b"\n" not in self.conn.trailing_data[0]:
            status = HTTPStatus.REQUEST_URI_TOO_LONG  # the first line has not ended
        what = "the head of the request is too long" if status in TOO_LONG else msg
        said = {"type": "about:blank", "title": status.phrase, "status": status, "detail": what}
        sent = {**CAREFUL, "Content-Type": MEDIA_TYPE, "Connection": "close"}
        headers = [(name.lower().encode(), value.encode()) for name, value in sent.items()]
        reason = status.phrase.encode()
        for event in (
            h11.Response(status_code=status, headers=headers, reason=reason),
            h11.Data(data=json.dumps({**said, "instance": "/"}).encode()),
            h11.EndOfMessage(),
        ):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _look(self) -> None:
        if self.conn.their_state is not h11.IDLE:
            self._rest()
        elif self._late is None:
            self._late = self.loop.call_later(HEAD, self.timeout_keep_alive_handler)

    def _rest(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
