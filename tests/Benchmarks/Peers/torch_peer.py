"""The rows in PyTorch, eager, as its documentation teaches them."""
import os

import torch
import torch.nn as nn
import torch.nn.functional as functional

import data
import torch_models


def prepare(threads):
    torch.set_num_threads(threads)
    torch.manual_seed(0)


def details():
    return f"PyTorch {torch.__version__}, kernels for {os.environ.get('ATEN_CPU_CAPABILITY', 'what it finds')}"


def adamw(net, rate):
    return torch.optim.AdamW(net.parameters(), lr=rate, weight_decay=0.01, foreach=True)


def learn(optimizer, loss):
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()


def epochs(net, optimizer, loss, x, y, batch, count=1):
    for _ in range(count):
        order = torch.randperm(len(x))
        for i in range(0, len(x), batch):
            rows = order[i:i + batch]
            learn(optimizer, loss(net(x[rows]), y[rows]))


def iris(folders):
    x, y = (torch.from_numpy(v) for v in data.flowers(folders))

    def train():
        net = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
        epochs(net, torch.optim.SGD(net.parameters(), lr=0.1, foreach=True), functional.cross_entropy, x, y, 16, 200)
    return train


def mnist_sigmoid(folders):
    x, y = (torch.from_numpy(v) for v in data.digits(folders))
    target = functional.one_hot(y, 10).float()
    net = nn.Sequential(nn.Linear(784, 16), nn.Sigmoid(), nn.Linear(16, 16), nn.Sigmoid(), nn.Linear(16, 10), nn.Sigmoid())
    optimizer = torch.optim.SGD(net.parameters(), lr=3.0, foreach=True)
    return lambda: epochs(net, optimizer, lambda o, t: 0.5 * (o - t).square().sum() / len(o), x, target, 10)


def mnist_mlp(folders):
    x, y = (torch.from_numpy(v) for v in data.digits(folders))
    net = nn.Sequential(nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 256), nn.ReLU(), nn.Linear(256, 10))
    optimizer = adamw(net, 1e-3)
    return lambda: epochs(net, optimizer, functional.cross_entropy, x, y, 128)


def mnist_cnn(folders):
    """A step, not an epoch: an epoch is 938 of them."""
    x, y = (torch.from_numpy(v) for v in data.digits(folders))
    x = x.view(-1, 1, 28, 28)
    net = nn.Sequential(
        nn.Conv2d(1, 16, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(), nn.MaxPool2d(2),
        nn.Flatten(), nn.Linear(32 * 49, 10))
    optimizer = adamw(net, 1e-3)

    def step():
        rows = torch.randint(0, len(x), (64,))
        learn(optimizer, functional.cross_entropy(net(x[rows]), y[rows]))
    return step


def text_step(net, optimizer, text, vocabulary, time, batch):
    text = torch.from_numpy(text)
    window = torch.arange(time + 1)

    def step():
        w = text[torch.randint(0, len(text) - time - 1, (batch, 1)) + window]
        loss = functional.cross_entropy(net(w[:, :-1]).reshape(-1, vocabulary), w[:, 1:].reshape(-1))
        learn(optimizer, loss)
        return loss.item()
    return step


def recurrent(layer):
    def row(folders):
        text, vocabulary = data.characters(folders)
        net = torch_models.Characters(layer, vocabulary)
        return text_step(net, adamw(net, 1e-3), text, vocabulary, 64, 32)
    return row


def gpt_small(folders):
    text, vocabulary = data.characters(folders)
    net = torch_models.Gpt(vocabulary, context=64, width=128, heads=4, layers=4)
    return text_step(net, adamw(net, 1e-3), text, vocabulary, 64, 12)


def gpt_notes(folders):
    text, vocabulary = data.characters(folders)
    net = torch_models.Gpt(vocabulary, context=128, width=512, heads=8, layers=8, dropout=0.14, notes=True)
    return text_step(net, adamw(net, 3e-4), text, vocabulary, 128, 64)


def scalar(folders):
    x, y = (torch.from_numpy(v) for v in data.moons())

    def steps():
        net = nn.Sequential(nn.Linear(2, 16), nn.ReLU(), nn.Linear(16, 16), nn.ReLU(), nn.Linear(16, 1))
        weights = list(net.parameters())
        optimizer = torch.optim.SGD(weights, lr=0.1, foreach=True)
        for _ in range(1000):
            loss = functional.relu(1 - y * net(x)[:, 0]).mean() + 1e-4 * sum((w * w).sum() for w in weights)
            learn(optimizer, loss)
    return steps


def inference(make):
    def row(folders):
        work = make()

        def run():
            with torch.no_grad():
                return work()
        return run
    return row


@inference
def gelu_chain():
    x = torch.randn(1 << 24)

    def chain():
        t = torch.mul(x, 1.5)
        t.add_(0.25)
        t = functional.gelu(t)
        t.sub_(0.5)
        return t
    return chain


@inference
def softmax():
    x = torch.randn(4096, 1024)
    return lambda: torch.softmax(x, 1)


@inference
def layernorm():
    x, gain, shift = torch.randn(8192, 512), torch.rand(512), torch.rand(512)
    return lambda: functional.layer_norm(x, (512,), gain, shift)


def generation(**configuration):
    """One token of 127 that are sampled after a first one, keys and values kept in tensors made beforehand."""
    def row(folders):
        net = torch_models.Gpt(65, **configuration).eval()
        kept = torch_models.Kept(net, configuration["context"])
        token, position = torch.zeros(1, 1, dtype=torch.long), 0

        def step():
            nonlocal token, position
            with torch.no_grad():
                scores = net.next(token, position, kept)
                token = torch.multinomial(torch.softmax(scores[:, -1], -1), 1)
            position = (position + 1) % (configuration["context"] - 1)
        return step
    return row


ROWS = {
    "generate_small": generation(context=128, width=128, heads=4, layers=4),
    "generate_notes": generation(context=128, width=512, heads=8, layers=8, dropout=0.14, notes=True),
    "iris": iris, "mnist_sigmoid": mnist_sigmoid, "mnist_mlp": mnist_mlp, "mnist_cnn": mnist_cnn,
    "char_rnn": recurrent(nn.RNN), "char_gru": recurrent(nn.GRU), "char_lstm": recurrent(nn.LSTM),
    "gpt_small": gpt_small, "gpt_notes": gpt_notes, "scalar": scalar, "gelu_chain": gelu_chain, "softmax": softmax, "layernorm": layernorm,
}
