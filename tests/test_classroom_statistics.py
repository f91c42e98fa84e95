"""The statistics of a report against other ways to compute them: numpy, another formula, published values."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xentlib.classroom.statistics import CONFIDENCE_95, Sums, facility, item_rest, wilson
from xentlib.errors import InputError

SCORES = st.sampled_from([0.0, 1 / 3, 0.5, 2 / 3, 1.0])
PAIRS = st.lists(st.tuples(SCORES, st.floats(0, 1)), min_size=2, max_size=60)


@given(PAIRS)
def test_the_item_rest_correlation_is_that_of_numpy(pairs):
    x, y = np.array(pairs).T
    found = item_rest(Sums.of(pairs))
    if np.ptp(x) < 1e-3 or np.ptp(y) < 1e-3:
        assert found is None or np.ptp(x) >= 1e-9 <= np.ptp(y)
    else:
        assert found == pytest.approx(np.corrcoef(x, y)[0, 1], abs=1e-6)


@given(PAIRS, PAIRS)
def test_sums_of_parts_are_the_sums_of_the_whole(one, other):
    added, whole = Sums.of(one) + Sums.of(other), Sums.of([*one, *other])
    assert added.n == whole.n
    assert (added.least_x, added.most_y) == (whole.least_x, whole.most_y)
    assert added.xy == pytest.approx(whole.xy)


@pytest.mark.parametrize("pairs", [[], [(1, 0.5)], [(1, 0.2), (1, 0.9)], [(0, 0.5), (1, 0.5)]])
def test_without_spread_a_correlation_is_not_defined_and_never_0(pairs):
    assert item_rest(Sums.of(pairs)) is None


def test_thirds_that_differ_in_their_last_digit_have_no_spread():
    almost = 0.1 + 0.2  # 0.30000000000000004
    assert item_rest(Sums.of([(0, 0.3), (1, almost), (0, almost)])) is None


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_ends_of_the_wilson_interval_solve_its_quadratic_equation(case):
    """Agresti and Coull, 1998: the ends are the p with |k/n - p| = z √(p (1 - p) / n)."""
    count, n = case
    share = wilson(count, n)
    a, b, c = 1 + CONFIDENCE_95**2 / n, -(2 * count / n + CONFIDENCE_95**2 / n), (count / n) ** 2
    roots = sorted(np.roots([a, b, c]).real)
    assert (share.low, share.high) == pytest.approx(roots, abs=2e-6)
    assert 0 <= share.low <= share.value <= share.high <= 1


@pytest.mark.parametrize(
    ("count", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),  # Newcombe, Statistics in Medicine 17, 1998, table I, method 3
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_wilson_interval_has_the_values_that_newcombe_printed(count, n, low, high):
    share = wilson(count, n)
    assert (round(share.low, 4), round(share.high, 4)) == (low, high)


@pytest.mark.parametrize(("count", "n"), [(-1, 5), (6, 5), (0, 0)])
def test_a_share_of_nobody_is_refused(count, n):
    with pytest.raises(InputError, match="count"):
        wilson(count, n)


def test_a_mean_of_nobody_is_refused():
    with pytest.raises(InputError, match="learners"):
        facility(0, 0)
    assert math.isclose(facility(1, 3), 1 / 3)
