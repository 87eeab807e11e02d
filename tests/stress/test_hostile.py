"""No text keeps a server from all else: what is read from it takes time by its length."""

import pytest

from tests.hostile import REPEATED, is_linear, repeated
from tests.kg.test_bounds import read

pytestmark = pytest.mark.stress


@pytest.mark.parametrize("what", REPEATED)
def test_what_is_repeated_takes_time_by_its_length(what: str) -> None:
    """From its structure to its claims, whatever it is."""
    read("The H100 has 80 GB of memory.")
    assert is_linear(lambda n: read(repeated(what, n)), 4000)
