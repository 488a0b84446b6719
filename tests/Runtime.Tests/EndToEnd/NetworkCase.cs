using System.Globalization;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>A small network over layers of the library, with what it is fed.</summary>
/// <param name="Name">What it shows.</param>
/// <param name="Body">The body of the model, from the input <c>x</c> to an output of shape [batch, 2].</param>
/// <param name="InputSizes">The sizes of one row of the input.</param>
/// <param name="Vocabulary">How many tokens there are when the input is made of tokens, else 0.</param>
public sealed record NetworkCase(string Name, string Body, int[] InputSizes, int Vocabulary = 0)
{
    /// <summary>The loss that suits the targets: classes for tokens, numbers otherwise.</summary>
    public string Loss => Vocabulary > 0 ? "cross_entropy" : "mse";

    private string Sizes => string.Join(", ", InputSizes);

    private int RowCount => InputSizes.Aggregate(1, static (product, size) => product * size);

    /// <summary>Declares the model <c>Net</c>.</summary>
    public string Model() => $$"""
        model Net() (x: {{(Vocabulary > 0 ? "int" : "")}}[batch, {{Sizes}}]) -> [batch, 2] {
        {{Body}}
        }

        """;

    /// <summary>Declares <c>data</c>, a set of so many rows; tokens occur more than once.</summary>
    public string Data(int rows)
    {
        var count = Text(rows * RowCount);
        var inputs = Vocabulary > 0 ? $"(0..{count}) * (0..{count}) % {Text(Vocabulary)}" : $"sin(float(0..{count}) * 1.7)";
        var targets = Vocabulary > 0 ? $"(0..{Text(rows)}) % 2" : $"reshape(cos(float(0..{Text(2 * rows)})), [{Text(rows)}, 2])";
        return $"data = dataset(x: reshape({inputs}, [{Text(rows)}, {Sizes}]), y: {targets})\n";
    }

    /// <summary>Declares <c>input</c>, a vector of all elements of two rows, and <c>f</c>, a number made of the network's answer to it.</summary>
    public string FunctionOfInput() => $"""
        net = Net()
        f = v => sum(sin(net(reshape(v, [2, {Sizes}])))^2)
        input = sin(float(0..{Text(2 * RowCount)}) * 1.7)

        """;

    public override string ToString() => Name;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
