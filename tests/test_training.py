"""Training against hand calculations, mpmath at 50 digits and centered differences; laws against drawn inputs."""

import hashlib
import math

import mpmath
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xentlib import losses
from xentlib.errors import InputError
from xentlib.training import (
    BOWL,
    TWO_VALLEYS,
    DataSet,
    Surface,
    descend,
    fit_temperature,
    overlapping_clouds,
    regression_gradient,
    regression_objective,
    separable_clouds,
    train_neuron,
    train_softmax_regression,
)
from xentlib.training.chance import order, uniforms
from xentlib.training.data import OVERLAPPING_DISTANCE, corners
from xentlib.training.neuron import SLOPES
from xentlib.training.regression import batches

mpmath.mp.dps = 50

weights_of_a_surface = st.tuples(st.floats(-4, 4), st.floats(-4, 4)).map(np.array)
surfaces = pytest.mark.parametrize("surface", [BOWL, TWO_VALLEYS], ids=["bowl", "two valleys"])


def slope_by_centered_differences(function, point, h=1e-5):
    """∂f/∂w for each entry of `point`, of its shape (and of the shape of f in front)."""
    slopes = []
    for position in np.ndindex(point.shape):
        step = np.zeros(point.shape)
        step[position] = h
        slopes.append((np.asarray(function(point + step)) - np.asarray(function(point - step))) / (2 * h))
    return np.array(slopes).reshape(point.shape + slopes[0].shape)


# Descent and surfaces


def test_the_first_step_on_the_bowl():
    """By hand from w = (0, 0): every p is 1/2, so L = ln 2 = 0.6931 and p − y = ±1/2.

    ∂L/∂w₁ = [−2·½ − 1·½ − 0·½ + 1·½ − 2·½ − 3·½] / 6 = −3.5/6 = −0.5833, ∂L/∂w₂ = [½ + ½ − ½ + ½ − ½ − ½] / 6 = 0;
    with η = 1.2 the next weights are (0.7, 0).
    """
    path = descend(BOWL.value, BOWL.gradient, [0.0, 0.0], rate=1.2, steps=1)
    assert path.values[0] == pytest.approx(math.log(2), rel=1e-15)
    assert path.weights == pytest.approx(np.array([[0.0, 0.0], [0.7, 0.0]]), abs=1e-15)
    assert path.values[1] < path.values[0]


def test_the_first_step_between_the_valleys():
    """By hand from w = (0, 1): every h is tanh 2 = 0.964028, p = σ(0.964028) = 0.723927, with 4 of 7 labels 1.

    L = −(4 ln 0.723927 + 3 ln 0.276073)/7 = (4·0.323064 + 3·1.287092)/7 = 0.736219;
    ∂L/∂w₂ = 0.964028·(0.723927 − 4/7) = 0.147013.
    """
    assert TWO_VALLEYS.value([0.0, 1.0]) == pytest.approx(0.736219, abs=1e-6)
    assert TWO_VALLEYS.gradient([0.0, 1.0])[1] == pytest.approx(0.147013, abs=1e-6)


def test_the_bottom_of_the_bowl_is_where_its_docstring_says():
    bottom = descend(BOWL.value, BOWL.gradient, [-2.0, 2.0], rate=3, steps=300)
    assert bottom.weights[-1] == pytest.approx([1.2140, -0.6070], abs=5e-5)
    assert bottom.values[-1] == pytest.approx(0.4130, abs=5e-5)
    assert not bottom.diverged


def test_the_start_decides_which_valley_is_reached():
    deep = descend(TWO_VALLEYS.value, TWO_VALLEYS.gradient, [2.0, 0.5], rate=0.5, steps=500)
    shallow = descend(TWO_VALLEYS.value, TWO_VALLEYS.gradient, [-2.0, 0.5], rate=0.5, steps=500)
    assert deep.weights[-1] == pytest.approx([1.454, 1.820], abs=1e-3)
    assert shallow.weights[-1] == pytest.approx([-1.497, -0.831], abs=1e-3)
    assert [deep.values[-1], shallow.values[-1]] == pytest.approx([0.4514, 0.6281], abs=5e-5)
    for path in (deep, shallow):  # both are minima: no slope, and uphill in every direction
        assert TWO_VALLEYS.gradient(path.weights[-1]) == pytest.approx([0, 0], abs=1e-8)
        assert np.linalg.eigvalsh(TWO_VALLEYS.hessian(path.weights[-1])).min() > 0.01


@settings(deadline=None)
@given(weights_of_a_surface)
def test_the_bowl_is_convex(weights):
    assert np.linalg.eigvalsh(BOWL.hessian(weights)).min() > 0


