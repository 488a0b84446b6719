"""The sequence models of the rows in PyTorch."""
import math

import torch
import torch.nn as nn
import torch.nn.functional as functional


class Characters(nn.Module):
    def __init__(self, layer, vocabulary):
        super().__init__()
        self.table = nn.Embedding(vocabulary, 64)
        self.layer = layer(64, 256, batch_first=True)
        self.out = nn.Linear(256, vocabulary)

    def forward(self, tokens):
        return self.out(self.layer(self.table(tokens))[0])


class Block(nn.Module):
    """Norms first and gelu; with notes: norms after each part, relu and biases."""

    def __init__(self, context, width, heads, dropout, notes):
        super().__init__()
        self.heads, self.dropout, self.notes = heads, dropout, notes
        self.to_heads = nn.Linear(width, 3 * width, bias=notes)
        self.from_heads = nn.Linear(width, width, bias=notes)
        self.up = nn.Linear(width, 4 * width, bias=notes)
        self.down = nn.Linear(4 * width, width, bias=notes)
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.register_buffer("future", torch.ones(context, context, dtype=torch.bool).triu(1), persistent=False)

    def drop(self, x):
        return functional.dropout(x, self.dropout, self.training)

    def attend(self, x):
        batch, time, width = x.shape
        q, k, v = self.to_heads(x).view(batch, time, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        scores = q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)
        scores = scores.masked_fill(self.future[:time, :time], float("-inf"))
        y = self.drop(torch.softmax(scores, -1)) @ v
        return self.drop(self.from_heads(y.transpose(1, 2).reshape(batch, time, width)))

    def attend_last(self, x, position, keys, values):
        """Attention of one new position to all so far; its key and value are kept."""
        width = x.shape[-1]
        q, k, v = self.to_heads(x).view(1, 1, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        keys[:, :, position:position + 1] = k
        values[:, :, position:position + 1] = v
        scores = q @ keys[:, :, :position + 1].transpose(-2, -1) / math.sqrt(width // self.heads)
        y = torch.softmax(scores, -1) @ values[:, :, :position + 1]
        return self.from_heads(y.transpose(1, 2).reshape(1, 1, width))

    def last(self, x, position, keys, values):
        if self.notes:
            x = self.first(x + self.attend_last(x, position, keys, values))
            return self.second(x + self.think(x))
        x = x + self.attend_last(self.first(x), position, keys, values)
        return x + self.think(self.second(x))

    def think(self, x):
        h = self.up(x)
        return self.drop(self.down(functional.relu(h) if self.notes else functional.gelu(h)))

    def forward(self, x):
        if self.notes:
            x = self.first(x + self.attend(x))
            return self.second(x + self.think(x))
        x = x + self.attend(self.first(x))
        return x + self.think(self.second(x))


class Gpt(nn.Module):
    def __init__(self, vocabulary, context, width, heads, layers, dropout=0.0, notes=False):
        super().__init__()
        self.notes = notes
        self.tokens, self.places = nn.Embedding(vocabulary, width), nn.Embedding(context, width)
        self.blocks = nn.ModuleList([Block(context, width, heads, dropout, notes) for _ in range(layers)])
        self.norm = nn.Identity() if notes else nn.LayerNorm(width)
        self.out = nn.Linear(width, vocabulary, bias=notes)
        for weight in self.parameters():
            if weight.dim() == 2:
                nn.init.normal_(weight, std=0.02)
        if not notes:
            self.out.weight = self.tokens.weight

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places.weight[:tokens.shape[1]]
        for block in self.blocks:
            x = block(x)
        return self.out(self.norm(x))

    def next(self, token, position, kept):
        """The scores after one more token."""
        x = self.tokens(token) + self.places.weight[position]
        for block, (keys, values) in zip(self.blocks, kept.pairs):
            x = block.last(x, position, keys, values)
        return self.out(self.norm(x))


class Kept:
    """Keys and values of every block."""

    def __init__(self, net, context):
        shape = (1, net.blocks[0].heads, context, net.tokens.weight.shape[1] // net.blocks[0].heads)
        self.pairs = [(torch.zeros(shape), torch.zeros(shape)) for _ in net.blocks]
