using System.Globalization;
using System.Text;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>
/// A random script without mistakes: the generator follows the shapes by its own rules and writes them as annotations, so the
/// checker's rules are held against them; every value is printed, so backends can be compared. Values stay within a few units.
/// </summary>
internal sealed class RandomScript
{
    private const string Declarations = """
        fn center(x: [..., n]) -> [..., n] = x - mean(x, over: -1, keep: true)
        fn mix(a: [n, m], b: [m, k]) -> [n, k] = tanh(a @ b / m)
        fn outer(a: [n], b: [m]) -> [n, m] = unsqueeze(a, 1) @ unsqueeze(b, 0)
        fn energy(x: [...]) -> [] = 0.5 * sum(x^2)
        model Two(hidden: int) (x: [..., n]) -> [..., 2] = x |> dense(hidden) |> relu |> dense(2)
        model Residual() (x: [B, C]) -> [B, C] = x + (x |> dense(2 * C) |> tanh |> dense(C))
        model Running(hidden: int) (x: [B, T, C]) -> [B, T, hidden] = x |> rnn(hidden)

        """;

    private readonly Random random;
    private readonly StringBuilder text = new(Declarations);
    private readonly List<(string Name, int[] Shape)> values = [];
    private int instances;

    public RandomScript(int seed)
    {
        random = new Random(seed);
        for (var i = 0; i < 3; i++)
            AddSource();
        var statements = random.Next(4, 14);
        for (var i = 0; i < statements; i++)
            AddStatement();
        if (random.Next(3) == 0)
            AddDescent();
        Text = text.ToString();
    }

    /// <summary>The script.</summary>
    public string Text { get; }

    private void AddSource()
    {
        var shape = Enumerable.Range(0, random.Next(4)).Select(_ => random.Next(1, 5)).ToArray();
        if (shape.Length == 1 && random.Next(2) == 0)
            Add($"[{string.Join(", ", shape.SelectMany(size => Enumerable.Range(0, size)).Select(_ => Number()))}]", shape);
        else if (shape.Length == 0)
            Add(Number(), shape);
        else
            Add($"2 * random({Sizes(shape)}) - 1", shape);
    }

    private void AddStatement()
    {
        var (x, shape) = Pick();
        var axis = shape.Length == 0 ? 0 : random.Next(shape.Length);
        switch (random.Next(22))
        {
            case 0:
                Add($"tanh({x} {"+-*"[random.Next(3)]} {Number()})", shape);
                break;
            case 1:
                var (same, _) = PickOf(shape);
                Add($"tanh({x} * {same}) + {x} / (1 + {same}^2)", shape);
                break;
            case 2 when shape.Length > 0:
                var row = shape[^1];
                Add($"{x} + 0.5 * random([{row}])", shape);
                break;
            case 3 when shape.Length > 0:
                Add($"mean({x}, over: {axis})", Without(shape, axis));
                break;
            case 4 when shape.Length > 0:
                Add($"{(random.Next(2) == 0 ? "max" : "sum")}({x} / {shape[axis]}, over: {axis - shape.Length}, keep: true)", With(shape, axis, 1));
                break;
            case 5 when shape.Length > 0:
                Add($"softmax({x})", shape);
                break;
            case 6 when shape.Length > 1:
                Add($"{x}.T", [.. shape[..^2], shape[^1], shape[^2]]);
                break;
            case 7 when shape.Length > 0:
                Add($"{x}[{random.Next(shape[0])}]", shape[1..]);
                break;
            case 8 when shape.Length > 1:
                Add($"{x}[:, -1]", [shape[0], .. shape[2..]]);
                break;
            case 9 when shape.Length > 0:
                var start = random.Next(shape[0]);
                var stop = random.Next(start + 1, shape[0] + 1);
                Add($"{x}[{start}:{stop}]", [stop - start, .. shape[1..]]);
                break;
            case 10:
                Add($"reshape({x}, [{Count(shape)}])", [Count(shape)]);
                break;
            case 11 when shape.Length > 1:
                var width = random.Next(1, 5);
                Add($"{x} @ (random([{shape[^1]}, {width}]) / {shape[^1]})", [.. shape[..^1], width]);
                break;
            case 12 when shape.Length == 2:
                var columns = random.Next(1, 5);
                Add($"mix({x}, random([{shape[1]}, {columns}]))", [shape[0], columns]);
                break;
            case 13 when shape.Length > 0:
                Add($"center({x})", shape);
                break;
            case 14 when shape.Length == 1:
                var (other, otherShape) = PickOfRank(1);
                Add($"outer({x}, {other})", [shape[0], otherShape[0]]);
                break;
            case 15:
                Add($"tanh(grad(energy)({x}))", shape);
                break;
            case 16 when shape.Length > 0:
                Apply($"Two({random.Next(1, 5)})", x, [.. shape[..^1], 2]);
                break;
            case 17 when shape.Length == 2:
                Apply("Residual()", x, shape);
                break;
            case 18 when shape.Length == 3:
                var hidden = random.Next(1, 4);
                Apply($"Running({hidden})", x, [shape[0], shape[1], hidden]);
                break;
            case 19 when shape.Length == 2:
                var name = Fresh();
                text.Append(CultureInfo.InvariantCulture, $"{name}[j, i] = sum(k: {x}[i, k] * {x}[j, k]) / {shape[1]}\n");
                Register(name, [shape[0], shape[0]]);
                break;
            case 20 when shape.Length > 0:
                Add($"concatenate(({x}, 0.5 * {x}), axis: {axis})", With(shape, axis, 2 * shape[axis]));
                break;
            case 21:
                Add($"where({x} > 0, {x}, 0.1 * {x})", shape);
                break;
            default:
                Add($"sin({x})", shape);
                break;
        }
    }

