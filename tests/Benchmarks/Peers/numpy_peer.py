"""The rows in NumPy, backward passes by hand."""
import math
import os

import numpy as np

import data

F = np.float32
RANDOM = np.random.default_rng(0)


def prepare(threads):
    pass


def details():
    return f"NumPy {np.__version__}, OpenBLAS for {os.environ.get('OPENBLAS_CORETYPE', 'what it finds')}"


def normal(rows, columns, scale=math.sqrt(2)):
    return (RANDOM.standard_normal((rows, columns)) * scale / math.sqrt(rows)).astype(F)


class Dense:
    """Layers y = f(x W + b), f the rectifier (not after the last layer) or the sigmoid (after every layer)."""

    def __init__(self, sizes, sigmoid=False):
        self.sigmoid = sigmoid
        self.weights = [normal(a, b, 1 if sigmoid else math.sqrt(2)) for a, b in zip(sizes, sizes[1:])]
        self.biases = [np.zeros(b, F) for b in sizes[1:]]
        self.values = []

    def forward(self, x):
        self.values = [x]
        last = len(self.weights) - 1
        for i, (w, b) in enumerate(zip(self.weights, self.biases)):
            x = x @ w
            x += b
            if self.sigmoid:
                np.negative(x, out=x)
                np.exp(x, out=x)
                x += F(1)
                np.reciprocal(x, out=x)
            elif i < last:
                np.maximum(x, 0, out=x)
            self.values.append(x)
        return x

    def backward(self, g):
        """From the gradient by the last layer's sum to those of weights and biases."""
        gw, gb = [], []
        for i in range(len(self.weights) - 1, -1, -1):
            gw.append(self.values[i].T @ g)
            gb.append(g.sum(0))
            if i > 0:
                g = g @ self.weights[i].T
                v = self.values[i]
                g *= v * (F(1) - v) if self.sigmoid else v > 0
        return gw[::-1], gb[::-1]

    def descend(self, rate, gw, gb):
        for w, b, dw, db in zip(self.weights, self.biases, gw, gb):
            dw *= F(rate)
            w -= dw
            db *= F(rate)
            b -= db


def cross_entropy_gradient(z, classes):
    z -= z.max(1, keepdims=True)
    np.exp(z, out=z)
    z /= z.sum(1, keepdims=True)
    z[np.arange(len(classes)), classes] -= 1
    z /= len(classes)
    return z


class AdamW:
    def __init__(self, weights, rate):
        self.weights, self.rate, self.steps = weights, rate, 0
        self.means = [np.zeros_like(w) for w in weights]
        self.squares = [np.zeros_like(w) for w in weights]
        self.scratch = [np.empty_like(w) for w in weights]

    def step(self, gradients):
        self.steps += 1
        size = self.rate / (1 - 0.9 ** self.steps)
        spread = 1 / math.sqrt(1 - 0.999 ** self.steps)
        for w, g, m, v, s in zip(self.weights, gradients, self.means, self.squares, self.scratch):
            w *= F(1 - 0.01 * self.rate)
            m *= F(0.9)
            np.multiply(g, F(0.1), out=s)
            m += s
            v *= F(0.999)
            np.multiply(g, g, out=s)
            s *= F(0.001)
            v += s
            np.sqrt(v, out=s)
            s *= F(spread)
            s += F(1e-8)
            np.divide(m, s, out=s)
            s *= F(size)
            w -= s


def iris(folders):
    x, y = data.flowers(folders)

    def epochs():
        net = Dense([4, 16, 3])
        for _ in range(200):
            order = RANDOM.permutation(len(x))
            for i in range(0, len(x), 16):
                rows = order[i:i + 16]
                net.descend(0.1, *net.backward(cross_entropy_gradient(net.forward(x[rows]), y[rows])))
    return epochs


def mnist_sigmoid(folders):
    x, y = data.digits(folders)
    target = np.eye(10, dtype=F)[y]
    net = Dense([784, 16, 16, 10], sigmoid=True)

    def epoch():
        order = RANDOM.permutation(len(x))
        for i in range(0, len(x), 10):
            rows = order[i:i + 10]
            o = net.forward(x[rows])
            net.descend(3.0, *net.backward((o - target[rows]) * o * (F(1) - o) * F(0.1)))
    return epoch


