"""A process that is killed loses nothing that it acknowledged, and leaves nothing half there."""

import os
from pathlib import Path

import pytest

from corpus.store import Store
from service.engines.model import model_meta
from tests.copies import copied
from tests.encoders import HashingEncoder
from tests.stress.kills import kill_often
from tests.stress.served import kill_servers
from tests.stress.writer import through_command, through_server, through_store

MANY = int(os.environ.get("KILLS", "500"))
SERVERS = 30  # started and killed
WRITERS = (through_store, through_command, through_server)


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index without documents."""
    with Store.open(tmp_path / "index", create=True) as store:
        store.set_meta(model_meta(HashingEncoder()))
    return tmp_path / "index"


def test_a_few_kills_lose_nothing(index: Path) -> None:
    """As many as there is time for; the next test has the rest."""
    tally = kill_often(WRITERS, index, kills=6, seed=1)
    assert tally.acknowledged > 0
    assert (tally.lost, tally.half) == (0, 0)


@pytest.mark.stress
@pytest.mark.timeout(7200)
def test_hundreds_of_kills_lose_nothing(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each at another moment: between writes, within one, and while the index is opened.

    Half as a server writes, half as the commands do.
    """
    tally = kill_often(WRITERS[1:], index, kills=MANY, seed=2)
    with capsys.disabled():
        print(f"\n{tally}")  # noqa: T201 - the figures that this test is run for
    assert tally.kills == MANY
    assert (tally.lost, tally.half) == (0, 0)


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_killed_servers_lose_nothing(
    packaged_index: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`phasebook serve`, by one process and by two, while four clients write over HTTP."""
    toll = kill_servers(copied(packaged_index, tmp_path / "served"), SERVERS, seed=3)
    with capsys.disabled():
        print(f"\n{toll}")  # noqa: T201 - the figures that this test is run for
    assert toll.kills == SERVERS
    assert toll.lost == 0
