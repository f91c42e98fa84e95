"""The library against Keras on TensorFlow, where both mean the same; and what the course tells about Keras.

From probabilities Keras clips at 1e-7, without a word. Inside the clip both agree; outside, the tests name the number
at which Keras ends. Keras takes the truth first, and its weights belong to examples, not to classes.
"""

import numpy as np
import pytest
from frameworks.cases import CASES, CATS, IGNORED, ONE_CLASS

from xentlib import losses

TOLERANCE = {"float64": 1e-12, "float32": 1e-5}
REDUCTIONS = {"none": None, "mean": "sum_over_batch_size", "sum": "sum"}
SEVERAL_CLASSES = [case for case in CASES if case is not ONE_CLASS]  # CategoricalCrossentropy warns of one, rightly
each_case = pytest.mark.parametrize("case", SEVERAL_CLASSES, ids=str)
each_reduction = pytest.mark.parametrize("reduction", list(REDUCTIONS))
each_type = pytest.mark.parametrize("dtype", list(TOLERANCE))

SCORES = np.array([[10.0, 9.0, 8.0]], dtype=np.float32)
CAT = np.array([0])
ONE_HOT_CAT = np.array([[1.0, 0.0, 0.0]], dtype=np.float32)


def near(expected, dtype="float64"):
    """Compare with the relative tolerance of a type.

    A loss near 0 or a gradient p − y near 0 has only absolute precision: both sides subtract rounded numbers there.
    """
    return pytest.approx(np.asarray(expected), rel=TOLERANCE[dtype], abs=TOLERANCE[dtype] / 10)


@pytest.fixture
def loss_and_gradient(tensorflow):
    """Return a function that gives a Keras loss and, by TensorFlow's tape, the gradient of its sum."""

    def compute(loss, truth, prediction, **options):
        variable = tensorflow.Variable(prediction)
        with tensorflow.GradientTape() as tape:
            value = loss(truth, variable, **options)
        return value.numpy(), tape.gradient(value, variable).numpy()

    return compute


@pytest.mark.parametrize("case", CASES, ids=str)
@each_reduction
@each_type
def test_class_indices_agree(case, reduction, dtype, keras, loss_and_gradient):
    z, y = case.logits.astype(dtype), case.indices
    keras_loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, reduction=REDUCTIONS[reduction], dtype=dtype
    )
    expected, slope = loss_and_gradient(keras_loss, y, z)
    assert losses.softmax_cross_entropy(z, y, reduction=reduction) == near(expected, dtype)
    assert losses.softmax_cross_entropy_gradient(z, y, reduction=reduction) == near(slope, dtype)


@each_case
@each_reduction
@each_type
@pytest.mark.parametrize("kind", ["one-hot", "soft"])
@pytest.mark.parametrize("label_smoothing", [0.0, 0.1, 1.0])
def test_one_hot_and_soft_labels_agree(case, reduction, dtype, kind, label_smoothing, keras, loss_and_gradient):
    case = case.astype(dtype)
    z, y = case.logits, case.targets(kind)
    options = {"reduction": reduction, "label_smoothing": label_smoothing}
    keras_loss = keras.losses.CategoricalCrossentropy(
        from_logits=True, reduction=REDUCTIONS[reduction], label_smoothing=label_smoothing, dtype=dtype
    )
    expected, slope = loss_and_gradient(keras_loss, y, z)
    assert losses.softmax_cross_entropy(z, y, **options) == near(expected, dtype)
    assert losses.softmax_cross_entropy_gradient(z, y, **options) == near(slope, dtype)


