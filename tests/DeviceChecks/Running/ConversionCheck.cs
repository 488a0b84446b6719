using System.Collections.Immutable;
using System.Globalization;
using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>
/// Conversions to 16 bits and back, which have one right result each: the nearest number, of two equally near ones the even one; what is small keeps its last digits, and what is too
/// large becomes infinite. From 64 bits the way goes through 32, everywhere.
/// </summary>
internal sealed record ConversionCheck(string Suite, string Name, ElementType Wide, ElementType Narrow) : DeviceCheck(Suite, Name)
{
    private const int RandomNumbers = 500;
    private const double SmallestHalf = 1.0 / (1 << 24);
    private const double SmallestNormalHalf = 1.0 / (1 << 14);

    // Where f16 and bf16 end, where they become coarse, and what lies in the middle of two of their numbers or just beside.
    private static readonly double[] Edges =
    [
        0, 1, 65504, 65519.99, 65520, 65536, 1e30, 3.38e38, 3.4e38, double.PositiveInfinity, double.NaN,
        SmallestNormalHalf, SmallestNormalHalf * 0.99, SmallestHalf, SmallestHalf * 3, SmallestHalf * 2.5, SmallestHalf * 1.5, SmallestHalf * 0.5, SmallestHalf * 0.501, 1e-12,
        2049, 2051, 2049.001, 257, 259, 257.001, 1.00048828125, 1.00146484375, 1.00390625, 1.01171875, 0.1, 1.0 / 3,

        // Beside the middle, and in it once rounded to 32 bits.
        1 + (1.0 / (1 << 11)) + (1.0 / (1L << 40)), 1 + (1.0 / (1 << 8)) + (1.0 / (1L << 40)),
    ];

    public override ImmutableArray<CompileRequest> Requests(CheckExtent extent) => [Graph().Request];

    public override int Run(IBackend backend, CheckExtent extent)
    {
        var graph = Graph();
        var (_, given) = graph.Inputs[0];
        var results = BackendRun.Outputs(backend, graph.Outputs, graph.Inputs);
        for (var i = 0; i < given.ElementCount; i++)
        {
            var expected = Rounded(given.GetDouble(i));
            for (var output = 0; output < results.Length; output++)
            {
                if (!results[output][i].Equals(expected))
                    throw new CheckFailedException(string.Create(CultureInfo.InvariantCulture, $"{Name}, output {output}: {given.GetDouble(i):R} becomes {results[output][i]:R}, expected {expected:R}"));
            }
        }

        return results.Length * (int)given.ElementCount;
    }

    private CheckedGraph Graph()
    {
        var builder = new GraphBuilder();
        var random = new Random(5);
        double[] values = [.. Edges, .. Edges.Select(static edge => -edge), .. Enumerable.Range(0, RandomNumbers).Select(_ => Math.ScaleB((random.NextDouble() * 2) - 1, random.Next(-26, 18)))];
        var input = new GraphInput("x", new TensorType(Wide, Shape.Of(values.Length)));
        var stored = Cast(builder.CreateInput(input), Narrow);
        return new CheckedGraph(Name, [stored, Cast(stored, ElementType.Float32)], [(input, Tensor.FromDoubles(Wide, [values.Length], values))], 0);

        Node Cast(Node node, ElementType element) => builder.CreateTyped(ConversionOperators.Cast, [node], new CastAttributes(element), node.Type with { Element = element }, null);
    }

    // Counted in units of the last digit that 16 bits have at this size.
    private double Rounded(double given)
    {
        double value = (float)given;
        if (value == 0 || !double.IsFinite(value))
            return value;
        var (digits, smallestExponent, largest) = Narrow == ElementType.Float16 ? (11, -14, 65504.0) : (8, -126, Math.ScaleB(255, 120));
        var exponent = Math.Max(Math.ILogB(value), smallestExponent) - (digits - 1);
        var rounded = Math.ScaleB(Math.Round(Math.ScaleB(value, -exponent), MidpointRounding.ToEven), exponent);
        return Math.Abs(rounded) > largest ? Math.CopySign(double.PositiveInfinity, value) : rounded;
    }
}
