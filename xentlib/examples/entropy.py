"""Surprise, entropy, cross-entropy and what follows from them (lesson 3)."""

from __future__ import annotations

import numpy as np

from xentlib.examples.registry import Shown, Step, Value, Worked, example
from xentlib.examples.steps import digits, joined, products
from xentlib.losses import cross_entropy, entropy, kl_divergence, softmax, times_with_zero


@example
def surprise(shown: Shown, p: float = 0.1, smaller: float = 0.01) -> Worked:
    """Measure how surprising an outcome is: −ln p grows without bound as p falls, so a loss may well exceed 1."""
    nats = -np.log(p)
    return Worked(
        values={"nats": nats, "bits": -np.log2(p), "nats_of_smaller": -np.log(smaller)},
        mistakes={
            "capped_at_one": min(1.0, nats),
            "one_minus_p": 1 - p,
            "one_over_p": 1 / p,
            "sign_forgotten": np.log(p),
        },
        steps=lambda: (
            (r"-\ln ", p, " &= ", nats),
            (r"-\log_2 ", p, r" &= \frac{", digits(6, nats), "}{", digits(6, np.log(2)), "} = ", -np.log2(p)),
            (r"-\ln ", smaller, " &= ", -np.log(smaller)),
        ),
    )


@example
def entropy_by_hand(shown: Shown, p: Value = (0.7, 0.2, 0.1)) -> Worked:
    """Average the surprise at the outcomes of a distribution: its entropy, at most ln C."""
    p = np.asarray(p)
    surprises = shown(-np.log(p))
    value = (p * surprises).sum()
    return Worked(
        values={"surprises": surprises, "entropy": value, "bits": value / np.log(2), "largest": np.log(len(p))},
        mistakes={
            "sum_of_surprises": surprises.sum(),
            "plain_average": surprises.mean(),
            "sign_forgotten": -value,
            "one_term": p[0] * surprises[0],
            "base_two": value / np.log(2),
        },
        steps=lambda: (
            *((r"-\ln ", one, " &= ", digits(5, price)) for one, price in zip(p, surprises, strict=True)),
            (r"H(p) &= ", *products(p, [digits(5, price) for price in surprises]), " = ", value),
        ),
    )


@example
def coin(shown: Shown, p: float = 0.9) -> Worked:
    """Compare a coin that mostly shows heads with a fair one, the coin of the highest entropy: ln 2."""
    both = np.array([p, 1 - p])
    fair = np.array([0.5, 0.5])
    return Worked(
        values={"entropy": entropy(both), "fair": entropy(fair), "bits_in_nat": 1 / np.log(2)},
        mistakes={"heads_only": -p * np.log(p), "base_two": entropy(both, base=2)},
        steps=lambda: (
            (r"H(p) &= -(", *_weighted_logs(both, both), ") = ", entropy(both)),
            (r"\ln 2 &= -(", *_weighted_logs(fair, fair), ") = ", entropy(fair)),
        ),
    )


@example
def two_distributions(shown: Shown, p: Value = (0.7, 0.2, 0.1), q: Value = (0.5, 0.3, 0.2)) -> Worked:
    """Compute the price of believing q while p is true, and the other way round: H(p, q) ≠ H(q, p)."""
    p, q = np.asarray(p), np.asarray(q)
    surprises = shown(-np.log(q))
    price = (p * surprises).sum()
    least = entropy(p)
    extra = price - least
    return Worked(
        values={
            "surprises": surprises,
            "cross_entropy": price,
            "entropy": least,
            "kl": extra,
            "bits": price / np.log(2),
            "reversed_entropy": entropy(q),
            "reversed_cross_entropy": cross_entropy(q, p),
            "reversed_kl": kl_divergence(q, p),
        },
        mistakes={
            "swapped": cross_entropy(q, p),
            "kl_for_cross_entropy": extra,
            "entropy_of_truth": least,
            "entropy_of_model": entropy(q),
            "sign_forgotten": -price,
            "not_weighted": surprises.mean(),
            "base_two": price / np.log(2),
            "base_ten": price / np.log(10),
        },
        steps=lambda: (
            (r"H(p, q) &= -(", *_weighted_logs(p, q), ") = ", price),
            (r"H(p) &= -(", *_weighted_logs(p, p), ") = ", least),
            (r"\mathrm{KL} &= ", digits(5, price), " - ", digits(5, least), " = ", extra),
            (r"H(q, p) &= -(", *_weighted_logs(q, p), ") = ", cross_entropy(q, p)),
        ),
    )


