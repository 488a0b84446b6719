using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Lowering;
using Dsl.Language.Operators;

namespace Dsl.Language.Tests.Differentiation;

/// <summary>Evaluates graphs of known sizes in double precision straight from the operators' lowerings: slow and obvious.</summary>
internal sealed class GraphEvaluator(IReadOnlyDictionary<GraphInput, TestTensor> inputs)
{
    private readonly Dictionary<Node, TestTensor> values = [];
    private readonly Dictionary<Node, ImmutableArray<TestTensor>> scans = [];

    public static TestTensor Evaluate(Node output, IReadOnlyDictionary<GraphInput, TestTensor>? inputs = null) =>
        new GraphEvaluator(inputs ?? new Dictionary<GraphInput, TestTensor>()).Evaluate([output])[0];

    public ImmutableArray<TestTensor> Evaluate(ImmutableArray<Node> outputs)
    {
        foreach (var node in GraphTraversal.TopologicalOrder(outputs))
        {
            if (node.Operator == SourceOperators.Scan)
            {
                if (!scans.ContainsKey(node))
                    scans.Add(node, Scan(node));
            }
            else if (!values.ContainsKey(node))
            {
                values.Add(node, Compute(node));
            }
        }

        return [.. outputs.Select(output => values[output])];
    }

    private TestTensor Compute(Node node)
    {
        var shape = node.Shape.ToConstant();
        var result = node.Operator.Lowering switch
        {
            ElementLowering element => Elements(node, element, shape),
            KernelLowering { Kind: KernelKind.Source } => Source(node, shape),
            KernelLowering { Kind: KernelKind.ScanResult } => scans[node.Inputs[0]][node.AttributesAs<ScanResultAttributes>().Index],
            KernelLowering { Kind: KernelKind.ScatterAdd } => ScatterAdd(shape, values[node.Inputs[0]], values[node.Inputs[1]]),
            KernelLowering { Kind: KernelKind.WriteAt } => WriteAt(
                values[node.Inputs[0]], values[node.Inputs[1]], (int)values[node.Inputs[2]].Scalar, node.AttributesAs<AxisAttributes>().Axis),
            KernelLowering { Kind: KernelKind.Solve } => Solve(values[node.Inputs[0]], values[node.Inputs[1]]),
            KernelLowering { Kind: KernelKind.ArgSort } => ArgSort(values[node.Inputs[0]]),
            _ => throw new InvalidOperationException($"{node.Operator.Name} is not known"),
        };
        Assert.Equal<int>(shape, result.Shape);
        return result;
    }

    private TestTensor Elements(Node node, ElementLowering lowering, ImmutableArray<int> shape)
    {
        var buffers = node.Inputs.Select((input, i) => new TensorBuffer($"in{i}", input.Element, values[input].Shape)).ToImmutableArray();
        var variables = shape.Select(static (size, axis) => new LoopVariable($"i{axis}", size)).ToImmutableArray();
        var expression = lowering.Element(
            new LoweringContext(node, (input, indices) => new LoadScalar(buffers[input], indices)),
            [.. variables.Select(static v => (IndexExpression)v)]);
        Assert.Equal(node.Element, expression.Element);
        var contents = new Dictionary<TensorBuffer, TestTensor>();
        for (var i = 0; i < buffers.Length; i++)
            contents.Add(buffers[i], values[node.Inputs[i]]);
        var interpreter = new ScalarInterpreter(contents);
        return TestTensor.Fill(shape, flat =>
        {
            for (var axis = shape.Length - 1; axis >= 0; axis--)
            {
                interpreter.Set(variables[axis], flat % shape[axis]);
                flat /= shape[axis];
            }

            return interpreter.Evaluate(expression);
        });
    }

    private TestTensor Source(Node node, ImmutableArray<int> shape) => node.Attributes switch
    {
        InputAttributes input => inputs[input.Input],
        ConstantAttributes constant => new TestTensor(shape, [.. constant.Values]),
        _ => throw new InvalidOperationException($"{node} has no value here"),
    };