def mnist_mlp(folders):
    x, y = data.digits(folders)
    net = Dense([784, 512, 256, 10])
    optimizer = AdamW(net.weights + net.biases, 1e-3)

    def epoch():
        order = RANDOM.permutation(len(x))
        for i in range(0, len(x), 128):
            rows = order[i:i + 128]
            gw, gb = net.backward(cross_entropy_gradient(net.forward(x[rows]), y[rows]))
            optimizer.step(gw + gb)
    return epoch


def char_rnn(folders):
    text, vocabulary = data.characters(folders)
    hidden, width, time, batch = 256, 64, 64, 32
    table = RANDOM.standard_normal((vocabulary, width)).astype(F)
    wx, wh, wo = normal(width, hidden, 1), normal(hidden, hidden, 1), normal(hidden, vocabulary, 1)
    bh, bo = np.zeros(hidden, F), np.zeros(vocabulary, F)
    optimizer = AdamW([table, wx, wh, bh, wo, bo], 1e-3)
    window = np.arange(time + 1)

    def step():
        w = text[RANDOM.integers(0, len(text) - time - 1, (batch, 1)) + window].T
        x, y = w[:-1], w[1:].reshape(-1)
        e = table[x].reshape(-1, width)
        inputs = (e @ wx + bh).reshape(time, batch, hidden)
        states = np.zeros((time + 1, batch, hidden), F)
        for t in range(time):
            np.tanh(inputs[t] + states[t] @ wh, out=states[t + 1])
        outputs = states[1:].reshape(-1, hidden)
        g = cross_entropy_gradient(outputs @ wo + bo, y)
        gwo, gbo = outputs.T @ g, g.sum(0)
        by_state = (g @ wo.T).reshape(time, batch, hidden)
        sums = np.empty((time, batch, hidden), F)
        later = np.zeros((batch, hidden), F)
        for t in range(time - 1, -1, -1):
            np.multiply(by_state[t] + later, F(1) - states[t + 1] * states[t + 1], out=sums[t])
            later = sums[t] @ wh.T
        flat = sums.reshape(-1, hidden)
        gtable = np.zeros_like(table)
        np.add.at(gtable, x.reshape(-1), flat @ wx.T)
        optimizer.step([gtable, e.T @ flat, states[:-1].reshape(-1, hidden).T @ flat, flat.sum(0), gwo, gbo])
    return step


def scalar(folders):
    x, y = data.moons()
    y = y[:, None]

    def steps():
        net = Dense([2, 16, 16, 1])
        for _ in range(1000):
            score = net.forward(x)
            gw, gb = net.backward(np.where(y * score < 1, -y, F(0)) / F(100))
            for g, w in zip(gw + gb, net.weights + net.biases):
                g += F(2e-4) * w
            net.descend(0.1, gw, gb)
    return steps


def gelu_chain(folders):
    x = RANDOM.standard_normal(1 << 24, F)

    def chain():
        t = x * F(1.5)
        t += F(0.25)
        u = t * t
        u *= t
        u *= F(0.044715)
        u += t
        u *= F(math.sqrt(2 / math.pi))
        np.tanh(u, out=u)
        u += F(1)
        u *= t
        u *= F(0.5)
        u -= F(0.5)
        return u
    return chain


def softmax(folders):
    x = RANDOM.standard_normal((4096, 1024), F)

    def rows():
        e = x - x.max(1, keepdims=True)
        np.exp(e, out=e)
        e /= e.sum(1, keepdims=True)
        return e
    return rows


def layernorm(folders):
    x, gain, shift = RANDOM.standard_normal((8192, 512), F), RANDOM.random(512, F), RANDOM.random(512, F)

    def rows():
        c = x - x.mean(1, keepdims=True)
        c /= np.sqrt((c * c).mean(1, keepdims=True) + F(1e-5))
        c *= gain
        c += shift
        return c
    return rows


ROWS = {
    "iris": iris, "mnist_sigmoid": mnist_sigmoid, "mnist_mlp": mnist_mlp, "char_rnn": char_rnn, "scalar": scalar,
    "gelu_chain": gelu_chain, "softmax": softmax, "layernorm": layernorm,
}