def test_the_two_valleys_are_not_convex():
    assert np.linalg.eigvalsh(TWO_VALLEYS.hessian([-1.0, 1.0])).min() < -0.5


@surfaces
@settings(deadline=None)
@given(weights_of_a_surface)
def test_slopes_and_curvatures_match_centered_differences(surface, weights):
    assert surface.gradient(weights) == pytest.approx(slope_by_centered_differences(surface.value, weights), abs=1e-8)
    curvature = slope_by_centered_differences(surface.gradient, weights)
    assert surface.hessian(weights) == pytest.approx(curvature, rel=1e-7, abs=1e-8)


@surfaces
def test_a_grid_of_weights_is_drawn_at_once(surface):
    grid = np.stack(np.meshgrid(np.linspace(-2, 2, 5), np.linspace(-1, 1, 3)), axis=-1)
    assert surface.value(grid).shape == (3, 5)
    assert surface.gradient(grid).shape == (3, 5, 2)
    assert surface.hessian(grid).shape == (3, 5, 2, 2)
    assert surface.value(grid)[2, 1] == pytest.approx(surface.value(grid[2, 1]), rel=1e-14)


@settings(deadline=None)
@given(weights_of_a_surface, st.floats(0.01, 2.4))
def test_a_small_rate_never_leads_uphill_on_the_bowl(start, rate):
    """σ′ ≤ 1/4, so no curvature exceeds λ(XᵀX/n)/4 = 0.8191, and every rate up to 2/0.8191 = 2.4416 goes down."""
    inputs = np.stack([BOWL.x, np.ones(6)], axis=1)
    assert 2 / (np.linalg.eigvalsh(inputs.T @ inputs / 6)[-1] / 4) == pytest.approx(2.4416, abs=5e-5)
    steps = np.diff(descend(BOWL.value, BOWL.gradient, start, rate=rate, steps=20).values)
    assert steps.max() <= 1e-15


def test_a_large_rate_jumps_from_side_to_side():
    """Up to 2/λ = 7.56 the minimum draws the path in; beyond, it pushes it out, until it jumps to and fro."""
    near_the_bottom = [1.3, -0.5]
    calm = descend(BOWL.value, BOWL.gradient, near_the_bottom, rate=7, steps=100)
    restless = descend(BOWL.value, BOWL.gradient, near_the_bottom, rate=9, steps=100)
    assert calm.values[-1] == pytest.approx(0.412998, abs=5e-7)
    assert not calm.diverged
    assert restless.diverged
    assert not restless.overflowed
    assert restless.weights[-1] == pytest.approx(restless.weights[-3], abs=1e-6)
    assert restless.uphill_steps >= 49


@pytest.mark.parametrize("rate", [1.5, 1e300])
def test_a_path_that_leaves_the_numbers_ends_before_it(rate):
    path = descend(lambda w: w @ w, lambda w: 2 * w, [1.0, -1.0], rate=rate, steps=5000)
    assert path.overflowed
    assert path.diverged
    assert len(path.weights) == len(path.values) < 5001
    assert np.isfinite(path.weights).all()
    assert np.isfinite(path.values).all()


def test_functions_that_raise_on_overflow_diverge_too():
    path = descend(lambda w: math.exp(w[0]), lambda w: [-math.exp(w[0]), 0.0], [1, 0], rate=9, steps=9)
    assert path.overflowed
    path = descend(lambda w: 0.0, lambda w: [math.exp(1000 * w[0]), 0.0], [1, 0], rate=9, steps=9)
    assert path.overflowed


def test_no_steps_is_the_start_alone():
    path = descend(BOWL.value, BOWL.gradient, [1, 2], rate=1, steps=0)
    assert path.weights.tolist() == [[1.0, 2.0]]
    assert not path.diverged


# Neuron


def test_the_first_epoch_of_the_neuron():
    """By hand from w = b = 2: a = σ(4) = 0.982014, σ′ = a(1 − a) = 0.017663.

    Quadratic: C = a²/2 = 0.482176, slope a·σ′ = 0.017345, w = 2 − 0.15·0.017345 = 1.997398.
    Cross-entropy: C = −ln(1 − a) = 4.018150, slope a, w = 2 − 0.15·0.982014 = 1.852698.
    """
    quadratic = train_neuron(2.0, 2.0, cost="quadratic", epochs=1)
    assert quadratic.output[0] == pytest.approx(0.982014, abs=5e-7)
    assert quadratic.cost[0] == pytest.approx(0.482176, abs=5e-7)
    assert quadratic.weight.tolist() == pytest.approx([2.0, 1.997398], abs=5e-7)
    cross_entropy = train_neuron(2.0, 2.0, cost="cross-entropy", epochs=1)
    assert cross_entropy.cost[0] == pytest.approx(4.018150, abs=5e-7)
    assert cross_entropy.weight.tolist() == pytest.approx([2.0, 1.852698], abs=5e-7)
    assert cross_entropy.bias.tolist() == cross_entropy.weight.tolist()


