"""A stored seed must ask the same question for ever."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.draws import Draws
from xentlib.errors import InputError


def test_published_draws_stay_as_they_are():
    """If this fails, every stored seed asks another question: mend the code, not the test."""
    draws = Draws("softmax/one-probability", "7", "0")
    assert draws.decimals("z", 3, -1, 4, places=1) == (3.4, 2.9, 0.6)
    assert draws.integer("y", 0, 9) == 4
    assert draws.choice("factor", ("a", "b", "c")) == "c"
    assert draws.shuffled("order", (1, 2, 3, 4)) == (1, 4, 2, 3)


@given(st.text(), st.text())
def test_inputs_do_not_move_each_other(seed, name):
    alone = Draws(seed).integer(name, 0, 10**9)
    draws = Draws(seed)
    draws.integer(name + "x", 0, 10**9)
    assert draws.integer(name, 0, 10**9) == alone


def test_names_and_keys_are_kept_apart():
    assert Draws("a", "b").integer("c", 0, 10**9) != Draws("a").integer("b\0c", 0, 10**9 - 1)
    assert Draws("1", "23").integer("z", 0, 10**9) != Draws("12", "3").integer("z", 0, 10**9)


@given(st.text(max_size=5), st.integers(1, 6))
def test_decimals_are_distinct_in_range_and_exact(seed, size):
    z = Draws(seed).decimals("z", size, -2, 3, places=1)
    assert len(set(z)) == size
    assert all(-2 <= score <= 3 and score == round(score, 1) for score in z)


def test_more_different_numbers_than_there_are_is_an_error():
    with pytest.raises(InputError, match="z: 12 different numbers of 11; expected at most 11"):
        Draws("a").decimals("z", 12, 0, 1, places=1)


def test_every_place_is_equally_likely():
    places = Counter(Draws(str(seed)).shuffled("order", "abcd").index("a") for seed in range(4000))
    assert all(abs(count - 1000) < 120 for count in places.values())  # more than four standard deviations
