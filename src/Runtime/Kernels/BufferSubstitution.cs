using System.Collections.Immutable;
using Dsl.Language.Lowering;

namespace Dsl.Runtime.Kernels;

/// <summary>Lets kernels use other buffers of the same shapes in the place of theirs.</summary>
public static class BufferSubstitution
{
    /// <summary>The kernel with each buffer replaced by what it stands for; null for kernels that cannot be rewritten.</summary>
    public static Kernel? Apply(Kernel kernel, IReadOnlyDictionary<TensorBuffer, TensorBuffer> replacements) => kernel switch
    {
        ElementKernel { Sites.IsEmpty: true } element => new ElementKernel(
            element.Node,
            replacements.GetValueOrDefault(element.Output, element.Output),
            element.Loops,
            element.OutputIndices,
            new Rewriter(replacements).Rewrite(element.Body),
            []),
        JoinedElementKernel joined when joined.Parts.All(static part => part.Sites.IsEmpty) => new JoinedElementKernel([.. joined.Parts.Select(part => (ElementKernel)Apply(part, replacements)!)]),
        ContractionKernel contraction => contraction with
        {
            Output = Replace(contraction.Output, replacements),
            Left = Replace(contraction.Left, replacements),
            Right = Replace(contraction.Right, replacements),
            Start = contraction.Start is { } start ? Replace(start, replacements) : null,
        },
        EpilogueKernel joined when joined.Epilogue.All(static kernel => kernel.Sites.IsEmpty) => new EpilogueKernel(
            (ContractionKernel)Apply(joined.Product, replacements)!, [.. joined.Epilogue.Select(kernel => (ElementKernel)Apply(kernel, replacements)!)], joined.StoresProduct),
        PackKernel pack => pack with
        {
            Source = Replace(pack.Source, replacements),
            Output = replacements.GetValueOrDefault(pack.Output, pack.Output),
        },
        ScanKernel scan => scan with
        {
            InitialCarries = Replace(scan.InitialCarries, replacements),
            Sequences = Replace(scan.Sequences, replacements),
            Captures = Replace(scan.Captures, replacements),
        },
        _ => null,
    };

    private static ImmutableArray<TensorBuffer> Replace(ImmutableArray<TensorBuffer> buffers, IReadOnlyDictionary<TensorBuffer, TensorBuffer> replacements) =>
        [.. buffers.Select(buffer => replacements.GetValueOrDefault(buffer, buffer))];

    private static ContractionOperand Replace(ContractionOperand operand, IReadOnlyDictionary<TensorBuffer, TensorBuffer> replacements) =>
        operand with { Buffer = replacements.GetValueOrDefault(operand.Buffer, operand.Buffer) };

    /// <summary>Rewrites an expression; parts that were shared stay shared.</summary>
    private sealed class Rewriter(IReadOnlyDictionary<TensorBuffer, TensorBuffer> replacements)
    {
        private readonly Dictionary<ScalarExpression, ScalarExpression> known = new(ReferenceEqualityComparer.Instance);

        public ScalarExpression Rewrite(ScalarExpression expression)
        {
            if (!known.TryGetValue(expression, out var result))
            {
                result = Make(expression);
                known.Add(expression, result);
            }

            return result;
        }

        private ScalarExpression Make(ScalarExpression expression) => expression is LoadScalar load
            ? replacements.TryGetValue(load.Buffer, out var buffer) ? new LoadScalar(buffer, load.Indices) : load
            : ExpressionWalker.WithOperands(expression, Rewrite);
    }
}
