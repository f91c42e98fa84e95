import numpy as np

x = np.array([-2, -1, 0, 1, 2, 3])
y = np.array([0, 0, 1, 0, 1, 1])


def loss_and_gradient(w):
    z = w[0] * x + w[1]
    loss = (np.logaddexp(0, z) - y * z).mean()
    error = 1 / (1 + np.exp(-z)) - y
    slopes = (error * x).mean(), error.mean()
    return loss, np.array(slopes)


for rate in (0.1, 3.0, 9.0):
    w = np.zeros(2)
    losses = []
    for _ in range(21):
        loss, gradient = loss_and_gradient(w)
        losses.append(loss)
        w = w - rate * gradient
    shown = np.array(losses)[[0, 1, 2, 19, 20]]
    print(rate, shown.round(4))
