"""Power may fail at any moment: whatever the disk kept, every acknowledged write is there."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from corpus.store import Store
from retrieval.vectors import VectorIndex
from service.engines.model import model_meta
from service.indexing.integrity import check
from tests.encoders import HashingEncoder
from tests.stress.plan import expected
from tests.stress.power import STRACE, command, cuts

pytestmark = pytest.mark.skipif(STRACE is None, reason="strace is not installed")

SEED = 3
WRITES = 40
WRITER = f"""
import sys
from itertools import islice
from pathlib import Path
from corpus import connections
from corpus.store import Store
from retrieval.vectors import VectorIndex
from tests.encoders import HashingEncoder
from tests.retrieval.indexes import entry
from tests.stress.plan import plan, text
if sys.argv[2] == "careless":
    former = connections.Connections._connect
    def connect(self):
        connection = former(self)
        connection.execute("PRAGMA synchronous = NORMAL")
        return connection
    connections.Connections._connect = connect
encoder = HashingEncoder()
with Store.open(Path(sys.argv[1]), create=True) as store:
    for number, step in enumerate(islice(plan({SEED}), {WRITES})):
        if step.version is None:
            store.remove(step.name)
        else:
            words = text(step.name, step.version)
            store.replace(entry(step.name, words, encoder, f"On {{step.name}}"))
        sys.stdout.write(f"{{number}}\\n")
        sys.stdout.flush()
        VectorIndex.open(store, encoder.dimension)
"""


def lost(tmp_path: Path, count: int, how: str) -> int:
    """In how many of so many power cuts something acknowledged was lost; none may do damage."""
    encoder = HashingEncoder()
    folder, before, log = (tmp_path / name for name in ("index", "before", "calls"))
    with Store.open(folder, create=True) as store:
        store.set_meta(model_meta(encoder))
    shutil.copytree(folder, before)
    run = [*command(log), sys.executable, "-c", WRITER, str(folder), how]
    subprocess.run(run, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - ours
    losses = 0
    for number, (said, files) in enumerate(cuts(before, log, folder, count)):
        image = tmp_path / str(number)
        image.mkdir()
        for name, data in files.items():
            (image / name).write_bytes(data)
        losses += not _holds(image, said, damage_allowed=how == "careless")
        shutil.rmtree(image)
    return losses


def _holds(folder: Path, said: int, *, damage_allowed: bool) -> bool:
    faults = [fault for fault in check(folder).faults if fault.part != "vectors.faiss"]
    if damage_allowed and faults:
        return False
    assert faults == []
    with Store.open(folder) as store:
        held = {one.id: one.text for one in store.documents()}
        found = VectorIndex.open(store, HashingEncoder().dimension)
        assert {unit.split("-")[0] for unit in found.units} == held.keys()
    assert check(folder).sound
    return held in (expected(SEED, said), expected(SEED, said + 1))


def test_a_few_power_cuts_lose_nothing(tmp_path: Path) -> None:
    """Nor in hundreds, as the next test shows."""
    assert lost(tmp_path, 20, "careful") == 0


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_hundreds_of_power_cuts_lose_nothing(tmp_path: Path) -> None:
    """Each with another part of what was on its way."""
    assert lost(tmp_path, 500, "careful") == 0


@pytest.mark.stress
def test_with_less_care_something_would_be_lost(tmp_path: Path) -> None:
    """With `synchronous = NORMAL` commits return before they are on the disk: this is noticed."""
    assert lost(tmp_path, 100, "careless") > 0
