import numpy as np


def softmax(z):
    powers = np.exp(z - z.max())
    return powers / powers.sum()


def loss(z):
    return -np.log(softmax(z)[y])


def centered(k, h=1e-5):
    step = h * np.eye(3)[k]
    rise = loss(z + step) - loss(z - step)
    return rise / (2 * h)


z, y = np.array([10.0, 9.0, 8.0]), 0
formula = softmax(z) - np.eye(3)[y]
measured = [centered(k) for k in range(3)]
print("formula ", formula.round(6))
print("measured", np.round(measured, 6))

relative = np.abs(measured / formula - 1)
print("agree:", relative.max() < 1e-7)
