using System.Collections.Immutable;
using System.Globalization;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>The computations that are measured by themselves, with what they count as work.</summary>
internal static class KernelRows
{
    private const double Giga = 1e9;
    private const double Tera = 1e12;

    /// <summary>All of a kind: the name, the unit, the work of a run in that unit, and what is compiled.</summary>
    public static IEnumerable<(string Name, string Unit, double Work, CompileRequest Request)> All(MeasuredSizes sizes)
    {
        foreach (var side in sizes.Products)
        {
            foreach (var (name, element) in ((string, ElementType)[])[("f16", ElementType.Float16), ("f32", ElementType.Float32)])
                yield return (string.Create(CultureInfo.InvariantCulture, $"gemm_{name}_{side}"), "TFLOP/s", 2.0 * side * side * side / Tera, Product(element, side));
        }

        var elements = (double)sizes.Rows * sizes.Columns;
        yield return ("softmax_f32", "GB/s", 2 * sizeof(float) * elements / Giga, Softmax(sizes.Rows, sizes.Columns));
        yield return ("layernorm_f32", "GB/s", 2 * sizeof(float) * elements / Giga, LayerNorm(sizes.Rows, sizes.Columns));
        yield return ("gelu_f32", "GB/s", 2.0 * sizeof(float) * sizes.Elements / Giga, Gelu(sizes.Elements));
        yield return ("adamw_f32", "GB/s", 7.0 * sizeof(float) * sizes.Elements / Giga, AdamW(sizes.Elements));
        var (batch, heads, positions, width) = sizes.Attention;
        yield return ("attention_f16", "TFLOP/s", 2.0 * batch * heads * positions * positions * width / Tera, Attention(batch, heads, positions, width));
    }

    private static CompileRequest Product(ElementType element, int side)
    {
        var builder = new GraphBuilder();
        return Values(builder.MatrixProduct(Input(builder, "a", element, side, side), Input(builder, "b", element, side, side)));
    }

    private static CompileRequest Softmax(int rows, int columns)
    {
        var builder = new GraphBuilder();
        return Values(Softmax(builder, Input(builder, "x", ElementType.Float32, rows, columns)));
    }

    private static Node Softmax(GraphBuilder builder, Node x)
    {
        var last = x.Type.Rank - 1;
        var largest = builder.Create(ReductionOperators.Max, [x], new ReductionAttributes([last], true));
        var powers = builder.Exp(builder.Subtract(x, builder.Broadcast(largest, x.Shape)));
        return builder.Divide(powers, builder.Broadcast(builder.Sum(powers, [last], keep: true), x.Shape));
    }

    private static CompileRequest LayerNorm(int rows, int columns)
    {
        var builder = new GraphBuilder();
        var x = Input(builder, "x", ElementType.Float32, rows, columns);
        var (scale, shift) = (Input(builder, "scale", ElementType.Float32, columns), Input(builder, "shift", ElementType.Float32, columns));
        var centred = builder.Subtract(x, builder.Broadcast(Mean(builder, x, columns), x.Shape));
        var variance = Mean(builder, builder.Multiply(centred, centred), columns);
        var deviation = builder.Create(FunctionOperators.Sqrt, builder.Add(variance, builder.ConstantLike(variance, 1e-5)));
        var normal = builder.Divide(centred, builder.Broadcast(deviation, x.Shape));
        return Values(builder.Add(builder.Multiply(normal, builder.Broadcast(scale, x.Shape)), builder.Broadcast(shift, x.Shape)));
    }

    private static Node Mean(GraphBuilder builder, Node x, int columns)
    {
        var sum = builder.Sum(x, [1], keep: true);
        return builder.Multiply(sum, builder.ConstantLike(sum, 1.0 / columns));
    }

    private static CompileRequest Gelu(int elements)
    {
        var builder = new GraphBuilder();
        var x = Input(builder, "x", ElementType.Float32, elements);
        var inner = builder.Create(FunctionOperators.Erf, builder.Multiply(x, builder.ConstantLike(x, Math.Sqrt(0.5))));
        return Values(builder.Multiply(builder.Multiply(x, builder.ConstantLike(x, 0.5)), builder.Add(inner, builder.ConstantLike(x, 1))));
    }

    private static CompileRequest AdamW(int elements)
    {
        var builder = new GraphBuilder();
        var gradient = Input(builder, "gradient", ElementType.Float32, elements);
        var ((weights, w), (means, m), (squares, v)) = (Weight(builder, "weights", elements), Weight(builder, "means", elements), Weight(builder, "squares", elements));
        var mean = builder.Add(Scaled(builder, m, 0.9), Scaled(builder, gradient, 0.1));
        var square = builder.Add(Scaled(builder, v, 0.999), Scaled(builder, builder.Multiply(gradient, gradient), 0.001));
        var step = builder.Divide(mean, builder.Add(builder.Create(FunctionOperators.Sqrt, square), builder.ConstantLike(square, 1e-8)));
        var next = builder.Subtract(Scaled(builder, w, 1 - (1e-3 * 0.01)), Scaled(builder, step, 1e-3));
        return new CompileRequest([], [new VariableAssignment(weights, next), new VariableAssignment(means, mean), new VariableAssignment(squares, square)], []);
    }

    // Each position looks at itself and at what comes before it: half of the products count. Scores and weights are computed in 32 bits.
    private static CompileRequest Attention(int batch, int heads, int positions, int width)
    {
        var builder = new GraphBuilder();
        var (q, k, v) = (Head("q"), Head("k"), Head("v"));
        var scores = Scaled(builder, builder.Cast(builder.MatrixProduct(q, builder.Transpose(k, [0, 1, 3, 2])), ElementType.Float32), 1 / Math.Sqrt(width));
        var (row, column) = (Places(0), Places(1));
        var masked = builder.Where(builder.Broadcast(builder.Less(row, column), scores.Shape), builder.ConstantLike(scores, double.NegativeInfinity), scores);
        return Values(builder.MatrixProduct(builder.Cast(Softmax(builder, masked), ElementType.Float16), v));

        Node Head(string name) => Input(builder, name, ElementType.Float16, batch, heads, positions, width);

        Node Places(int axis)
        {
            var numbers = builder.Range(positions);
            return builder.Broadcast(axis == 0 ? builder.Unsqueeze(numbers, 1) : numbers, Shape.Of(positions, positions));
        }
    }

    private static Node Scaled(GraphBuilder builder, Node x, double factor) => builder.Multiply(x, builder.ConstantLike(x, factor));

    private static CompileRequest Values(params ImmutableArray<Node> outputs) => new(outputs, [], []);

    private static Node Input(GraphBuilder builder, string name, ElementType element, params int[] shape) => builder.CreateInput(new GraphInput(name, TypeOf(element, shape)));

    private static (Variable Variable, Node Node) Weight(GraphBuilder builder, string name, int elements)
    {
        var variable = new Variable(name, TypeOf(ElementType.Float32, elements), VariableKind.Parameter, null);
        return (variable, builder.CreateVariable(variable, 0));
    }

    private static TensorType TypeOf(ElementType element, params int[] shape) => new(element, Shape.Of([.. shape.Select(static size => (Axis)(long)size)]));
}
