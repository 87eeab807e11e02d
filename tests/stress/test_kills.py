"""A process that is killed loses nothing that it acknowledged, and leaves nothing half there."""

from pathlib import Path

import pytest

from corpus.store import Store
from service.build import model_meta
from tests.encoders import HashingEncoder
from tests.stress import writer
from tests.stress.kills import kill_often

MANY = 500


@pytest.fixture
def index(tmp_path: Path) -> Path:
    """An index without documents."""
    with Store.open(tmp_path / "index", create=True) as store:
        store.set_meta(model_meta(HashingEncoder()))
    return tmp_path / "index"


def test_a_few_kills_lose_nothing(index: Path) -> None:
    """As many as there is time for; the next test has the rest."""
    tally = kill_often(writer.write, writer.__name__, index, kills=6, seed=1)
    assert tally.acknowledged > tally.kills
    assert (tally.lost, tally.half) == (0, 0)


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_hundreds_of_kills_lose_nothing(index: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Each at another moment: between writes, within one, and while the index is opened."""
    tally = kill_often(writer.write, writer.__name__, index, kills=MANY, seed=2)
    with capsys.disabled():
        print(f"\n{tally}")  # noqa: T201 - the figures that this test is run for
    assert tally.kills == MANY
    assert (tally.lost, tally.half) == (0, 0)
