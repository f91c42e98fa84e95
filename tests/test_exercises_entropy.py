"""The exercises of lesson 3, recomputed from the definitions with plain Python."""

import math
from itertools import pairwise

import pytest
from worked import drawn, story

from xentlib.examples import EXAMPLES

P, Q = (0.15, 0.6, 0.25), (0.3, 0.22, 0.48)


def price(p, q):
    return -sum(one * math.log(other) for one, other in zip(p, q, strict=True))


def test_surprise_in_bits():
    """−ln 0.17 = 1.771957 nats; divided by ln 2 = 0.693147 that is 2.556393 bits."""
    worked = story("surprise_in_bits")
    assert worked.values["bits"] == pytest.approx(2.556393, abs=5e-7)
    assert worked.values["bits"] == pytest.approx(-math.log2(0.17))
    assert worked.mistakes == pytest.approx(
        {
            "natural_logarithm": 1.771957,
            "base_ten": 0.769551,
            "multiplied": 1.228227,
            "sign_forgotten": -2.556393,
            "one_minus_p": 0.83,
            "one_over_p": 5.882353,
            "p_times_logarithm": 0.434587,
        },
        abs=1e-6,
    )


def test_choices_per_word():
    """e^2.743 = 15.5335; 2.743 / 0.693147 = 3.957313 bits, and 2^3.957313 = 15.5335 as well."""
    worked = story("choices_per_word")
    assert worked.values["perplexity"] == pytest.approx(15.5335, abs=5e-5)
    assert 2 ** worked.values["bits"] == pytest.approx(worked.values["perplexity"])
    assert worked.mistakes == pytest.approx(
        {
            "two_to_the_nats": 6.694609,
            "e_to_the_bits": 52.316536,
            "ten_to_the_nats": 553.350110,
            "sign_flipped": 0.064377,
            "loss_itself": 2.743,
        },
        abs=1e-5,
    )


def test_four_shapes():
    """H(D) = 0.496 < H(B) = 0.826 < H(A) = 1.111 < H(C) = 1.386, but B's largest bar is shorter than A's.

    H(B) = −(0.02 ln 0.02 + 0.48 ln 0.48 + 0.01 ln 0.01 + 0.49 ln 0.49) = 0.0782 + 0.3523 + 0.0461 + 0.3495 = 0.8261.
    """
    worked = story("four_shapes")
    inputs = EXAMPLES["four_shapes"].inputs
    assert worked.values["entropies"] == pytest.approx([price(p, p) for p in inputs.values()])
    assert worked.values["entropies"][1] == pytest.approx(0.8261, abs=1e-4)
    assert worked.chosen == {"order": ("d", "b", "a", "c"), "by_largest_probability": ("d", "a", "b", "c")}
    assert worked.pictures["picture_b"].rows[0] == ("B1", (0.02,))


def test_four_shapes_lie_apart():
    for inputs, worked in drawn("four_shapes"):
        assert all(sum(p) == pytest.approx(1) and min(p) > 0.005 for p in inputs.values())
        entropies = sorted(worked.values["entropies"])
        assert min(high - low for low, high in pairwise(entropies)) > 0.1
        assert worked.chosen["by_largest_probability"] not in (worked.chosen["order"], worked.chosen["order"][::-1])


def test_price_of_a_belief():
    """0.15 · 1.203973 + 0.6 · 1.514128 + 0.25 · 0.733969 = 0.180596 + 0.908477 + 0.183492 = 1.272565.

    H(p) = 0.15 · 1.897120 + 0.6 · 0.510826 + 0.25 · 1.386294 = 0.937637.
    """
    worked = story("price_of_a_belief")
    assert worked.values["price"] == pytest.approx(1.272565, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "swapped": price(Q, P),
            "entropy_of_truth": 0.937637,
            "entropy_of_model": price(Q, Q),
            "kl_for_cross_entropy": 1.272565 - 0.937637,
            "not_weighted": (1.203973 + 1.514128 + 0.733969) / 3,
            "sign_forgotten": -1.272565,
            "base_two": 1.272565 / 0.693147,
            "base_ten": 1.272565 / 2.302585,
        },
        abs=2e-6,
    )


