namespace Dsl.Runtime.Tests.Generation;

/// <summary>Models of sequences of 17 tokens, each a declaration of <c>Net</c>, that see no position before its time.</summary>
internal static class SequenceModels
{
    public const string LearnedPositions = """
        model Block(heads: int) (x: [B, T, C]) -> [B, T, C] {
          x = x + (x |> layernorm() |> attention(heads))
          x + (x |> layernorm() |> dense(4*C) |> gelu |> dense(C))
        }
        model Net() (t: int[B, T]) -> [B, T, 17] {
          require T <= 24, "the context is 24 tokens"
          param table: [17, 16] ~ normal(0.0, 1.0)
          param places: [24, 16] ~ normal(0.0, 1.0)
          x = table[t] + places[0:T]
          for _ in 0..2 { x = x |> Block(4) }
          x |> layernorm() |> dense(17, bias: false)
        }
        """;

    public const string NormalizedAfter = """
        model Block(heads: int) (x: [B, T, C]) -> [B, T, C] {
          x = x + (x |> attention(heads, p: 0.1)) |> layernorm()
          x + (x |> dense(4*C) |> relu |> dense(C) |> dropout(0.1)) |> layernorm()
        }
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 16] ~ normal(0.0, 1.0)
          param places: [24, 16] ~ normal(0.0, 1.0)
          x = table[t] + places[0..T]
          for _ in 0..2 { x = x |> Block(4) }
          x |> dense(17)
        }
        """;

    public const string Rotary = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 16] ~ normal(0.0, 1.0)
          param far: [41] ~ normal(0.0, 1.0)
          x = table[t]
          heads = 2
          q = rearrange(x |> dense(16), [B, T, heads*d] -> [B, heads, T, d])
          k = rearrange(x |> dense(16), [B, T, heads*d] -> [B, heads, T, d])
          v = rearrange(x |> dense(16), [B, T, heads*d] -> [B, heads, T, d])
          angle = broadcast(reshape(float(0..T), [T, 1]), [T, 4]) * exp(-0.5 * float(0..4))
          turned = z => concatenate((z[:, :, :, 0:4] * cos(angle) - z[:, :, :, 4:8] * sin(angle), z[:, :, :, 0:4] * sin(angle) + z[:, :, :, 4:8] * cos(angle)), -1)
          distance = row_index(T, T) - column_index(T, T)
          s = turned(q) @ turned(k).T / 2 + far[int(clip(distance + 20, 0, 40))]
          s = where(distance >= 0 and distance < 6, s, -1e9)
          rearrange(softmax(s) @ v, [B, heads, T, d] -> [B, T, heads*d]) |> dense(17)
        }
        """;

    public const string Recurrent = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          table[t] |> rnn(8) |> gru(8) |> lstm(8) |> dense(17)
        }
        """;

    public const string RecurrentAndAttention = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          table[t] |> lstm(8) |> attention(2) |> dense(17)
        }
        """;

    public const string Convolutions = """
        model Causal(out: int, size: int, dilation: int) (x: [B, T, C]) -> [B, T, out] {
          param W: [size, C, out] ~ normal(0.0, 0.5)
          w = window(pad(x, 1, before: (size - 1) * dilation), 1, size: size, dilation: dilation)
          y[b, t, o] = sum(k, c: w[b, t, k, c] * W[k, c, o])
          y
        }
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          x = table[t]
          for d in [1, 2, 4] { x = x + tanh(x |> Causal(8, 2, d)) }
          before = concatenate((0 * x[:, 0:1], x[:, 0:T-1]), 1)
          (x + 0.5*before) |> dense(17)
        }
        """;

    public const string Averages = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          x = table[t]
          w = tril(broadcast(1.0, [T, T]))
          w = w / sum(w, over: 1, keep: true)
          m[b, i, c] = sum(j: w[i, j] * x[b, j, c])
          tanh(m + 0.1 * cumulative_sum(x, over: 1)) |> dense(17)
        }
        """;

    /// <summary>The last layer's attention asks inside a recurrence, as the decoder of a translator does.</summary>
    public const string AttentionInRecurrence = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          param W: [8, 8] ~ normal(0.0, 0.5)
          param memory: [5, 8] ~ normal(0.0, 1.0)
          x = table[t]
          y = scan i over T with h: [B, 8] = 0 {
            w = softmax((x[:, i] + h) @ memory.T)
            h = tanh(w @ memory + h @ W)
            h
          }
          y |> dense(17)
        }
        """;

    /// <summary>The masked part of a decay is infinite as soon as there is room for far more positions than have come.</summary>
    public const string MaskedDecay = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          x = table[t]
          i = float(0..T)
          w[a, b] = where(i[b] <= i[a], 1.0, 0.0) * exp(-2.0 * (i[a] - i[b]))
          far[a, b] = where(i[b] <= i[a], 1.0, 0.0) / (1 + i[a]) * sqrt(abs(1 + i[a] - i[b])) / abs(i[b] - i[a] - 1)
          y[n, a, c] = sum(e: (w[a, e] + far[a, e]) * x[n, e, c])
          y |> dense(17)
        }
        """;

    /// <summary>The table has rows for fewer positions than histories have room for.</summary>
    public const string BiasOfPositions = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          param bias: [26] ~ normal(0.0, 1.0)
          param other: [27] ~ normal(0.0, 1.0)
          x = table[t]
          i = 0..T
          far = bias[i + 2] + other[0:T] + one_hot(i, 27) @ other
          s[a, b] = where(i[b] <= i[a], far[b], -1e30)
          y[n, a, c] = sum(e: softmax(s)[a, e] * x[n, e, c])
          y |> dense(17)
        }
        """;

    /// <summary>Masked scores are added up along the sequence before they are used.</summary>
    public const string AddedScores = """
        model Net() (t: int[B, T]) -> [B, T, 17] {
          param table: [17, 8] ~ normal(0.0, 1.0)
          x = table[t]
          i = 0..T
          s[n, a, b] = sum(c: x[n, a, c] * x[n, b, c]) / 8
          s[n, a, b] = where(i[b] <= i[a], s[n, a, b], 0.0)
          tanh(cumulative_sum(s, over: 1) @ x) |> dense(17)
        }
        """;
}