@pytest.mark.parametrize(
    ("cost", "start", "after_50", "after_300"),
    [
        ("quadratic", (0.6, 0.9), 0.387, 0.094),
        ("quadratic", (2.0, 2.0), 0.976, 0.203),
        ("cross-entropy", (0.6, 0.9), 0.079, 0.012),
        ("cross-entropy", (2.0, 2.0), 0.099, 0.012),
    ],
)
def test_the_slowdown(cost, start, after_50, after_300):
    """The outputs that the course tells, and the whole path step by step at 50 digits."""
    curves = train_neuron(*start, cost=cost)
    for curve in (curves.weight, curves.bias, curves.output, curves.cost):
        assert curve.shape == (301,)
    assert curves.output[[50, 300]].tolist() == pytest.approx([after_50, after_300], abs=5e-4)

    w, b = (mpmath.mpf(number) for number in start)
    rate = mpmath.mpf(0.15)
    for epoch in range(301):
        a = 1 / (1 + mpmath.exp(-(w + b)))
        exact_cost = a * a / 2 if cost == "quadratic" else -mpmath.log(1 - a)
        assert [curves.weight[epoch], curves.bias[epoch], curves.output[epoch], curves.cost[epoch]] == pytest.approx(
            [float(w), float(b), float(a), float(exact_cost)], rel=1e-12, abs=1e-12
        )
        slope = a * a * (1 - a) if cost == "quadratic" else a
        w, b = w - rate * slope, b - rate * slope


@pytest.mark.parametrize(
    ("cost", "value"),
    [("quadratic", losses.quadratic_cost_with_logits), ("cross-entropy", losses.binary_cross_entropy_with_logits)],
)
@settings(deadline=None)
@given(st.floats(-8, 8), st.floats(0, 1))
def test_the_slope_of_a_cost_matches_centered_differences(cost, value, z, y):
    slope = SLOPES[cost](float(losses.sigmoid(z)), y)
    assert slope == pytest.approx(slope_by_centered_differences(lambda score: value(score, y), np.array(z)), abs=1e-9)


@pytest.mark.parametrize("cost", SLOPES)
def test_the_input_scales_the_weight_and_not_the_bias(cost):
    curves = train_neuron(0.6, 0.9, cost=cost, epochs=1, x=-3.0, y=1.0)
    assert curves.weight[1] - 0.6 == pytest.approx(-3 * (curves.bias[1] - 0.9))
    assert curves.output[1] > curves.output[0]


@pytest.mark.parametrize("cost", SLOPES)
def test_a_saturated_neuron_has_finite_curves(cost):
    curves = train_neuron(500.0, 500.0, cost=cost, epochs=3)
    assert np.isfinite(curves.cost).all()
    assert curves.cost[0] == (0.5 if cost == "quadratic" else 1000.0)


# Softmax regression


@st.composite
def regressions(draw):
    """A small data set with weights, bias and penalties; no weight so near 0 that |w| has no slope there."""
    n, features, classes = draw(st.integers(1, 6)), draw(st.integers(1, 3)), draw(st.integers(2, 4))
    numbers = np.random.Generator(np.random.PCG64(draw(st.integers(0, 2**32))))
    data = DataSet(numbers.normal(size=(n, features)), numbers.integers(0, classes, n), classes)
    W = numbers.choice([-1, 1], (features, classes)) * numbers.uniform(0.1, 2, (features, classes))
    return data, W, numbers.normal(size=classes), draw(st.floats(0, 1)), draw(st.floats(0, 1))


@settings(deadline=None)
@given(regressions())
def test_the_gradient_of_the_regression_matches_centered_differences(regression):
    data, W, b, l1, l2 = regression
    by_weights, by_bias = regression_gradient(W, b, data, l1=l1, l2=l2)
    assert by_weights == pytest.approx(
        slope_by_centered_differences(lambda V: regression_objective(V, b, data, l1=l1, l2=l2), W), abs=1e-8
    )
    assert by_bias == pytest.approx(
        slope_by_centered_differences(lambda c: regression_objective(W, c, data, l1=l1, l2=l2), b), abs=1e-8
    )


