import torch
from keras.losses import BinaryCrossentropy
from torch import nn

cases = [(1, -10), (1, -20), (1, -40), (1, -200), (0, 10), (0, 20)]
rows = []
print("y    z   true    BCE   slope  Keras")
for truth, score in cases:
    y = torch.tensor([float(truth)])
    z = torch.tensor([float(score)], requires_grad=True)
    p = torch.sigmoid(z)
    exact = nn.BCEWithLogitsLoss()(z, y).item()
    bce = nn.BCELoss()(p, y)
    bce.backward()
    of_keras = BinaryCrossentropy()(y.numpy(), p.detach().numpy())
    row = [truth, score, exact, bce.item(), z.grad.item(), float(of_keras)]
    print("{} {:4} {:6.2f} {:6.2f} {:7.4f} {:6.3f}".format(*row))
    rows.append(row)
