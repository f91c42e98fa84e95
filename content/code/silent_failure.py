import numpy as np
import tensorflow as tf
from keras.losses import SparseCategoricalCrossentropy


def loss_and_gradient(loss_function, scores):
    z = tf.Variable([scores])
    with tf.GradientTape() as tape:
        loss = loss_function(np.array([0]), z)
    return float(loss), tape.gradient(loss, z).numpy()[0]


forgotten = SparseCategoricalCrossentropy()
right = SparseCategoricalCrossentropy(from_logits=True)

for scores in ([10.0, 9.0, 8.0], [2.0, 50.0, 70.0]):
    loss, gradient = loss_and_gradient(forgotten, scores)
    true_loss, true_gradient = loss_and_gradient(right, scores)
    print(scores)
    print("forgotten", f"{loss:.4f}", gradient)
    print("right", f"{true_loss:.4f}", true_gradient.round(4))
