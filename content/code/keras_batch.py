import keras
import numpy as np
from keras.losses import CategoricalCrossentropy, SparseCategoricalCrossentropy

z = np.array([[10.0, 9.0, 8.0], [1.0, 3.0, 0.5]], dtype="float32")
y = np.array([0, 2])
truth = keras.utils.to_categorical(y, 3)
soft = np.array([[0.7, 0.2, 0.1], [0.0, 0.0, 1.0]], dtype="float32")
w = np.array([1.0, 2.0, 4.0])[y]  # a weight for each example


def sparse(**options):
    return SparseCategoricalCrossentropy(from_logits=True, **options)


none = sparse(reduction=None)(y, z)
mean = sparse()(y, z)
total = sparse(reduction="sum")(y, z)
print(none.numpy(), f"{mean:.6f}, {total:.6f}")

weighted = sparse()(y, z, sample_weight=w)
by_weights = sparse(reduction="mean_with_sample_weight")(y, z, sample_weight=w)
print(f"{weighted = :.6f}\n{by_weights = :.6f}")

ignored = sparse(ignore_class=2)(y, z)
smoothed = CategoricalCrossentropy(from_logits=True, label_smoothing=0.1)(truth[:1], z[:1])
of_soft = CategoricalCrossentropy(from_logits=True)(soft, z)
print(f"{ignored = :.6f}\n{smoothed = :.6f}\n{of_soft = :.6f}")