def test_the_first_epoch_of_the_regression():
    """Two examples, by hand from zero weights: each p is (½, ½), the first loss is ln 2.

    (p − y)/n is (−¼, ¼) for x = 1 of class 0 and (¼, −¼) for x = −2 of class 1;
    ∂/∂W = 1·(−¼, ¼) − 2·(¼, −¼) = (−¾, ¾), ∂/∂b = (0, 0); with η = 2 the weights are (1.5, −1.5).
    The scores differ by 3 and −6: the loss is [ln(1 + e⁻³) + ln(1 + e⁻⁶)]/2 = (0.048587 + 0.002476)/2 = 0.025532.
    """
    trained = train_softmax_regression(DataSet([[1.0], [-2.0]], [0, 1], classes=2), rate=2, epochs=1)
    assert trained.weights[1].tolist() == [[1.5, -1.5]]
    assert trained.biases[1].tolist() == [0.0, 0.0]
    assert trained.training.loss.tolist() == pytest.approx([math.log(2), 0.025532], abs=5e-7)
    assert trained.training.accuracy.tolist() == [0.5, 1.0]
    assert trained.weight_norms.tolist() == pytest.approx([0.0, math.sqrt(4.5)])
    assert trained.validation is None


@pytest.mark.parametrize("classes", [2, 3, 10, 1000])
def test_the_first_loss_is_ln_of_the_number_of_classes(classes):
    data = DataSet(np.arange(6.0).reshape(3, 2) - 2, [0, 1, 1], classes)
    trained = train_softmax_regression(data, data, rate=0.1, epochs=0, l1=1, l2=1)
    for loss in (trained.training.loss, trained.validation.loss, trained.objective):
        assert loss.tolist() == pytest.approx([math.log(classes)], rel=1e-15)


def test_curves_are_those_of_the_weights_after_each_epoch():
    data, validation = overlapping_clouds(seed=7), overlapping_clouds(seed=8)
    trained = train_softmax_regression(data, validation, rate=0.5, epochs=4, batch_size=40, l1=0.01, l2=0.02)
    for epoch in range(5):
        W, b = trained.weights[epoch], trained.biases[epoch]
        z = validation.features @ W + b
        assert np.array_equal(trained.logits(validation.features, epoch=epoch), z)
        assert trained.validation.loss[epoch] == pytest.approx(losses.softmax_cross_entropy(z, validation.labels))
        assert trained.validation.accuracy[epoch] == pytest.approx(np.mean(z.argmax(axis=1) == validation.labels))
        assert trained.training.loss[epoch] == pytest.approx(regression_objective(W, b, data))
        assert trained.objective[epoch] == pytest.approx(regression_objective(W, b, data, l1=0.01, l2=0.02))
    assert np.array_equal(trained.logits(data.features), trained.logits(data.features, epoch=4))


@settings(deadline=None)
@given(st.integers(0, 100), st.floats(0.01, 0.5), st.floats(0, 0.2))
def test_a_small_rate_never_raises_the_objective(seed, rate, l2):
    trained = train_softmax_regression(overlapping_clouds(seed=seed, per_class=8), rate=rate, epochs=10, l2=l2)
    assert np.diff(trained.objective).max() <= 1e-15


@settings(deadline=None)
@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 1000), st.integers(0, 1000))
def test_an_epoch_sees_every_example_once(examples, size, seed, epoch):
    drawn = list(batches(examples, min(size, examples), seed=seed, epoch=epoch))
    assert sorted(np.concatenate(drawn).tolist()) == list(range(examples))
    assert all(len(batch) == min(size, examples) for batch in drawn[:-1])


def test_a_batch_of_all_examples_is_full_batch_descent_to_the_last_bit():
    data = overlapping_clouds(seed=7)
    whole = train_softmax_regression(data, rate=0.5, epochs=20)
    batch = train_softmax_regression(data, rate=0.5, epochs=20, batch_size=len(data), seed=5)
    assert whole.weights.tobytes() == batch.weights.tobytes()
    assert whole.biases.tobytes() == batch.biases.tobytes()


def test_a_mini_batch_epoch_is_its_batches_in_turn():
    data = overlapping_clouds(seed=7, per_class=3)
    trained = train_softmax_regression(data, rate=0.5, epochs=1, batch_size=4, seed=2)
    W, b = np.zeros((2, 3)), np.zeros(3)
    for chosen in batches(9, 4, seed=2, epoch=1):
        by_weights, by_bias = regression_gradient(W, b, DataSet(data.features[chosen], data.labels[chosen], 3))
        W, b = W - 0.5 * by_weights, b - 0.5 * by_bias
    assert trained.weights[1] == pytest.approx(W, abs=1e-15)
    assert trained.biases[1] == pytest.approx(b, abs=1e-15)


def test_a_seed_trains_the_same_bytes_and_another_seed_others():
    data = overlapping_clouds(seed=7)
    first, again, other = (
        train_softmax_regression(data, rate=0.5, epochs=3, batch_size=10, seed=seed) for seed in (1, 1, 2)
    )
    assert first.weights.tobytes() == again.weights.tobytes()
    assert first.weights.tobytes() != other.weights.tobytes()