@each_case
@each_type
@pytest.mark.parametrize("reduction", ["none", "mean", "sum"])
def test_weights_of_the_true_classes_agree(case, reduction, dtype, keras, loss_and_gradient):
    """The weight of an example is that of its class; the mean that divides by the weights has a name of its own."""
    case = case.astype(dtype)
    keras_loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True,
        reduction="mean_with_sample_weight" if reduction == "mean" else REDUCTIONS[reduction],
        dtype=dtype,
    )
    options = {"reduction": reduction, "weights": case.weights}
    of_examples = case.weights[case.indices]
    expected, slope = loss_and_gradient(keras_loss, case.indices, case.logits, sample_weight=of_examples)
    assert losses.softmax_cross_entropy(case.logits, case.indices, **options) == near(expected, dtype)
    assert losses.softmax_cross_entropy_gradient(case.logits, case.indices, **options) == near(slope, dtype)


@pytest.mark.parametrize("case", [case for case in CASES if len(case.indices) > 1], ids=str)
@each_reduction
@each_type
def test_ignored_targets_agree(case, reduction, dtype, keras, loss_and_gradient):
    """`ignore_class` is `ignore_index`: no loss, no gradient, not counted by the mean."""
    z, y = case.logits.astype(dtype), case.partly_ignored()
    options = {"reduction": reduction, "ignore_index": IGNORED}
    keras_loss = keras.losses.SparseCategoricalCrossentropy(
        from_logits=True, ignore_class=IGNORED, reduction=REDUCTIONS[reduction], dtype=dtype
    )
    expected, slope = loss_and_gradient(keras_loss, y, z)
    assert losses.softmax_cross_entropy(z, y, **options) == near(expected, dtype)
    assert losses.softmax_cross_entropy_gradient(z, y, **options) == near(slope, dtype)


@each_case
def test_softmax_and_its_logarithm_agree(case, keras):
    z = case.logits
    assert losses.softmax(z) == pytest.approx(keras.ops.softmax(z).numpy(), rel=1e-12, abs=1e-300)
    assert losses.log_softmax(z) == near(keras.ops.log_softmax(z))
    assert losses.log_sum_exp(z) == near(keras.ops.logsumexp(z, axis=-1))


def test_sigmoid_and_its_logarithm_agree(keras):
    z = np.linspace(-80, 80, 321)
    assert losses.sigmoid(z) == near(keras.ops.sigmoid(z))
    assert losses.log_sigmoid(z) == near(keras.ops.log_sigmoid(z))


@each_type
@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_binary_losses_and_gradients_agree(reduction, dtype, keras, loss_and_gradient):
    """Keras takes the mean over the last axis whatever the reduction; with one output a row that changes nothing."""
    generator = np.random.default_rng(2)
    z, y = generator.standard_normal((40, 1)).astype(dtype), generator.uniform(size=(40, 1)).astype(dtype)
    p = losses.sigmoid(z)
    options = {"reduction": REDUCTIONS[reduction], "dtype": dtype}
    expected = keras.losses.BinaryCrossentropy(**options)(y, p)
    assert losses.binary_cross_entropy(p, y, reduction=reduction) == near(expected, dtype)
    expected, slope = loss_and_gradient(keras.losses.BinaryCrossentropy(from_logits=True, **options), y, z)
    assert losses.binary_cross_entropy_with_logits(z, y, reduction=reduction) == near(expected, dtype)
    assert losses.binary_cross_entropy_with_logits_gradient(z, y, reduction=reduction) == near(slope, dtype)


def test_losses_of_probabilities_agree_inside_the_clip(keras):
    """Softmax first and from_logits=False is the same loss, as long as every p is between 1e-7 and 1 − 1e-7."""
    p = losses.softmax(CATS.logits)
    sparse = keras.losses.SparseCategoricalCrossentropy(dtype="float64")
    full = keras.losses.CategoricalCrossentropy(dtype="float64")
    assert losses.softmax_cross_entropy(CATS.logits, CATS.indices) == near(sparse(CATS.indices, p))
    assert losses.cross_entropy(CATS.soft, p).mean() == near(full(CATS.soft, p))


def test_kl_divergence_agrees_inside_the_clip(keras):
    truth, model = CATS.soft
    assert losses.kl_divergence(truth, model) == near(keras.losses.KLDivergence(dtype="float64")(truth, model))


# What the course tells about Keras


