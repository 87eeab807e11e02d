"""What a user calls an index, to where it is: a folder, or a name on a Milvus server.

./mine                          a folder
milvus://HOST:PORT/NAME         collections of that name on a server; milvus+tls:// over TLS
milvus:///PATH/FILE.db/NAME     the same in a file, by Milvus Lite, which runs in this process
"""

import re
from dataclasses import dataclass, field
from pathlib import Path

from corpus.errors import InvalidInputError

_SCHEME = re.compile(r"milvus(\+tls)?:")
_REMOTE = re.compile(
    r"milvus(?P<tls>\+tls)?://(?:(?P<file>/.+\.db)|(?P<host>[^\s/@?#]+))/(?P<name>[A-Za-z_]\w{0,99})",
    re.ASCII,
)
_FORM = "write it as milvus://HOST:PORT/NAME, the name of letters, digits and underscores"


@dataclass(frozen=True, slots=True)
class Remote:
    """An index in Milvus.

    Attributes:
        uri: The server's, as its client takes it; a file's path where Milvus Lite is to read it.
        name: What the names of the index's collections begin with.
        token: What the server asks for, if anything; never shown.
    """

    uri: str
    name: str
    token: str = field(default="", repr=False)

    @property
    def is_file(self) -> bool:
        """Whether it is read by Milvus Lite, in this process."""
        return self.uri.startswith("/")

    def __str__(self) -> str:
        where = re.sub(r"^http(s?)://", lambda m: "+tls://" if m[1] else "://", self.uri)
        return f"milvus{where if where != self.uri else '://' + self.uri}/{self.name}"


Place = Path | Remote


def place_of(written: str, token: str = "") -> Place:
    """Where an index is.

    Args:
        written: As a user writes it.
        token: For a server that asks for one.

    Raises:
        InvalidInputError: It is no such address.

    >>> place_of("milvus://db.example:19530/papers")
    Remote(uri='http://db.example:19530', name='papers')
    >>> str(place_of("milvus+tls://db.example:19530/papers"))
    'milvus+tls://db.example:19530/papers'
    >>> str(place_of("milvus:///data/all.db/papers"))
    'milvus:///data/all.db/papers'
    """
    if not _SCHEME.match(written):
        return Path(written).expanduser()
    found = _REMOTE.fullmatch(written)
    if found is None or (found["file"] and found["tls"]):
        what = f"{written!r} is no address of an index"
        raise InvalidInputError(what, _FORM)
    scheme = "https" if found["tls"] else "http"
    return Remote(found["file"] or f"{scheme}://{found['host']}", found["name"], token)


def folder_of(place: Place) -> Path:
    """The folder of an index, for what can be done with an index in one only.

    Raises:
        InvalidInputError: It is in Milvus.
    """
    if isinstance(place, Path):
        return place
    what = f"this needs an index in a folder, and {str(place)!r} is in Milvus"
    raise InvalidInputError(what, "use Milvus's own tools, or name a folder with --index")
