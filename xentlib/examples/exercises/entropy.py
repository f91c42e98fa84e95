"""What questions ask about surprise, entropy, cross-entropy and KL divergence (lesson 3)."""

from __future__ import annotations

import numpy as np

from xentlib.draws import Draws
from xentlib.examples.registry import Inputs, Shown, Step, Value, Worked, example
from xentlib.examples.steps import digits, joined, products, shares
from xentlib.pictures import bars

LETTERS = ("a", "b", "c", "d")

PRICE_PLACES = 4
"""With how many decimals a table of prices shows them."""


def draw_probability(draws: Draws) -> Inputs | None:
    """Draw a probability below one half that is no power of it."""
    (p,) = draws.decimals("p", 1, 0, 1, places=3)
    plain = 0.01 < p < 0.48 and p not in (0.25, 0.125)
    return {"p": p} if plain else None


@example(draw=draw_probability)
def surprise_in_bits(shown: Shown, p: float = 0.17) -> Worked:
    """Measure the surprise at one outcome in bits."""
    nats = shown(-np.log(p))
    bits = nats / np.log(2)
    return Worked(
        values={"nats": nats, "bits": bits, "ratio": 1 / np.log(2)},
        mistakes={
            "natural_logarithm": nats,
            "base_ten": -np.log10(p),
            "multiplied": nats * np.log(2),
            "sign_forgotten": -bits,
            "one_minus_p": 1 - p,
            "one_over_p": 1 / p,
            "p_times_logarithm": p * bits,
        },
        steps=lambda: (
            (r"-\ln ", p, " &= ", digits(6, nats)),
            (r"-\log_2 ", p, r" &= \frac{", digits(6, nats), r"}{\ln 2} = ", bits),
        ),
    )


def draw_mean_loss(draws: Draws) -> Inputs | None:
    """Draw the mean loss of a language model, in nats."""
    (loss,) = draws.decimals("loss", 1, 1, 4, places=3)
    return {"loss": loss} if 1.5 < loss < 3.9 else None


@example(draw=draw_mean_loss)
def choices_per_word(shown: Shown, loss: float = 2.743) -> Worked:
    """Read a mean loss in nats as a number of equally likely words: the perplexity."""
    bits = shown(loss / np.log(2))
    return Worked(
        values={"bits": bits, "perplexity": np.exp(loss)},
        mistakes={
            "two_to_the_nats": 2.0**loss,
            "e_to_the_bits": np.exp(bits),
            "ten_to_the_nats": 10.0**loss,
            "sign_flipped": np.exp(-loss),
            "loss_itself": loss,
        },
        steps=lambda: (
            ("e^{L} &= e^{", loss, "} = ", np.exp(loss)),
            (r"e^{-L} &= e^{", -loss, "} = ", np.exp(-loss)),
            (r"\frac{L}{\ln 2} &= \frac{", loss, r"}{\ln 2} = ", digits(5, bits)),
        ),
    )


def draw_four_shapes(draws: Draws) -> Inputs:
    """Draw four distributions: one sure, one of two likely outcomes, one with a long tail, one nearly even."""
    sure = _hundredths(draws, "sure", (86, 90), (2, 5), (2, 4))
    pair = _hundredths(draws, "pair", (48, 50), (45, 47), (1, 2))
    tail = _hundredths(draws, "tail", (56, 61), (12, 15), (11, 14))
    even = _hundredths(draws, "even", (24, 28), (23, 27), (23, 26))
    return dict(zip(LETTERS, draws.shuffled("letters", (sure, pair, tail, even)), strict=True))


@example(draw=draw_four_shapes)
def four_shapes(
    shown: Shown,
    a: Value = (0.14, 0.6, 0.12, 0.14),
    b: Value = (0.02, 0.48, 0.01, 0.49),
    c: Value = (0.26, 0.25, 0.24, 0.25),
    d: Value = (0.88, 0.05, 0.04, 0.03),
) -> Worked:
    """Order four distributions by their entropy; the largest probability alone does not give the order."""
    shapes = dict(zip(LETTERS, (a, b, c, d), strict=True))
    entropies = {letter: _price(p, p) for letter, p in shapes.items()}
    return Worked(
        values={"entropies": list(entropies.values()), "largest": np.log(4), "of_two": np.log(2)},
        steps=lambda: tuple(
            (f"H({letter.upper()}) &= ", *_weighted_surprise(p, p), " = ", entropies[letter])
            for letter, p in shapes.items()
        ),
        chosen={
            "order": tuple(sorted(LETTERS, key=lambda letter: entropies[letter])),
            "by_largest_probability": tuple(sorted(LETTERS, key=lambda letter: -max(shapes[letter]))),
        },
        pictures={
            f"picture_{letter}": bars({f"{letter.upper()}{k}": one for k, one in enumerate(p, start=1)})
            for letter, p in shapes.items()
        },
    )


