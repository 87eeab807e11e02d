"""What an id is made of: a name in small letters and digits of ASCII, one for each name."""

import re
import unicodedata
from hashlib import sha256

_DIGEST = 8


def slug(name: str) -> str:
    """A name as the end of an id, usable in any address.

    Accents are dropped. What other scripts write has no ASCII letters to stand for it, so a
    digest of the name keeps two such names apart.

    >>> slug("Hyperscaler capex, 2024"), slug("Zürich Lab"), slug("Эльбрус-8"), slug("Байкал")
    ('hyperscaler-capex-2024', 'zurich-lab', '8-872cb485', 'c8000fb0')
    """
    line = unicodedata.normalize("NFKC", " ".join(name.split())).lower()
    plain = "".join(c for c in unicodedata.normalize("NFKD", line) if not unicodedata.combining(c))
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    lost = any(c.isalnum() and not c.isascii() for c in plain)
    digest = sha256(line.encode()).hexdigest()[:_DIGEST] if lost or not words else ""
    return "-".join(filter(None, (words, digest)))


def is_foreign(name: str) -> bool:
    """Whether a name has a letter of a script other than Latin.

    >>> is_foreign("Эльбрус-8"), is_foreign("Zürich"), is_foreign("✓ 8")
    (True, False, False)
    """
    plain = unicodedata.normalize("NFKD", name)
    return any(c.isalpha() and not c.isascii() for c in plain)
