"""What fusing lists keeps of them."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.fuse import agreement, blend, merge_ranks, ranked

NAMES = st.sampled_from("abcdefgh")
COSINES = st.dictionaries(NAMES, st.floats(-1, 1))
BM25 = st.dictionaries(NAMES, st.floats(0.01, 50))


@given(COSINES, BM25)
def test_blended_scores_lie_between_0_and_1(
    dense: dict[str, float], bm25: dict[str, float]
) -> None:
    """Any lists blend into scores in [0, 1] for all their members."""
    scores = blend(dense, bm25)
    assert scores.keys() == dense.keys() | bm25.keys()
    assert all(0 <= score <= 1 + 1e-9 for score in scores.values())


@given(COSINES)
def test_without_words_the_order_is_that_of_the_vectors(dense: dict[str, float]) -> None:
    """A blend with nothing keeps the order."""
    scores = blend(dense, {})
    for (one, low), (other, high) in product(dense.items(), repeat=2):
        assert low >= high or scores[one] <= scores[other]


@given(st.lists(BM25, min_size=1, max_size=3))
def test_merged_scores_lie_above_0_and_not_above_1(rankings: list[dict[str, float]]) -> None:
    """Any rankings merge into scores in (0, 1] for all their members."""
    merged = merge_ranks([(ranking, 0.5) for ranking in rankings])
    assert merged.keys() == set().union(*rankings)
    assert all(0 < score <= 1 + 1e-9 for score in merged.values())


@given(BM25.filter(bool))
def test_what_both_lists_put_first_stays_first_with_1(ranking: dict[str, float]) -> None:
    """Two equal rankings merge into the same one."""
    merged = merge_ranks([(ranking, 1.0), (ranking, 0.3)])
    assert ranked(merged) == ranked(ranking)
    assert merged[ranked(ranking)[0]] == pytest.approx(1)


def test_a_passage_that_one_list_has_second_beats_one_that_is_nowhere_near() -> None:
    """Being good in both lists beats being first in one."""
    first, second = {"a": 3.0, "b": 2.0, "c": 1.0}, {"d": 9.0, "a": 8.0, "c": 1.0}
    merged = merge_ranks([(first, 1.0), (second, 1.0)])
    assert ranked(merged)[0] == "a"


def test_a_ranking_without_weight_changes_no_order() -> None:
    """What is not sure at all is not heard."""
    first, second = {"a": 3.0, "b": 2.0}, {"b": 9.0, "c": 8.0}
    assert ranked(merge_ranks([(first, 1.0), (second, 0.0)]))[:2] == ["a", "b"]


@given(COSINES, BM25)
def test_agreement_is_a_share(dense: dict[str, float], bm25: dict[str, float]) -> None:
    """It weighs a ranking, so it lies in [0, 1]."""
    assert 0 <= agreement(blend(dense, bm25)) <= 1


def test_lists_with_different_bests_do_not_agree() -> None:
    """Nor does a list alone: then the first passage is a guess."""
    dense = {"a": 0.9, "b": 0.5, "c": 0.1}
    assert agreement(blend(dense, {"a": 7.0, "b": 1.0})) == 1
    assert agreement(blend(dense, {"c": 7.0})) == agreement(blend(dense, {})) == 0
    assert 0 < agreement(blend(dense, {"b": 7.0, "a": 4.0})) < 1