def draw_truth_and_belief(draws: Draws) -> Inputs | None:
    """Draw two distributions over three outcomes that differ clearly, in their entropies too."""
    p, q = _three_parts(draws, "p"), _three_parts(draws, "q")
    if min(*p, *q) < 0.05 or len({*p}) < 3 or len({*q}) < 3:
        return None
    numbers = (_price(p, p), _price(q, q), _price(p, q), _price(q, p))
    apart = min(abs(one - other) for i, one in enumerate(numbers) for other in numbers[:i])
    return {"p": p, "q": q} if apart > 0.03 else None


@example(draw=draw_truth_and_belief)
def price_of_a_belief(
    shown: Shown, p: Value = (0.15, 0.6, 0.25), q: Value = (0.3, 0.22, 0.48)
) -> Worked:
    """Compute the cross-entropy H(p, q): the mean surprise of someone who believes q while p is true."""
    p, q = np.asarray(p), np.asarray(q)
    surprises = shown(-np.log(q))
    price = (p * surprises).sum()
    return Worked(
        values={"surprises": surprises, "price": price, "least": _price(p, p)},
        mistakes={
            "swapped": _price(q, p),
            "entropy_of_truth": _price(p, p),
            "entropy_of_model": _price(q, q),
            "kl_for_cross_entropy": price - _price(p, p),
            "not_weighted": surprises.mean(),
            "sign_forgotten": -price,
            "base_two": price / np.log(2),
            "base_ten": price / np.log(10),
        },
        steps=lambda: (
            (r"-\ln q &= ", digits(6, surprises)),
            ("H(p, q) &= ", *products(p, [digits(6, one) for one in surprises]), " = ", price),
        ),
    )


@example(draw=draw_truth_and_belief)
def missing_entropy(
    shown: Shown, p: Value = (0.15, 0.6, 0.25), q: Value = (0.3, 0.22, 0.48)
) -> Worked:
    """Find the number that the cross-entropy exceeds by the KL divergence: the entropy of the truth."""
    price, least = shown(_price(p, q)), shown(_price(p, p))
    return Worked(
        values={"price": price, "least": least, "kl": price - least},
        mistakes={
            "entropy_of_model": _price(q, q),
            "swapped": _price(q, p),
            "kl_itself": price - least,
            "sum_of_surprises": -np.log(p).sum(),
            "plain_average": -np.log(p).mean(),
            "base_two": least / np.log(2),
            "sign_forgotten": -least,
        },
        steps=lambda: (
            ("H(p, q) &= ", *_weighted_surprise(p, q), " = ", digits(6, price)),
            (r"\mathrm{KL}(p \,\|\, q) &= ", digits(6, price), " - ", digits(6, least)),
        ),
    )


def draw_lopsided_pair(draws: Draws) -> Inputs | None:
    """Draw two distributions whose KL divergences differ clearly in the two directions."""
    drawn = draw_truth_and_belief(draws)
    if drawn is None:
        return None
    p, q = drawn["p"], drawn["q"]
    price = _price(p, q)
    forth, back = price - _price(p, p), _price(q, p) - _price(q, q)
    plain = abs(forth - back) > 0.02 and abs(forth / price - 1 / 3) > 0.03
    return drawn if plain else None


@example(draw=draw_lopsided_pair)
def four_prices(
    shown: Shown, p: Value = (0.15, 0.6, 0.25), q: Value = (0.3, 0.22, 0.48)
) -> Worked:
    """Say which statements about two distributions follow from their entropies and cross-entropies."""
    exact = (_price(p, p), _price(q, q), _price(p, q), _price(q, p))
    h_p, h_q, price, back = (round(one, PRICE_PLACES) for one in exact)
    extra, extra_back = round(price - h_p, PRICE_PLACES), round(back - h_q, PRICE_PLACES)
    holds = {
        "dearer": price > back,
        "farther": extra > extra_back,
        "third": extra > price / 3,
        "least": True,
        "free": False,
    }
    return Worked(
        values={"h_p": h_p, "h_q": h_q, "price": price, "back": back, "extra": extra, "extra_back": extra_back,
                "third": price / 3},
        steps=lambda: (
            ("H(p, q) &= ", *_weighted_surprise(p, q), " = ", digits(PRICE_PLACES + 1, price)),
            ("H(q, p) &= ", *_weighted_surprise(q, p), " = ", digits(PRICE_PLACES + 1, back)),
            (r"\mathrm{KL}(p \,\|\, q) &= ", *_difference(price, h_p), " = ", digits(PRICE_PLACES + 1, extra)),
            (r"\mathrm{KL}(q \,\|\, p) &= ", *_difference(back, h_q), " = ", digits(PRICE_PLACES + 1, extra_back)),
        ),
        chosen={"holding": tuple(name for name, true in holds.items() if true)},
    )


def draw_counts(draws: Draws) -> Inputs | None:
    """Draw how many photos of each of three classes there are: never twice the same."""
    counts = tuple(draws.integer(name, 4, 60) for name in ("cats", "dogs", "horses"))
    low, middle, high = sorted(counts)
    return {"counts": counts} if middle - low > 3 and high - middle > 3 else None


