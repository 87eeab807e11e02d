"""No bit of an index turns unseen."""

import shutil
from pathlib import Path
from random import Random

import pytest

from corpus.errors import IndexUnusableError
from corpus.opening import FILE
from service.indexing.integrity import check
from service.indexing.repair import repair
from tests.service.indexing.test_integrity import content, load, made


def turn_bits(tmp_path: Path, count: int) -> None:
    """Any one bit: it is reported, or refused, or nothing that is read has changed.

    Where it is repaired, all is as before but for the generation.
    """
    whole = made(tmp_path)
    before = content(whole)
    data = (whole / FILE).read_bytes()
    random = Random(count)  # noqa: S311 - a choice of places
    folder = tmp_path / "turned"
    for _ in range(count):
        place, bit = random.randrange(len(data)), random.randrange(8)
        where = f"bit {bit} of byte {place}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        turned = bytes([data[place] ^ 1 << bit])
        (folder / FILE).write_bytes(data[:place] + turned + data[place + 1 :])
        try:
            if not check(folder).sound:
                told = repair(folder, load)
                if not told.report.sound:
                    assert all(fault.remedy for fault in told.report.faults), where
                    continue
            assert content(folder) == before, where
        except IndexUnusableError as error:
            assert error.remedy, where  # noqa: PT017 - either outcome will do


def test_a_few_bits(tmp_path: Path) -> None:
    """As many as there is time for."""
    turn_bits(tmp_path, 25)


@pytest.mark.stress
@pytest.mark.timeout(3600)
def test_a_thousand_bits(tmp_path: Path) -> None:
    """Anywhere in the file: headers, trees, texts, digests, vectors, the word index."""
    turn_bits(tmp_path, 1000)
