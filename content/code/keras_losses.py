import keras
import numpy as np

z = np.array([[10.0, 9.0, 8.0]], dtype="float32")
y = np.array([0])
truth = np.array([[1.0, 0.0, 0.0]], dtype="float32")
p = np.exp(z) / np.exp(z).sum()

sparse_of_scores = keras.losses.SparseCategoricalCrossentropy(from_logits=True)(y, z)
of_scores = keras.losses.CategoricalCrossentropy(from_logits=True)(truth, z)
sparse = keras.losses.SparseCategoricalCrossentropy()(y, p)
categorical = keras.losses.CategoricalCrossentropy()(truth, p)
kl = keras.losses.KLDivergence()(truth, p)
print(f"{sparse_of_scores = :.6f}\n{of_scores = :.6f}")
print(f"{sparse = :.6f}\n{categorical = :.6f}\n{kl = :.6f}")

binary = keras.losses.BinaryCrossentropy()(truth, p)
binary_of_scores = keras.losses.BinaryCrossentropy(from_logits=True)(truth, z)
print(f"{binary = :.6f}\n{binary_of_scores = :.6f}")

softmax_first = keras.losses.CategoricalCrossentropy(from_logits=True)(truth, p)
sparse_of_raw = keras.losses.SparseCategoricalCrossentropy()(y, z)
of_raw = keras.losses.CategoricalCrossentropy()(truth, z)
print(f"{softmax_first = :.6f}\n{sparse_of_raw = :.6f}\n{of_raw = :.6f}")