def test_the_cats_have_the_same_loss_from_logits(keras):
    sparse = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(CAT, SCORES)
    full = keras.losses.CategoricalCrossentropy(from_logits=True)(ONE_HOT_CAT, SCORES)
    assert float(sparse) == float(full) == pytest.approx(0.407606, abs=5e-7)


def test_sparse_cross_entropy_of_raw_scores_is_ln_3_and_never_learns(keras, loss_and_gradient):
    """It clips 10, 9 and 8 to 1 − 1e-7 each: three equal classes, and behind the clip no slope."""
    loss, gradient = loss_and_gradient(keras.losses.SparseCategoricalCrossentropy(), CAT, SCORES)
    assert loss == pytest.approx(np.log(3), rel=1e-6)
    assert gradient.tolist() == [[0.0, 0.0, 0.0]]


def test_a_model_that_ends_in_raw_scores_trains_without_effect(keras):
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(3, kernel_initializer="identity")])
    model.compile(loss="sparse_categorical_crossentropy", optimizer=keras.optimizers.SGD(0.1))
    history = model.fit(SCORES, CAT, epochs=3, verbose=0).history["loss"]
    assert history == pytest.approx([np.log(3)] * 3, rel=1e-6)
    assert model.get_weights()[0].tolist() == np.eye(3).tolist()


def test_cross_entropy_of_raw_scores_divides_by_their_sum(keras):
    """−ln(10 / 27) = 0.993252 for the cats; for [2, −1, 0.5] the quotient is 4/3, and the loss looks perfect."""
    loss = keras.losses.CategoricalCrossentropy()
    assert float(loss(ONE_HOT_CAT, SCORES)) == pytest.approx(0.993252, abs=5e-7)
    mixed = np.array([[2.0, -1.0, 0.5]], dtype=np.float32)
    assert float(loss(ONE_HOT_CAT, mixed)) == pytest.approx(1.2e-7, rel=0.01)
    exact = keras.losses.CategoricalCrossentropy(from_logits=True)(ONE_HOT_CAT, mixed)
    assert float(exact) == pytest.approx(0.2413, abs=5e-5)


@pytest.mark.parametrize(
    ("loss", "truth", "prediction"),
    [
        ("SparseCategoricalCrossentropy", [0], [[0.0, 1.0, 0.0]]),
        ("CategoricalCrossentropy", [[1.0, 0.0, 0.0]], [[0.0, 1.0, 0.0]]),
        ("BinaryCrossentropy", [[1.0]], [[0.0]]),
    ],
)
def test_losses_of_probabilities_end_at_16118(loss, truth, prediction, keras):
    """−ln 1e-7 = 16.118, where the loss is infinite."""
    keras_loss = getattr(keras.losses, loss)()
    assert float(keras_loss(np.array(truth), np.array(prediction, dtype=np.float32))) == pytest.approx(16.118, abs=5e-4)


def test_the_other_end_of_the_binary_loss_is_15942_in_float32(keras, loss_and_gradient):
    """For p = 1 and y = 0 the clip is 1 − 1e-7, in float32 1 − 2^−23: −ln 2^−23 = 15.942. There is no slope there."""
    truth, certain = np.array([[0.0]]), np.array([[1.0]], dtype=np.float32)
    loss, gradient = loss_and_gradient(keras.losses.BinaryCrossentropy(), truth, certain)
    assert loss == pytest.approx(23 * np.log(2), rel=1e-6)
    assert gradient.tolist() == [[0.0]]
    exact = keras.losses.BinaryCrossentropy(dtype="float64")(truth, certain.astype(float))
    assert float(exact) == pytest.approx(16.118, abs=5e-4)


def test_from_logits_there_is_no_ceiling(keras):
    scores = np.array([[-1000.0, 0.0]], dtype=np.float32)
    assert float(keras.losses.SparseCategoricalCrossentropy(from_logits=True)(CAT, scores)) == 1000.0
    assert float(keras.losses.BinaryCrossentropy(from_logits=True)(np.array([[1.0]]), scores[:, :1])) == 1000.0


