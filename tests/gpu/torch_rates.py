"""What PyTorch reaches with the rows that `Dsl.DeviceChecks measure` measures: products, element-wise kernels, attention, trainings; eager and compiled.

    python3 torch_rates.py OUTPUT.json [SECONDS [eager|compiled]]

Products of f32 are without TF32. Trainings in f16 use autocast and a gradient scaler, all use the fused AdamW. When SECONDS (150) have gone by, what is being measured ends and
what is left is left out. Figures that OUTPUT.json has already are kept.
"""
import json
import os
import signal
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

START = time.perf_counter()
BUDGET = float(sys.argv[2]) if len(sys.argv) > 2 else 150.0
KINDS = sys.argv[3:4] or ["eager", "compiled"]
DEVICE = "cuda"


class OutOfTime(Exception):
    """The time has gone by in the middle of something."""


def seconds_left():
    return BUDGET - (time.perf_counter() - START)


def measure(run, least=0.15, repetitions=3):
    """Seconds of one run, the least of a few repetitions."""
    for _ in range(3):
        run()
    torch.cuda.synchronize()
    runs, best, done = 1, float("inf"), 0
    while done < repetitions:
        begun = time.perf_counter()
        for _ in range(runs):
            run()
        torch.cuda.synchronize()
        taken = time.perf_counter() - begun
        if taken < least and runs < 1 << 20:
            runs = max(runs + 1, int(runs * min(1.2 * least / max(taken, 1e-6), 64)))
            continue
        best = min(best, taken / runs)
        done += 1
    return best


def kernels():
    """Names, work of a run in the unit of the row, what to run."""
    for side in (1024, 2048, 4096, 8192):
        for name, kind in (("f16", torch.float16), ("f32", torch.float32)):
            a, b = (torch.rand(side, side, device=DEVICE, dtype=kind) for _ in range(2))
            yield f"gemm_{name}_{side}", 2 * side**3 / 1e12, lambda a=a, b=b: a @ b
    rows, columns, elements = 32768, 1024, 1 << 26
    x = torch.rand(rows, columns, device=DEVICE)
    scale, shift = (torch.rand(columns, device=DEVICE) for _ in range(2))
    moved = 2 * 4 * rows * columns / 1e9
    yield "softmax_f32", moved, lambda: torch.softmax(x, -1)
    yield "layernorm_f32", moved, lambda: F.layer_norm(x, (columns,), scale, shift)
    flat = torch.rand(elements, device=DEVICE)
    yield "gelu_f32", 2 * 4 * elements / 1e9, lambda: F.gelu(flat)
    weights = torch.rand(elements, device=DEVICE, requires_grad=True)
    weights.grad = torch.rand(elements, device=DEVICE)
    optimizer = torch.optim.AdamW([weights], lr=1e-3, fused=True)
    yield "adamw_f32", 7 * 4 * elements / 1e9, optimizer.step
    batch, heads, positions, width = 8, 12, 1024, 64
    q, k, v = (torch.rand(batch, heads, positions, width, device=DEVICE, dtype=torch.float16) for _ in range(3))
    work = 2 * batch * heads * positions**2 * width / 1e12
    yield "attention_f16", work, lambda: F.scaled_dot_product_attention(q, k, v, is_causal=True)


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(width), nn.LayerNorm(width)
        self.query, self.key, self.value = (nn.Linear(width, width, bias=False) for _ in range(3))
        self.out, self.up, self.down = nn.Linear(width, width), nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x):
        y = self.before(x)
        q, k, v = (part(y).unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in (self.query, self.key, self.value))
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(-2)
        x = x + self.out(y)
        return x + self.down(F.gelu(self.up(self.between(x))))


