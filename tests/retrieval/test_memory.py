"""What is remembered is what would be made anew."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from retrieval.memory import Memory


@given(st.lists(st.lists(st.integers(0, 12))), st.integers(1, 20))
def test_values_are_those_of_a_plain_call(asked: list[list[int]], most: int) -> None:
    """In order, whatever was asked before; nothing known is made again at once."""
    made: list[list[int]] = []

    def negatives(numbers: Sequence[int]) -> list[int]:
        made.append(list(numbers))
        return [-number for number in numbers]

    memory = Memory(negatives, most)
    for numbers in asked:
        assert memory.all(numbers) == [-number for number in numbers]
        before = len(made)
        recent = list(dict.fromkeys(reversed(numbers)))[:most]
        assert memory.all(recent) == [-number for number in recent]
        assert len(made) == before
        assert len(memory._kept) <= most
    assert all(len(numbers) == len(set(numbers)) for numbers in made)


def test_threads_may_share_it() -> None:
    """Each gets the values it asked for."""
    memory = Memory[int, int](lambda numbers: [number * 3 for number in numbers], 10)
    random = Random(7)  # noqa: S311 - the same numbers each time
    asked = [random.choices(range(40), k=8) for _ in range(300)]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(memory.all, asked)) == [[3 * n for n in some] for some in asked]