@example(draw=draw_counts)
def constant_prediction(shown: Shown, counts: Value = (21, 46, 8)) -> Worked:
    """Find the best prediction of a model that looks at nothing: the shares of the classes."""
    numbers = np.asarray(counts)
    total = numbers.sum()
    parts = shares(numbers)
    return Worked(
        values={"total": total, "shares": parts, "loss": _price(parts, parts), "even_loss": np.log(3), "third": 1 / 3},
        mistakes={
            "largest_class": np.eye(3)[numbers.argmax()],
            "even": np.ones(3) / 3,
            "softmax_of_shares": shares(np.exp(parts)),
            "odds": numbers / (total - numbers),
        },
        steps=lambda: (
            ("N &= ", *joined(" + ", counts), " = ", total),
            *(
                (rf"q_{k + 1} &= \frac{{", count, "}{", total, "} = ", share)
                for k, (count, share) in enumerate(zip(counts, parts, strict=True))
            ),
        ),
    )


def draw_three_forecasts(draws: Draws) -> Inputs | None:
    """Draw a truth and three beliefs: one that nearly forgets an outcome, one too even, one too sure."""
    rare, middle = draws.integer("rare", 10, 17), draws.integer("middle", 22, 31)
    common = 100 - rare - middle
    forgotten = draws.choice("forgotten", (1, 2, 7, 8))
    gained = draws.integer("gained", 1, 4)
    down, up = draws.integer("down", 13, 20), draws.integer("up", 4, 8)
    sure = draws.integer("sure", 70, 86)
    seen = (100 - sure) * draws.integer("seen", 55, 68) // 100
    truth = (common, middle, rare)
    forgetful = (100 - forgotten - middle - gained, middle + gained, forgotten)
    even = (common - down, middle + up, rare + down - up)
    bold = (sure, seen, 100 - sure - seen)
    names = draws.shuffled("letters", LETTERS[:3])
    beliefs = dict(zip(names, (forgetful, even, bold), strict=True))
    order = draws.shuffled("outcomes", (0, 1, 2))

    def placed(parts: tuple[int, ...]) -> tuple[float, ...]:
        return tuple(parts[k] / 100 for k in order)

    drawn = {"p": placed(truth), **{letter: placed(beliefs[letter]) for letter in LETTERS[:3]}}
    prices = sorted(_price(drawn["p"], drawn[letter]) for letter in LETTERS[:3])
    return drawn if prices[1] - prices[0] > 0.03 else None


@example(draw=draw_three_forecasts)
def three_forecasts(
    shown: Shown,
    p: Value = (0.27, 0.13, 0.6),
    a: Value = (0.13, 0.05, 0.82),
    b: Value = (0.3, 0.01, 0.69),
    c: Value = (0.33, 0.22, 0.45),
) -> Worked:
    """Find the belief that costs least: what counts is the price of each outcome, weighted by how often it comes."""
    beliefs = dict(zip(LETTERS, (a, b, c), strict=False))
    prices = {letter: _price(p, q) for letter, q in beliefs.items()}
    dearest = {letter: (np.asarray(p) * -np.log(q)).max() for letter, q in beliefs.items()}
    return Worked(
        values={
            "least": _price(p, p),
            "prices": list(prices.values()),
            "dearest": list(dearest.values()),
            "lowest": min(prices.values()),
        },
        steps=lambda: tuple(
            (f"H(p, {letter.upper()}) &= ", *_weighted_surprise(p, q), " = ", prices[letter])
            for letter, q in beliefs.items()
        ),
        chosen={"which": (min(prices, key=lambda letter: prices[letter]),)},
    )


def _hundredths(draws: Draws, name: str, *ranges: tuple[int, int]) -> tuple[float, ...]:
    """Draw a part from each range; the last part is what is left of 100. Return them as decimals, shuffled."""
    parts = [draws.integer(f"{name}[{k}]", low, high) for k, (low, high) in enumerate(ranges)]
    return draws.shuffled(name, [part / 100 for part in (*parts, 100 - sum(parts))])


def _three_parts(draws: Draws, name: str) -> tuple[float, ...]:
    """Cut 1 in three parts of whole hundredths."""
    cuts = sorted(draws.decimals(name, 2, 0, 1, places=2))
    return tuple(round(high - low, 2) for low, high in zip((0.0, *cuts), (*cuts, 1.0), strict=True))


def _price(p: Value, q: Value) -> float:
    """Return H(p, q) in nats; with p in both places it is the entropy of p."""
    return -float(np.dot(p, np.log(q)))


def _weighted_surprise(weights: Value, p: Value) -> Step:
    pieces: list[Value] = ["-("]
    for weight, one in zip(weights, p, strict=True):
        pieces += [" + "] if len(pieces) > 1 else []
        pieces += [weight, r" \ln ", one]
    return (*pieces, ")")


def _difference(one: float, other: float) -> Step:
    return (digits(PRICE_PLACES + 1, one), " - ", digits(PRICE_PLACES + 1, other))