    private ImmutableArray<TestTensor> Scan(Node node)
    {
        var attributes = node.AttributesAs<ScanAttributes>();
        var body = attributes.Body;
        var length = (int)attributes.Length.ConstantValue!.Value;
        var carries = node.Inputs[..body.Carries.Length].Select(input => values[input]).ToArray();
        var outputs = body.Outputs.Select(_ => new TestTensor[length]).ToArray();
        for (var turn = 0; turn < length; turn++)
        {
            var index = attributes.Reverse ? length - 1 - turn : turn;
            var inner = new Dictionary<GraphInput, TestTensor> { [body.Index] = new TestTensor([], [index]) };
            for (var i = 0; i < body.Carries.Length; i++)
                inner.Add(body.Carries[i], carries[i]);
            for (var i = 0; i < body.Sequences.Length; i++)
                inner.Add(body.Sequences[i], values[node.Inputs[body.Carries.Length + i]].Slice(index));
            for (var i = 0; i < body.Captures.Length; i++)
                inner.Add(body.Captures[i], values[node.Inputs[body.Carries.Length + body.Sequences.Length + i]]);
            var results = new GraphEvaluator(inner).Evaluate([.. body.CarryResults, .. body.Outputs]);
            for (var i = 0; i < carries.Length; i++)
                carries[i] = results[i];
            for (var i = 0; i < outputs.Length; i++)
                outputs[i][index] = results[carries.Length + i];
        }

        return
        [
            .. carries,
            .. outputs.Select((parts, i) => new TestTensor(
                body.Outputs[i].Shape.ToConstant().Insert(0, length), [.. parts.SelectMany(static part => part.Values)])),
        ];
    }

    private static TestTensor ScatterAdd(ImmutableArray<int> shape, TestTensor indices, TestTensor updates)
    {
        var width = shape[1..].Aggregate(1, static (product, size) => product * size);
        var result = new double[shape[0] * width];
        for (var i = 0; i < indices.Values.Length; i++)
        {
            var row = (int)indices.Values[i] < 0 ? (int)indices.Values[i] + shape[0] : (int)indices.Values[i];
            for (var j = 0; j < width; j++)
                result[(row * width) + j] += updates.Values[(i * width) + j];
        }

        return new TestTensor(shape, result);
    }

    private static TestTensor WriteAt(TestTensor old, TestTensor row, int position, int axis)
    {
        var inner = old.Shape[(axis + 1)..].Aggregate(1, static (product, size) => product * size);
        return TestTensor.Fill(old.Shape, i =>
            i / inner % old.Shape[axis] == position ? row.Values[(i / (inner * old.Shape[axis]) * inner) + (i % inner)] : old.Values[i]);
    }

    private static TestTensor Solve(TestTensor matrices, TestTensor right)
    {
        var (n, k) = (matrices.Shape[^1], right.Shape[^1]);
        var result = (double[])right.Values.Clone();
        for (var batch = 0; batch < right.Values.Length / (n * k); batch++)
        {
            var a = matrices.Values[(batch * n * n)..((batch + 1) * n * n)];
            for (var pivot = 0; pivot < n; pivot++)
            {
                var best = Enumerable.Range(pivot, n - pivot).MaxBy(row => Math.Abs(a[(row * n) + pivot]));
                for (var column = 0; column < n; column++)
                    (a[(pivot * n) + column], a[(best * n) + column]) = (a[(best * n) + column], a[(pivot * n) + column]);
                for (var column = 0; column < k; column++)
                {
                    var (first, second) = ((((batch * n) + pivot) * k) + column, (((batch * n) + best) * k) + column);
                    (result[first], result[second]) = (result[second], result[first]);
                }

                for (var row = 0; row < n; row++)
                {
                    if (row == pivot)
                        continue;
                    var factor = a[(row * n) + pivot] / a[(pivot * n) + pivot];
                    for (var column = 0; column < n; column++)
                        a[(row * n) + column] -= factor * a[(pivot * n) + column];
                    for (var column = 0; column < k; column++)
                        result[(((batch * n) + row) * k) + column] -= factor * result[(((batch * n) + pivot) * k) + column];
                }
            }

            for (var row = 0; row < n; row++)
            {
                for (var column = 0; column < k; column++)
                    result[(((batch * n) + row) * k) + column] /= a[(row * n) + row];
            }
        }

        return new TestTensor(right.Shape, result);
    }

    private static TestTensor ArgSort(TestTensor input)
    {
        var n = input.Shape[^1];
        var rows = input.Values.Chunk(n).SelectMany(row => Enumerable.Range(0, n).OrderBy(i => row[i]).Select(static i => (double)i));
        return new TestTensor(input.Shape, [.. rows]);
    }
}