def test_what_one_class_gains_the_others_lose():
    """Every gradient sums to 0 over the classes, so the weights of an input do too."""
    trained = train_softmax_regression(overlapping_clouds(seed=7), rate=0.5, epochs=50, batch_size=30, l2=0.01)
    assert trained.weights.sum(axis=2) == pytest.approx(np.zeros((51, 2)), abs=1e-13)
    assert trained.biases.sum(axis=1) == pytest.approx(np.zeros(51), abs=1e-13)


def test_training_finds_the_weights_that_the_data_were_drawn_with():
    """Normal classes around corners c_k with variance 1 have p_k ∝ e^{c_k·x}: W is the matrix of the corners."""
    data = overlapping_clouds(seed=1, per_class=4000)
    trained = train_softmax_regression(data, rate=1.5, epochs=80)
    assert trained.weights[-1] == pytest.approx(corners(OVERLAPPING_DISTANCE).T, abs=0.06)
    assert trained.biases[-1] == pytest.approx(np.zeros(3), abs=0.06)
    assert trained.training.loss[-1] == pytest.approx(0.410, abs=0.01)
    assert trained.training.accuracy[-1] == pytest.approx(0.837, abs=0.01)


def test_on_separable_data_weights_grow_without_end_unless_penalized():
    data = separable_clouds(seed=1)
    free = train_softmax_regression(data, rate=1.0, epochs=1000)
    penalized = train_softmax_regression(data, rate=1.0, epochs=1000, l2=0.01)
    assert free.training.accuracy[-1] == penalized.training.accuracy[-1] == 1.0
    # A logarithm of the time: each doubling adds about as much as the one before, and the loss halves.
    growth = np.diff(free.weight_norms[[125, 250, 500, 1000]])
    assert growth.min() > 0.25
    assert free.training.loss[1000] == pytest.approx(free.training.loss[500] / 2, rel=0.1)
    assert penalized.weight_norms[1000] == pytest.approx(penalized.weight_norms[500], rel=1e-4)
    by_weights, by_bias = regression_gradient(penalized.weights[-1], penalized.biases[-1], data, l2=0.01)
    assert np.abs(by_weights).max() < 1e-6
    assert np.abs(by_bias).max() < 1e-6


def test_l1_clears_idle_weights_away_and_keeps_the_others():
    data = overlapping_clouds(seed=7, per_class=60, idle_features=8)
    W = train_softmax_regression(data, rate=0.1, epochs=600, l1=0.05).weights[-1]
    assert np.abs(W[2:]).max() < 0.02
    assert np.abs(W[:2]).max() > 0.3
    free = train_softmax_regression(data, rate=0.1, epochs=600).weights[-1]
    assert np.abs(free[2:]).max() > 0.1


def test_an_epoch_cannot_be_out_of_range():
    trained = train_softmax_regression(overlapping_clouds(seed=1), rate=0.1, epochs=2)
    with pytest.raises(InputError, match="epoch: 3; expected an epoch from 0 to 2"):
        trained.logits([[0.0, 0.0]], epoch=3)
    with pytest.raises(InputError, match=r"features: shape \(2,\); expected shape \(…, 2\)"):
        trained.logits([0.0, 0.0])


# Temperature


@settings(deadline=None)
@given(st.floats(0.1, 20), st.integers(1, 30), st.integers(1, 30))
def test_the_best_temperature_of_two_classes_in_closed_form(score, right, wrong):
    """All scores (z, 0), a share r > ½ right: σ(z/T) = r, so T = z / ln(r/(1 − r)), and the loss is H(r)."""
    right += wrong
    share = right / (right + wrong)
    found = fit_temperature([[score, 0.0]] * (right + wrong), [0] * right + [1] * wrong)
    assert found.temperature == pytest.approx(score / math.log(right / wrong), rel=1e-12)
    assert found.loss_after == pytest.approx(losses.entropy([share, 1 - share]), rel=1e-12)
    assert found.loss_after <= found.loss_before + 1e-15
    assert found.calibration_error_after == pytest.approx(0, abs=1e-12)
    assert found.calibration_error_before == pytest.approx(abs(losses.sigmoid(score) - share), abs=1e-12)


def test_the_best_temperature_is_where_mpmath_finds_the_slope_zero():
    z = [[2.0, 1.0, -3.0], [0.5, 4.0, 1.0], [-1.0, 0.0, 2.5], [3.0, 2.0, 2.0]]
    y = [0, 2, 2, 1]

    def slope(inverse):
        total = mpmath.mpf(0)
        for scores, true in zip(z, y, strict=True):
            parts = [mpmath.exp(inverse * score) for score in scores]
            total += mpmath.fsum(p * s for p, s in zip(parts, scores, strict=True)) / mpmath.fsum(parts) - scores[true]
        return total

    exact = 1 / mpmath.findroot(slope, (0.01, 10), solver="anderson")
    assert fit_temperature(z, y).temperature == pytest.approx(float(exact), rel=1e-12)


