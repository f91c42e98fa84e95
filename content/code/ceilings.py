import keras
import torch
from torch import nn

print("truth  score  from score    BCELoss  (gradient)      Keras")
rows = []
for truth, score in [(1, -10.0), (1, -20.0), (1, -40.0), (1, -200.0), (0, 10.0), (0, 20.0)]:
    y, z = torch.tensor([float(truth)]), torch.tensor([score], requires_grad=True)
    p = torch.sigmoid(z)
    exact = nn.BCEWithLogitsLoss()(z, y).item()
    loss = nn.BCELoss()(p, y)
    loss.backward()
    of_keras = keras.losses.BinaryCrossentropy()(y.numpy(), p.detach().numpy())
    rows.append([truth, score, exact, loss.item(), z.grad.item(), float(of_keras)])
    print("{:5} {:6.0f} {:11.4f} {:10.4f} {:11.6f} {:10.4f}".format(*rows[-1]))