def test_softmax_before_a_loss_from_logits_gives_0797(keras, tensorflow):
    """Numbers from any other softmax are taken for scores: −ln softmax(softmax(z))_y = 0.797190."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    assert float(loss(CAT, tensorflow.nn.softmax(SCORES))) == pytest.approx(0.797190, abs=1e-6)


def test_a_softmax_of_keras_remembers_its_scores_and_warns(keras):
    """The loss then comes out right after all, 0.407606."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with pytest.warns(UserWarning, match="produced by a Softmax activation and thus does not represent logits"):
        assert float(loss(CAT, keras.layers.Softmax()(SCORES))) == pytest.approx(0.407606, abs=5e-7)


def test_weights_divide_by_the_number_of_examples_unless_told_otherwise(keras):
    """(1 · 0.407606 + 4 · 2.696671) / 2 = 5.597271; divided by the weights, 1 + 4, it is 2.238909."""
    weights = CATS.weights[CATS.indices]
    scores = CATS.logits.astype(np.float32)
    by_examples = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    by_weights = keras.losses.SparseCategoricalCrossentropy(from_logits=True, reduction="mean_with_sample_weight")
    assert float(by_examples(CATS.indices, scores, sample_weight=weights)) == pytest.approx(5.597271, abs=2e-6)
    assert float(by_weights(CATS.indices, scores, sample_weight=weights)) == pytest.approx(2.238909, abs=2e-6)


def test_fit_with_class_weights_divides_by_the_number_of_examples(keras):
    model = keras.Sequential([keras.layers.Input((3,)), keras.layers.Dense(3, kernel_initializer="identity")])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    model.compile(loss=loss, optimizer=keras.optimizers.SGD(0.1))
    history = model.fit(CATS.logits, CATS.indices, class_weight=dict(enumerate(CATS.weights)), verbose=0).history
    assert history["loss"] == pytest.approx([5.597271], abs=2e-6)


def test_all_targets_ignored_is_0_in_keras(keras):
    """PyTorch answers nan."""
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True, ignore_class=IGNORED)
    assert float(loss(np.array([IGNORED]), SCORES)) == 0.0


def test_label_smoothing_spreads_over_all_classes_and_needs_one_hot_labels(keras):
    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)
    assert float(loss(ONE_HOT_CAT, SCORES)) == pytest.approx(0.507606, abs=5e-7)
    with pytest.raises(TypeError, match="label_smoothing"):
        keras.losses.SparseCategoricalCrossentropy(label_smoothing=0.1)


def test_softmax_of_one_unit_is_always_1_and_warns(keras):
    with pytest.warns(UserWarning, match="softmax operation will always return the value 1"):
        assert keras.layers.Softmax()(np.array([[-3.0], [5.0]])).numpy().tolist() == [[1.0], [1.0]]
    with pytest.warns(SyntaxWarning, match="num_classes > 1"):
        loss = keras.losses.CategoricalCrossentropy()(np.array([[1.0], [0.0]]), np.array([[1.0], [1.0]]))
    assert float(loss) == pytest.approx(0.0, abs=2e-7)


def test_a_target_out_of_range_is_refused(keras, tensorflow):
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    with pytest.raises(tensorflow.errors.InvalidArgumentError, match="label value of 3 which is outside"):
        loss(np.array([3]), SCORES)


def test_optimizers_have_no_minimize_but_take_gradients_from_a_tape(keras, loss_and_gradient):
    """One step against p − y with η = 0.1: 10 + 0.0334759, 9 − 0.0244728, 8 − 0.0090031."""
    optimizer = keras.optimizers.SGD(0.1)
    assert not hasattr(optimizer, "minimize")
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    _, gradient = loss_and_gradient(loss, CAT, SCORES)
    scores = keras.Variable(SCORES)
    optimizer.apply_gradients([(gradient, scores)])
    assert scores.numpy()[0] == pytest.approx([10.0334759, 8.9755272, 7.9909969], abs=2e-6)