@settings(deadline=None)
@given(st.sampled_from([2.0**-900, 1e-3, 7.0, 2.0**900]))
def test_the_temperature_follows_the_scale_of_the_scores(scale):
    z, y = np.array([[2.0, 1.0, 0.0], [0.5, 4.0, 1.0], [3.0, 2.0, 2.5]]), [0, 2, 0]
    assert fit_temperature(scale * z, y).temperature == pytest.approx(scale * fit_temperature(z, y).temperature)


def test_a_masked_class_does_not_count():
    z, y = [[2.0, 0.0, -np.inf], [1.0, -1.0, -np.inf], [-np.inf, 2.0, 0.0]], [0, 0, 2]
    two = [[2.0, 0.0], [1.0, -1.0], [2.0, 0.0]]
    assert fit_temperature(z, y).temperature == pytest.approx(fit_temperature(two, [0, 0, 1]).temperature, rel=1e-12)


def test_few_examples_and_many_features_make_over_confident_and_a_temperature_mends_it():
    data = overlapping_clouds(seed=1, per_class=20, idle_features=20)
    validation = overlapping_clouds(seed=2, per_class=200, idle_features=20)
    trained = train_softmax_regression(data, validation, rate=0.3, epochs=500)
    assert trained.training.accuracy[-1] == 1.0
    assert trained.validation.loss.argmin() < 50  # from here on it learns the noise
    assert trained.validation.loss[-1] > 2 * trained.validation.loss.min()
    found = fit_temperature(trained.logits(validation.features), validation.labels)
    assert found.temperature == pytest.approx(4.326, abs=0.01)
    assert found.loss_before == pytest.approx(trained.validation.loss[-1], rel=1e-12)
    assert found.loss_after < found.loss_before / 2
    assert found.calibration_error_after < found.calibration_error_before / 5


# Data and chance


def digest(array, kind):
    """Tell the bytes of an array on any machine: the byte order and width are `kind`."""
    return hashlib.sha256(array.astype(kind).tobytes()).hexdigest()[:16]


def test_data_and_shuffles_are_the_same_bytes_for_ever():
    assert digest(overlapping_clouds(seed=1).features, "<f8") == "f5b54c74835aee53"
    assert digest(separable_clouds(seed=1).features, "<f8") == "c07a6824cf633fd4"
    assert digest(np.concatenate(list(batches(1000, 32, seed=1, epoch=1))), "<i8") == "857039fff94f3b1b"


@pytest.mark.parametrize("seed", [1, 2])
def test_no_drawn_feature_is_near_a_rounding_boundary(seed):
    """So that another machine's logarithm and cosine, wrong in their last bits, round to the same two decimals."""
    data = overlapping_clouds(seed=seed)
    for feature, turn in ((0, mpmath.cos), (1, mpmath.sin)):
        length, angle = (uniforms("overlapping", seed, feature, part, size=150) for part in ("length", "angle"))
        for row, label in enumerate(data.labels):
            noise = mpmath.sqrt(-2 * mpmath.log(1 - mpmath.mpf(length[row])))
            noise *= mpmath.cos(2 * mpmath.pi * mpmath.mpf(angle[row]))
            corner = OVERLAPPING_DISTANCE * turn(mpmath.pi / 2 + label.item() * 2 * mpmath.pi / 3)
            hundredths = 100 * (corner + noise)
            assert data.features[row, feature] == int(mpmath.nint(hundredths)) / 100
            assert abs(abs(hundredths - mpmath.nint(hundredths)) - 0.5) > 1e-9


def test_features_have_two_decimals_and_no_negative_zero():
    features = overlapping_clouds(seed=3, per_class=2000).features
    assert np.array_equal(features, features.round(2))
    assert not (np.signbit(features) & (features == 0)).any()


def test_idle_features_move_neither_the_others_nor_the_labels():
    plain, more = overlapping_clouds(seed=1), overlapping_clouds(seed=1, idle_features=5)
    assert more.features.shape == (150, 7)
    assert np.array_equal(more.features[:, :2], plain.features)
    assert np.array_equal(more.labels, plain.labels)


def test_two_seeds_share_no_point():
    one, two = (set(map(tuple, separable_clouds(seed=seed).features)) for seed in (1, 2))
    assert len(one & two) <= 2  # of 150 points with two decimals each, by chance


