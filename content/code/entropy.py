import numpy as np


def cross_entropy(truth, belief):
    happens = truth > 0
    return -(truth[happens] * np.log(belief[happens])).sum()


p = np.array([0.7, 0.2, 0.1])
q = np.array([0.5, 0.3, 0.2])
print(f"H(p)    = {cross_entropy(p, p):.4f} nats")
print(f"H(p, q) = {cross_entropy(p, q):.4f} nats")
print(f"H(q, p) = {cross_entropy(q, p):.4f} nats")
print(f"KL      = {cross_entropy(p, q) - cross_entropy(p, p):.4f} nats")

y = np.array([1, 0, 0])
prediction = np.exp([10, 9, 8]) / np.exp([10, 9, 8]).sum()
print(f"H(y, prediction) = {cross_entropy(y, prediction):.4f} nats")
with np.errstate(divide="ignore"):
    print(f"H(prediction, y) = {cross_entropy(prediction, y)} nats")
