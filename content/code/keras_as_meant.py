import keras
import numpy as np
import tensorflow as tf

x = np.random.default_rng(0).standard_normal((100, 10)).astype("float32")
y = x[:, :3].argmax(axis=1)  # the largest of the first three inputs

layer = keras.layers.Dense(3, "softmax", kernel_initializer="zeros")
model = keras.Sequential([keras.Input((10,)), layer])
loss_function = keras.losses.SparseCategoricalCrossentropy()
optimizer = keras.optimizers.SGD(learning_rate=1.0)

losses = []
for step in range(101):
    with tf.GradientTape() as tape:
        loss = loss_function(y, model(x))
    variables = model.trainable_variables
    gradients = tape.gradient(loss, variables)
    optimizer.apply_gradients(zip(gradients, variables, strict=True))
    losses.append(float(loss))
    if step in (0, 1, 10, 100):
        print(f"step {step:3}  loss {losses[step]:.4f}")
