import keras
import numpy as np
import tensorflow as tf


def loss_and_gradient(loss_function, scores):
    z = tf.Variable([scores])
    with tf.GradientTape() as tape:
        loss = loss_function(np.array([0]), z)
    return float(loss), tape.gradient(loss, z).numpy()[0]


forgotten = keras.losses.SparseCategoricalCrossentropy()
right = keras.losses.SparseCategoricalCrossentropy(from_logits=True)

for scores in ([10.0, 9.0, 8.0], [2.0, 50.0, 70.0]):
    loss, gradient = loss_and_gradient(forgotten, scores)
    print(scores, f"forgotten: {loss:.6f}", gradient)
    loss_of_scores, gradient_of_scores = loss_and_gradient(right, scores)
    print(scores, f"right: {loss_of_scores:.6f}", gradient_of_scores.round(4))