class Gpt(nn.Module):
    def __init__(self, vocabulary, width, heads, layers, context):
        super().__init__()
        self.table, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList(Block(width, heads) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        nn.init.normal_(self.table.weight, std=0.02)

    def forward(self, tokens):
        x = self.table(tokens) + self.places.weight[: tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return F.linear(self.norm(x), self.table.weight)


def perceptron(width):
    return nn.Sequential(nn.Linear(784, width), nn.ReLU(), nn.Linear(width, width), nn.ReLU(), nn.Linear(width, 10))


def gpt(name, vocabulary, width, heads, layers, context, batch, half):
    text = torch.arange(65536, device=DEVICE) ** 2 % vocabulary

    def batches():
        start = torch.randint(0, 65536 - context - 1, (batch, 1), device=DEVICE) + torch.arange(context + 1, device=DEVICE)
        rows = text[start]
        return rows[:, :-1], rows[:, 1:]

    return name, batch * context, lambda: Gpt(vocabulary, width, heads, layers, context), batches, half


def networks():
    """Names, what a step counts, the model, its batches, whether it is trained in f16."""
    images = torch.rand(4096, 784, device=DEVICE)
    classes = torch.arange(4096, device=DEVICE) % 10

    def some_images():
        chosen = torch.randint(0, 4096, (128,), device=DEVICE)
        return images[chosen], classes[chosen]

    yield "mlp_f32", 128, lambda: perceptron(512), some_images, False
    for half in (False, True):
        kind = "f16" if half else "f32"
        yield gpt(f"gpt_small_{kind}", 65, 128, 4, 4, 64, 12, half)
        yield gpt(f"gpt_notes_{kind}", 65, 512, 8, 8, 128, 64, half)
    yield gpt("gpt2_124m_f16", 50304, 768, 12, 12, 1024, 8, True)


def training(build, batches, half, is_compiled):
    """A step of training."""
    model = build().to(DEVICE)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, fused=True)
    scaler = torch.amp.GradScaler(DEVICE, enabled=half)
    called = torch.compile(model) if is_compiled else model

    def step():
        inputs, targets = batches()
        with torch.autocast(DEVICE, dtype=torch.float16, enabled=half):
            output = called(inputs)
            loss = F.cross_entropy(output.flatten(0, -2).float(), targets.flatten())
        optimizer.zero_grad(set_to_none=True)
        scaler.scale(loss).backward()
        scaler.step(optimizer)
        scaler.update()

    return step


def earlier(path):
    """What was measured before."""
    if not os.path.exists(path):
        return {"eager": {}, "compiled": {}}
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def store(path, rates):
    """Writes beside the file first, so that whoever stops this finds a whole one."""
    with open(path + ".new", "w", encoding="utf-8") as file:
        json.dump(rates, file)
    os.replace(path + ".new", path)


def main():
    if not torch.cuda.is_available():
        print("PyTorch sees no CUDA device", file=sys.stderr)
        return 3
    torch.backends.cuda.matmul.allow_tf32 = False
    rates = earlier(sys.argv[1])
    rates["title"] = f"PyTorch {torch.__version__}, CUDA {torch.version.cuda}, {torch.cuda.get_device_name()}"

    def stop(*_):
        raise OutOfTime(f"{BUDGET:.0f} seconds have gone by")

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, max(seconds_left(), 1))

    def note(kind, name, count, run):
        if seconds_left() < 5:
            print(f"{name} ({kind}): left out, no time", flush=True)
            return
        try:
            rates[kind][name] = count / measure(run())
            print(f"{name} ({kind}): {rates[kind][name]:.4g}", flush=True)
        except Exception as error:  # what PyTorch cannot do here is left out of the table, and said
            print(f"{name} ({kind}): {str(error)[:300]}", flush=True)
        store(sys.argv[1], rates)

    if "eager" in KINDS:
        for name, work, run in kernels():
            note("eager", name, work, lambda run=run: run)
    torch.cuda.empty_cache()
    trained = list(networks())
    for kind in KINDS:
        for name, count, build, batches, half in trained:
            note(kind, name, count, lambda: training(build, batches, half, kind == "compiled"))
            torch.cuda.empty_cache()
    signal.setitimer(signal.ITIMER_REAL, 0)
    return 0


if __name__ == "__main__":
    sys.exit(main())