def test_every_class_is_as_large_and_stands_around_its_corner():
    data = overlapping_clouds(seed=1, per_class=5000)
    for label, corner in enumerate(corners(OVERLAPPING_DISTANCE)):
        cloud = data.features[data.labels == label]
        assert len(cloud) == 5000
        assert cloud.mean(axis=0) == pytest.approx(corner, abs=0.06)
        assert np.cov(cloud.T) == pytest.approx(np.eye(2), abs=0.08)


@settings(deadline=None)
@given(st.integers(0, 50), st.integers(0, 10**9))
def test_an_order_holds_every_index_once(size, seed):
    assert sorted(order("test", seed, size=size).tolist()) == list(range(size))


def test_every_order_of_three_comes_up_as_often():
    counts = {}
    for trial in range(6000):
        drawn = tuple(order("trial", trial, size=3).tolist())
        counts[drawn] = counts.get(drawn, 0) + 1
    assert len(counts) == 6
    assert all(abs(count - 1000) < 150 for count in counts.values())  # 5 standard deviations


# Input without an answer


def bowl(**arguments):
    given_arguments = {"start": [0.0, 0.0], "rate": 1, "steps": 3, **arguments}
    return lambda: descend(
        given_arguments.pop("function", BOWL.value), given_arguments.pop("gradient", BOWL.gradient), **given_arguments
    )


def neuron(**arguments):
    return lambda: train_neuron(**{"weight": 1, "bias": 1, "cost": "quadratic", **arguments})


def regression(**arguments):
    return lambda: train_softmax_regression(
        **{"data": DataSet([[1.0, 2.0], [0.5, 0.0]], [0, 1], 2), "rate": 0.1, "epochs": 2, **arguments}
    )


def temperature(logits, labels, **options):
    return lambda: fit_temperature(logits, labels, **options)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (bowl(rate=0), r"rate: 0; expected a positive number"),
        (bowl(rate=-0.1), r"rate: -0.1; expected a positive number"),
        (bowl(rate=math.nan), r"rate: nan; expected a positive number"),
        (bowl(rate="fast"), r"rate: fast; expected a positive number"),
        (bowl(steps=-1), r"steps: -1; expected a whole number from 0$"),
        (bowl(steps=2.0), r"steps: 2.0; expected a whole number from 0$"),
        (bowl(start=[0.0, math.nan]), r"start\[1\]: nan; expected a finite number"),
        (bowl(start=[0.0, 1.0, 2.0]), r"start: shape \(3,\); expected shape \(2,\)"),
        (bowl(start=[[0.0], [1.0, 2.0]]), r"start: rows of different lengths; expected a rectangular"),
        (bowl(start=["a", "b"]), r"start: values of type <U1; expected real numbers"),
        (bowl(function=lambda w: w), r"function: shape \(2,\); expected one number"),
        (bowl(function=lambda w: math.inf), r"start: \[0.0, 0.0\]; expected a point where the function is finite"),
        (bowl(gradient=lambda w: 1.0), r"gradient: shape \(\); expected shape \(2,\)"),
        (lambda: BOWL.value([1.0]), r"weights: shape \(1,\); expected shape \(…, 2\)"),
        (lambda: BOWL.gradient([0.0, math.nan]), r"weights\[1\]: nan; expected a finite number"),
        (neuron(cost="hinge"), r"cost: 'hinge'; expected 'quadratic' or 'cross-entropy'"),
        (neuron(rate=0), r"rate: 0; expected a positive number"),
        (neuron(epochs=-3), r"epochs: -3; expected a whole number from 0$"),
        (neuron(weight=math.inf), r"weight: inf; expected a finite number"),
        (neuron(bias=None), r"bias: values of type object; expected real numbers"),
        (neuron(x=math.nan), r"x: nan; expected a finite number"),
        (neuron(weight=1e308, x=10, bias=0), r"weight: 1e\+308; expected a weight for which the score"),
        (neuron(rate=1e308, x=1e10, cost="cross-entropy"), r"rate: 1e\+308; expected a smaller one"),
        (neuron(y=1.5), r"y: 1.5; expected a number from 0 to 1"),
        (regression(rate=-1), r"rate: -1; expected a positive number"),
        (regression(epochs=1.5), r"epochs: 1.5; expected a whole number"),
        (regression(batch_size=0), r"batch_size: 0; expected a whole number from 1 to 2"),
        (regression(batch_size=3), r"batch_size: 3; expected a whole number from 1 to 2"),
        (regression(l1=-1), r"l1: -1; expected a number of at least 0"),
        (regression(l2=math.inf), r"l2: inf; expected a number of at least 0"),
        (regression(seed="x"), r"seed: 'x'; expected a whole number"),
        (regression(rate=1e10, l2=1, epochs=100), r"rate: 1\d+\.0; expected a smaller one: with this one w"),
        (regression(validation=DataSet([[1.0]], [0], 2)), r"validation: 1 features; expected 2 features"),
        (regression(validation=DataSet([[1.0, 2.0]], [0], 3)), r"validation: 3 classes; expected 2 classes"),
        (lambda: DataSet([1.0, 2.0], [0, 1], 2), r"features: shape \(2,\); expected shape \(…, …\)"),
        (lambda: DataSet([[1.0], [math.nan]], [0, 1], 2), r"features\[1, 0\]: nan; expected a finite number"),
        (lambda: DataSet(np.zeros((0, 2)), [], 2), r"features: shape \(0, 2\); expected at least one number"),
        (lambda: DataSet([[1.0]], [0, 1], 2), r"labels: shape \(2,\); expected shape \(1,\)"),
        (lambda: DataSet([[1.0]], [0.0], 2), r"labels: values of type float64; expected class indices"),
        (lambda: DataSet([[1.0]], [-1], 2), r"labels\[0\]: -1; expected an index from 0 to 1"),
        (lambda: DataSet([[1.0]], [0], 1), r"classes: 1; expected a whole number from 2"),
        (lambda: overlapping_clouds(seed=1.5), r"seed: 1.5; expected a whole number"),
        (lambda: overlapping_clouds(seed=1, idle_features=-1), r"idle_features: -1; expected a whole number from 0"),
        (lambda: separable_clouds(seed=1, per_class=0), r"per_class: 0; expected a whole number from 1"),
        (
            lambda: regression_objective(np.zeros((1, 2)), np.zeros(3), DataSet([[1.0]], [0], 2)),
            r"bias: shape \(3,\); expected shape \(2,\)",
        ),
        (
            lambda: regression_gradient([[math.inf, 0]], np.zeros(2), DataSet([[1.0]], [0], 2)),
            r"weights\[0, 0\]: inf; expected a finite number",
        ),
        (temperature([[2.0, 1.0], [0.0, 1.0]], [0, 1]), r"logits: every answer right; expected a mistake"),
        (temperature([[2.0, 1.0], [0.0, 1.0]], [1, 0]), r"logits: scores no better than none"),
        (temperature([[0.0, 0.0]], [0]), r"logits: scores no better than none"),
        (temperature([2.0, 1.0], 0), r"logits: shape \(2,\); expected shape \(n, C\)"),
        (temperature([[0.0, -math.inf]], [1]), r"logits: a true class masked by -inf"),
        (temperature([[0.0, math.nan]], [1]), r"logits\[0, 1\]: nan; expected a number or -inf"),
        (temperature([[0.0, 1.0]], [2]), r"labels\[0\]: 2; expected an index from 0 to 1"),
        (temperature([[0.0, 1.0]], [0], bins=0), r"bins: 0; expected a whole number from 1"),
    ],
)
def test_input_without_an_answer_is_named(call, message):
    with pytest.raises(InputError, match=message):
        call()


