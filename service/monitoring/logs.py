"""Records in, lines on standard error out: for people, or one JSON object each."""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import TextIO

REQUESTS = "phasebook.requests"
_FIELDS = "fields"


def configure(kind: str) -> None:
    """Log requests and what goes wrong: `plain`, as `json`, or no requests (`off`)."""
    handler = _ToStandardError()
    handler.setFormatter(_Json() if kind == "json" else _Plain())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("phasebook").setLevel(logging.INFO)
    logging.getLogger(REQUESTS).setLevel(logging.WARNING if kind == "off" else logging.NOTSET)


def noted(logger: logging.Logger, level: int, words: str, **fields: object) -> None:
    """Log words for people, and the same as fields for machines."""
    logger.log(level, "%s", words, extra={_FIELDS: fields})


class _ToStandardError(logging.StreamHandler[TextIO]):
    """Writes to what is standard error now: notebooks and tests put others in its place."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        self.stream = sys.stderr  # not by setStream, which flushes the former: it may be closed
        super().emit(record)


class _Plain(logging.Formatter):
    """The words alone, after the name of the program."""

    def __init__(self) -> None:
        super().__init__("phasebook: %(message)s")


class _Json(logging.Formatter):
    """An object a line: time, level, message, and the fields that it was noted with."""

    def format(self, record: logging.LogRecord) -> str:
        """One record."""
        fields: dict[str, object] = getattr(record, _FIELDS, {})
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **fields,
        }
        if record.exc_info:
            line["exception"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)