def test_missing_entropy():
    """H(p) = 0.937637 leaves KL = 1.272565 − 0.937637 = 0.334928; −ln p = 1.897120, 0.510826, 1.386294."""
    worked = story("missing_entropy")
    assert worked.values["least"] == pytest.approx(0.937637, abs=1e-6)
    assert worked.mistakes == pytest.approx(
        {
            "entropy_of_model": price(Q, Q),
            "swapped": price(Q, P),
            "kl_itself": 0.334928,
            "sum_of_surprises": 3.794240,
            "plain_average": 3.794240 / 3,
            "base_two": 0.937637 / 0.693147,
            "sign_forgotten": -0.937637,
        },
        abs=2e-6,
    )


def test_four_prices():
    """H(p) 0.9376, H(q) 1.0466, H(p, q) 1.2726, H(q, p) 1.3469: KL is 0.3350 one way and 0.3003 the other.

    A third of 1.2726 is 0.4242, more than 0.3350.
    """
    worked = story("four_prices")
    assert (worked.values["h_p"], worked.values["price"]) == (0.9376, 1.2726)
    assert (worked.values["extra"], worked.values["extra_back"]) == (0.335, 0.3003)
    assert worked.chosen["holding"] == ("farther", "least")


def test_the_statements_about_four_prices_hold_for_the_exact_numbers():
    for (p, q), worked in ((inputs.values(), worked) for inputs, worked in drawn("four_prices")):
        forth, back = price(p, q) - price(p, p), price(q, p) - price(q, q)
        holding = worked.chosen["holding"]
        assert ("dearer" in holding) == (price(p, q) > price(q, p))
        assert ("farther" in holding) == (forth > back)
        assert ("third" in holding) == (forth > price(p, q) / 3)
        assert "least" in holding
        assert "free" not in holding


def test_constant_prediction():
    """75 photos: 21/75 = 0.28, 46/75 = 0.6133, 8/75 = 0.1067; H = 0.356431 + 0.299832 + 0.238755 = 0.895018."""
    worked = story("constant_prediction")
    assert worked.values["shares"].tolist() == pytest.approx([0.28, 46 / 75, 8 / 75])
    assert worked.values["loss"] == pytest.approx(price([0.28, 46 / 75, 8 / 75], [0.28, 46 / 75, 8 / 75]))
    powers = [math.exp(0.28), math.exp(46 / 75), math.exp(8 / 75)]
    expected = {
        "largest_class": [0, 1, 0],
        "even": [1 / 3] * 3,
        "softmax_of_shares": [power / sum(powers) for power in powers],
        "odds": [21 / 54, 46 / 29, 8 / 67],
    }
    assert {name: list(value) for name, value in worked.mistakes.items()} == {
        name: pytest.approx(value) for name, value in expected.items()
    }


def test_no_other_constant_prediction_costs_less():
    for inputs, worked in drawn("constant_prediction", 30):
        shares = [count / sum(inputs["counts"]) for count in inputs["counts"]]
        for nudge in ((0.01, -0.01, 0), (0, 0.01, -0.01), (-0.01, 0, 0.01)):
            other = [share + one for share, one in zip(shares, nudge, strict=True)]
            assert price(shares, other) > worked.values["loss"]


def test_three_forecasts():
    """B lies closest to p, but pays 0.13 · 4.605 = 0.599 for the outcome that it nearly forgot; C pays least.

    C: 0.27 · 1.108663 + 0.13 · 1.514128 + 0.6 · 0.798508 = 0.299339 + 0.196837 + 0.479105 = 0.975281.
    """
    worked = story("three_forecasts")
    assert worked.values["prices"][2] == pytest.approx(0.975281, abs=1e-6)
    assert worked.values["dearest"][1] == pytest.approx(0.13 * math.log(100))
    assert worked.chosen["which"] == ("c",)


def test_every_forecast_may_be_the_cheapest():
    seen = set()
    for inputs, worked in drawn("three_forecasts"):
        prices = {letter: price(inputs["p"], inputs[letter]) for letter in "abc"}
        assert worked.chosen["which"] == (min(prices, key=prices.get),)
        assert all(sum(q) == pytest.approx(1) for q in inputs.values())
        seen.add(worked.chosen["which"])
    assert len(seen) == 3


def test_the_boldest_forecast_is_sometimes_the_cheapest():
    """The bold forecast is the one whose second largest probability is the lowest."""
    wins = []
    for inputs, worked in drawn("three_forecasts"):
        boldest = min("abc", key=lambda letter: sorted(inputs[letter])[1])
        wins.append(worked.chosen["which"] == (boldest,))
    assert 0.05 < sum(wins) / len(wins) < 0.5