def test_a_surface_of_ones_own():
    surface = Surface(x=(1.0,), y=(1.0,), score=BOWL.score)
    assert surface.value([0.0, 3.0]) == pytest.approx(math.log1p(math.exp(-3)))


@pytest.mark.filterwarnings("error")
def test_the_largest_scores_have_a_best_temperature():
    found = fit_temperature([[1e308, 0.0]] * 3, [0, 0, 1])
    assert found.temperature == pytest.approx(1e308 / math.log(2), rel=1e-14)


@pytest.mark.filterwarnings("error")
def test_weights_whose_scores_overflow_are_named():
    message = r"weights\[1, 0\]: 1e\+308; expected weights whose scores do not overflow"
    for ask in (BOWL.value, BOWL.gradient, BOWL.hessian):
        with pytest.raises(InputError, match=message):
            ask([[1.0, 2.0], [1e308, 1.0]])


@pytest.mark.parametrize("epoch", [1.5, "a", True, -4, 3])
def test_an_epoch_is_a_whole_number(epoch):
    trained = train_softmax_regression(overlapping_clouds(seed=1, per_class=2), rate=0.1, epochs=2)
    with pytest.raises(InputError, match=r"epoch: .*; expected an epoch from 0 to 2, or -1 for the last"):
        trained.logits([[1.0, 2.0]], epoch=epoch)


@pytest.mark.parametrize("result", [None, "a", 1j, [1, [2]]])
def test_a_function_or_gradient_that_returns_no_number_is_named(result):
    with pytest.raises(InputError, match="function: "):
        descend(lambda w: result, lambda w: w, [1.0, 1.0], rate=0.1, steps=1)
    with pytest.raises(InputError, match="gradient: "):
        descend(lambda w: w @ w, lambda w: result, [1.0, 1.0], rate=0.1, steps=1)
