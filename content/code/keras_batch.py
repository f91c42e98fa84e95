import keras
import numpy as np
from keras import losses

z = np.array([[10.0, 9.0, 8.0], [1.0, 3.0, 0.5]], dtype="float32")
y = np.array([0, 2])
truth = keras.utils.to_categorical(y, 3)
soft = np.array([[0.7, 0.2, 0.1], [0.0, 0.0, 1.0]], dtype="float32")
w = np.array([1.0, 2.0, 4.0])[y]  # a weight for each example


def sparse(**options):
    return losses.SparseCategoricalCrossentropy(from_logits=True, **options)


def categorical(**options):
    return losses.CategoricalCrossentropy(from_logits=True, **options)


none = sparse(reduction=None)(y, z)
mean = sparse()(y, z)
total = sparse(reduction="sum")(y, z)
print(none.numpy())
print(f"{mean = :.6f}\n{total = :.6f}")

weighted = sparse()(y, z, w)
by_weights = sparse(reduction="mean_with_sample_weight")(y, z, w)
print(f"{weighted = :.6f}\n{by_weights = :.6f}")

ignored = sparse(ignore_class=2)(y, z)
cat_alone = truth[:1], z[:1]
smoothed = categorical(label_smoothing=0.1)(*cat_alone)
of_soft = categorical()(soft, z)
print(f"{ignored = :.6f}\n{smoothed = :.6f}\n{of_soft = :.6f}")