@example
def extra_price(shown: Shown, p: Value = (0.7, 0.2, 0.1), q: Value = (0.5, 0.3, 0.2)) -> Worked:
    """Compute KL(p ‖ q), what believing q costs beyond the entropy of p, from the ratios of the probabilities."""
    p, q = np.asarray(p), np.asarray(q)
    logarithms = shown(np.log(p / q))
    value = (p * logarithms).sum()
    return Worked(
        values={"logarithms": logarithms, "kl": value},
        mistakes={
            "reversed": kl_divergence(q, p),
            "cross_entropy": cross_entropy(p, q),
            "not_weighted": logarithms.sum(),
            "sign_flipped": -value,
            "difference_of_entropies": entropy(q) - entropy(p),
        },
        steps=lambda: (
            *(
                (r"\ln \frac{", one, "}{", other, "} &= ", digits(5, logarithm))
                for one, other, logarithm in zip(p, q, logarithms, strict=True)
            ),
            (r"\mathrm{KL} &= ", *products(p, [digits(5, one) for one in logarithms]), " = ", value),
        ),
    )


@example
def soft_label_floor(shown: Shown, y: Value = (0.7, 0.2, 0.1)) -> Worked:
    """See that a soft label leaves a loss that no model can pass: at p = y it is H(y), not 0."""
    y = np.asarray(y)
    surprises = shown(-np.log(y))
    floor = (y * surprises).sum()
    return Worked(
        values={"surprises": surprises, "floor": floor},
        mistakes={"zero": 0.0, "of_likeliest_class": -np.log(y.max())},
        steps=lambda: ((r"H(y, p) \ge H(y) &= -(", *_weighted_logs(y, y), ") = ", floor),),
    )


@example
def one_hot_truth(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Put a one-hot label into H(truth, model): one term is left. The other way round the price is infinite."""
    p, truth = shown(softmax(z)), np.eye(len(z))[y]
    with np.errstate(divide="ignore"):
        surprises_of_truth = -np.log(truth)
    return Worked(
        values={"truth": truth, "p": p, "loss": -np.log(p[y]), "entropy_of_truth": entropy(truth)},
        mistakes={"swapped": times_with_zero(p, surprises_of_truth).sum()},
        steps=lambda: (
            (r"H(y, p) &= -(", *_weighted_logs(truth, [digits(5, one) for one in p]), ") = ", -np.log(p[y])),
            (r"H(p, y) &= -(", *_weighted_logs([digits(5, one) for one in p], truth), r") = \infty"),
        ),
    )


@example
def zero_times_log(shown: Shown, truth: Value = (1.0, 0.0), model: Value = (0.8, 0.2)) -> Worked:
    """Meet ln 0: the surprise at the impossible is infinite, and what never happens costs nothing, for x ln x → 0."""
    near = np.array([0.1, 0.01, 0.001])
    return Worked(
        values={
            "surprise_of_zero": np.inf,
            "near_zero": near,
            "products": near * np.log(near),
            "entropy": entropy(truth),
            "cross_entropy": cross_entropy(truth, model),
        },
        steps=lambda: (
            *((one, r" \ln ", one, " &= ", one * np.log(one)) for one in near),
            (r"\lim_{x \to 0} x \ln x &= ", 0),
        ),
    )


@example
def perplexity(shown: Shown, z: Value = (10.0, 9.0, 8.0), y: int = 0) -> Worked:
    """Read a loss as a number of equally likely choices: e to the nats, or 2 to the bits."""
    p_y = shown(softmax(z)[y])
    nats = shown(-np.log(p_y))
    bits = shown(nats / np.log(2))
    return Worked(
        values={"nats": nats, "bits": bits, "perplexity": np.exp(nats)},
        mistakes={"two_to_the_nats": 2.0**nats, "e_to_the_bits": np.exp(bits), "loss_itself": nats},
        steps=lambda: (
            (r"L &= -\ln ", digits(5, p_y), " = ", digits(5, nats)),
            (r"e^{L} &= e^{", digits(5, nats), "} = ", np.exp(nats)),
            (r"2^{L / \ln 2} &= 2^{", digits(5, bits), "} = ", np.exp(nats)),
        ),
    )


@example
def likelihood(shown: Shown, p: Value = (0.5, 0.25, 0.8)) -> Worked:
    """Make the probability of all that was seen large: the same as making the mean of −ln p small."""
    p = np.asarray(p)
    product = shown(p.prod())
    surprises = shown(-np.log(p))
    mean = surprises.mean()
    return Worked(
        values={
            "product": product,
            "surprises": surprises,
            "mean": mean,
            "geometric_mean": product ** (1 / len(p)),
            "count": len(p),
        },
        mistakes={"of_mean": -np.log(p.mean()), "sum": surprises.sum(), "not_divided": -np.log(product)},
        steps=lambda: (
            (r"\textstyle\prod_i \p_i &= ", *joined(r" \cdot ", p), " = ", product),
            (r"-\ln ", product, " &= ", *joined(" + ", [digits(5, one) for one in surprises]), " = ", -np.log(product)),
            (r"L &= \frac{", digits(5, -np.log(product)), "}{", len(p), "} = ", mean),
        ),
    )


def _weighted_logs(weights: Value, p: Value) -> Step:
    pieces: list[Value] = []
    for weight, one in zip(weights, p, strict=True):
        pieces += [" + "] if pieces else []
        pieces += [weight, r" \ln ", one]
    return tuple(pieces)
