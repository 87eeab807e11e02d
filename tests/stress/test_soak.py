"""A server left running holds no more after an hour's requests than after half of them."""

from pathlib import Path

import pytest

from benchmarks.start import serving
from retrieval.embed import Encoder
from service.indexing.build import build
from tests.copies import copied
from tests.service.conftest import PAGES
from tests.stress.soak import HOUR, Sample, growth, soak

MEGABYTES = 30.0  # an hour, by which memory may grow: what the allocator does not give back
SHARE = 60  # of an hour, that is always sent


def test_some_requests_of_every_kind_are_answered(
    packaged_index: Path, encoder: Encoder, tmp_path: Path
) -> None:
    """A minute of the hour, writes among them; nothing is left open."""
    samples = _soaked(packaged_index, encoder, tmp_path, HOUR // SHARE)
    assert samples[-1].requests == HOUR // SHARE
    assert samples[-1].handles < samples[0].handles + 100


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_an_hour_of_a_team_leaves_nothing_behind(
    packaged_index: Path, encoder: Encoder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No thread, no open file, and hardly any memory."""
    samples = _soaked(packaged_index, encoder, tmp_path, HOUR)
    grown = growth(samples)
    with capsys.disabled():
        for sample in samples[:: len(samples) // 6]:
            print(f"\n{sample}", end="")  # noqa: T201 - the figures are asked for
        print(f"\n{grown}")  # noqa: T201
    assert grown.threads <= 0
    assert grown.handles <= 0
    assert grown.megabytes <= MEGABYTES


def _soaked(packaged: Path, encoder: Encoder, folder: Path, count: int) -> list[Sample]:
    index, many = folder / "index", folder / "many"
    copied(packaged, index)
    page = folder / "chips.md"
    page.write_text(PAGES["chips.md"], encoding="utf-8")
    build([page], many / "reports", encoder)
    with serving(index, "--collections", str(many)) as server:
        return soak(server.pid, server.url, count, max(count // 60, 20))
