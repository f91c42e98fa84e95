import numpy as np

W = np.array([[4, 1], [3, 2], [3, 1]])  # a row for each class: cat, dog, horse
b = np.array([1, 1, 1])
x = np.array([2, 1])
y = 0  # the photo shows a cat

z = W @ x + b
powers = np.exp(z - z.max())
p = powers / powers.sum()
loss = -np.log(p[y])
print(z, p.round(4), loss.round(4))

losses = np.array([0.1, 0.3, 2.0, 0.4])
print(losses.mean().round(4))

for w in (np.array([1, 0, 0, 0]), np.array([0.25, 0.25, 0.25, 0.25])):
    print(np.abs(w).sum(), (w**2).sum())