    // A few steps down the energy of something that depends on a weight.
    private void AddDescent()
    {
        var (x, shape) = Pick();
        text.Append(CultureInfo.InvariantCulture, $"param w = 0.5\nfixed = stop_gradient({x})\nfor step in 0..{random.Next(1, 4)} {{ minimize(mean((w * fixed - 1)^2), by: sgd(0.1)) }}\nprint(w)\n");
        Add("w * fixed", shape);
    }

    private void Apply(string model, string x, int[] shape)
    {
        var net = $"net{++instances}";
        text.Append(CultureInfo.InvariantCulture, $"{net} = {model}\n");
        Add($"tanh({net}({x}))", shape);
    }

    private void Add(string expression, int[] shape)
    {
        var name = Fresh();
        text.Append(CultureInfo.InvariantCulture, $"{name}: {Sizes(shape)} = {expression}\n");
        Register(name, shape);
    }

    private void Register(string name, int[] shape)
    {
        text.Append(CultureInfo.InvariantCulture, $"print(reshape({name}, [{Count(shape)}]))\n");
        values.Add((name, shape));
    }

    private string Fresh() => $"v{values.Count}";

    private (string Name, int[] Shape) Pick() => values[random.Next(values.Count)];

    private (string Name, int[] Shape) PickOf(int[] shape)
    {
        var fitting = values.Where(v => v.Shape.SequenceEqual(shape)).ToList();
        return fitting[random.Next(fitting.Count)];
    }

    private (string Name, int[] Shape) PickOfRank(int rank)
    {
        var fitting = values.Where(v => v.Shape.Length == rank).ToList();
        return fitting[random.Next(fitting.Count)];
    }

    private string Number() => Math.Round((random.NextDouble() * 4) - 2, 2).ToString("0.0#", CultureInfo.InvariantCulture);

    private static string Sizes(int[] shape) => $"[{string.Join(", ", shape)}]";

    private static int Count(int[] shape) => shape.Aggregate(1, static (product, size) => product * size);

    private static int[] Without(int[] shape, int axis) => [.. shape[..axis], .. shape[(axis + 1)..]];

    private static int[] With(int[] shape, int axis, int size) => [.. shape[..axis], size, .. shape[(axis + 1)..]];
}
