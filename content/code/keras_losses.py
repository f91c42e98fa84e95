import numpy as np
from keras import losses

z = np.array([[10.0, 9.0, 8.0]], dtype="float32")
y = np.array([0])
truth = np.array([[1.0, 0.0, 0.0]], dtype="float32")
p = np.exp(z) / np.exp(z).sum()

sparse_of_z = losses.SparseCategoricalCrossentropy(from_logits=True)(y, z)
of_z = losses.CategoricalCrossentropy(from_logits=True)(truth, z)
sparse = losses.SparseCategoricalCrossentropy()(y, p)
categorical = losses.CategoricalCrossentropy()(truth, p)
kl = losses.KLDivergence()(truth, p)
print(f"{sparse_of_z = :.6f}\n{of_z = :.6f}")
print(f"{sparse = :.6f}\n{categorical = :.6f}\n{kl = :.6f}")

binary = losses.BinaryCrossentropy()(truth, p)
binary_of_z = losses.BinaryCrossentropy(from_logits=True)(truth, z)
print(f"{binary = :.6f}\n{binary_of_z = :.6f}")

softmax_first = losses.CategoricalCrossentropy(from_logits=True)(truth, p)
sparse_of_raw = losses.SparseCategoricalCrossentropy()(y, z)
of_raw = losses.CategoricalCrossentropy()(truth, z)
print(f"{softmax_first = :.6f}\n{sparse_of_raw = :.6f}\n{of_raw = :.6f}")
