namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Scripts that train networks for a step, in sizes that show how the kernels of a whole step touch memory.</summary>
internal static class AccessNetworks
{
    /// <summary>Dense layers with dropout.</summary>
    public static string Perceptron(string precision, string optimizer) => $$"""
        model Net() (x: [B, 784]) -> [B, 10] = x |> dense(512) |> relu |> dropout(0.2) |> dense(256) |> tanh |> dense(10)
        data = dataset(x: reshape(sin(float(0..100352) * 1.7), [128, 784]), y: (0..128) % 10)
        train(Net(), data, loss: cross_entropy, optimizer: {{optimizer}}, steps: 1, batch: 128, precision: {{precision}}, silent: true)

        """;

    /// <summary>Pictures: convolutions of 1 and 16 channels, batch normalization, the largest of patches.</summary>
    public static string Convolutions(string precision) => $$"""
        model Block(channels: int) (x: [B, C, H, W]) -> [B, channels, H//2, W//2] =
          x |> conv2d(channels, kernel: 3, padding: 1, bias: false) |> batchnorm2d() |> relu |> max_pool(2)
        model Net() (x: [B, 784]) -> [B, 10] = reshape(x, [B, 1, 28, 28]) |> Block(16) |> Block(32) |> flatten |> dropout(0.4) |> dense(10)
        data = dataset(x: reshape(sin(float(0..50176) * 1.7), [64, 784]), y: (0..64) % 10)
        train(Net(), data, loss: cross_entropy, optimizer: adamw(lr: 1e-3), steps: 1, batch: 64, precision: {{precision}}, silent: true)

        """;

    /// <summary>Pictures with strides, biases and means of patches.</summary>
    public static string Strides(string precision) => $$"""
        model Net() (x: [B, 3, 32, 32]) -> [B, 10] =
          x |> conv2d(16, kernel: 3, stride: 2, padding: 1) |> relu |> conv2d(32, kernel: 5, padding: 2) |> gelu |> avg_pool(2) |> conv2d(32, kernel: 2, stride: 2) |> relu |> flatten |> dense(10)
        data = dataset(x: reshape(sin(float(0..98304) * 1.7), [32, 3, 32, 32]), y: (0..32) % 10)
        train(Net(), data, loss: cross_entropy, optimizer: momentum(0.05), steps: 1, batch: 32, precision: {{precision}}, silent: true)

        """;

    /// <summary>Sequences of numbers under convolutions.</summary>
    public static string Waves(string precision) => $$"""
        model Net() (x: [B, 1, 256]) -> [B, 4] =
          x |> conv1d(16, kernel: 5, padding: 2) |> relu |> conv1d(32, kernel: 4, stride: 2) |> tanh |> conv1d(32, kernel: 3) |> y => mean(y, over: 2) |> dense(4)
        data = dataset(x: reshape(sin(float(0..16384) * 1.7), [64, 1, 256]), y: (0..64) % 4)
        train(Net(), data, loss: cross_entropy, optimizer: adam(lr: 1e-3), clip: 1.0, steps: 1, batch: 64, precision: {{precision}}, silent: true)

        """;

    /// <summary>A block of attention and dense layers between a table and scores of a vocabulary.</summary>
    public static string Gpt(string precision, int vocabulary) => $$"""
        model Block(heads: int) (x: [B, T, C]) -> [B, T, C] {
          x = x + (x |> layernorm() |> attention(heads) |> dropout(0.1))
          x + (x |> layernorm() |> dense(4 * C) |> gelu |> dense(C))
        }
        model Gpt() (tokens: int[B, T]) -> [B, T, {{vocabulary}}] {
          param table: [{{vocabulary}}, 256] ~ normal(0.0, 0.02)
          x = table[tokens] + embedding(128, 256)(0..T)
          x = x |> Block(4)
          (x |> layernorm()) @ table.T
        }
        text = (0..4096) * (0..4096) % {{vocabulary}}
        train(Gpt(), windows(text, 128), loss: cross_entropy, optimizer: adamw(lr: 3e-4), clip: 1.0, steps: 1, batch: 8, precision: {{precision}}, silent: true)

        """;
}
