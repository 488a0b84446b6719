using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Limits;

/// <summary>Finds halves of tables that nobody needs, because whoever reads them takes something else there.</summary>
internal static class UnreadHalves
{
    // Expressions share parts, which are looked at again under every choice that they are in.
    private const int MostVisits = 1024;

    /// <summary>Halves of a buffer whose elements none of its readers needs.</summary>
    /// <param name="buffer">The buffer.</param>
    /// <param name="readers">All kernels that read it.</param>
    public static ImmutableArray<BufferHalf> Of(TensorBuffer buffer, IEnumerable<Kernel> readers)
    {
        List<BufferHalf>? common = null;
        foreach (var reader in readers)
        {
            var parts = JoinedElementKernel.PartsOf(reader).Where(part => part.Reads.Contains(buffer)).ToArray();
            if (parts.Length == 0)
                return [];
            foreach (var part in parts)
            {
                if (new Reading(buffer, part).Find() is not { Count: > 0 } loads)
                    return [];
                foreach (var halves in loads)
                    common = common is null ? halves : common.FindAll(half => halves.Exists(half.SameAs));
            }
        }

        return common is null ? [] : [.. common];
    }

    private sealed class Reading(TensorBuffer buffer, ElementKernel kernel)
    {
        private readonly List<List<BufferHalf>> found = [];
        private readonly List<LoopVariable> loops = [.. kernel.Loops];
        private int visits;

        /// <summary>For each load of the buffer, the halves of its elements that are loaded in vain; null where that is not known.</summary>
        public List<List<BufferHalf>>? Find()
        {
            var isPlain = true;
            ExpressionWalker.Visit(
                kernel.Body,
                part =>
                {
                    if (part is ReduceScalar reduction)
                        loops.AddRange(reduction.Variables);
                },
                index => isPlain &= index is not LoadedIndex);
            if (!isPlain)
                return null;
            Walk(kernel.Body, []);
            return visits > MostVisits ? null : found;
        }

        private void Walk(ScalarExpression expression, ImmutableArray<LoopHalf> needless)
        {
            if (++visits > MostVisits)
                return;
            switch (expression)
            {
                case LoadScalar load when load.Buffer == buffer:
                    var element = LinearIndex.OfElement(load.Buffer.Shape, load.Indices);
                    found.Add([.. needless.Select(half => BufferHalf.Of(half, element, loops)).OfType<BufferHalf>()]);
                    break;
                case SelectScalar select:
                    Walk(select.Condition, needless);
                    Walk(select.WhenTrue, needless.AddRange(LoopHalves.Within(select.Condition, false)));
                    Walk(select.WhenFalse, needless.AddRange(LoopHalves.Within(select.Condition, true)));
                    break;
                default:
                    foreach (var operand in ExpressionWalker.Operands(expression))
                        Walk(operand, needless);
                    break;
            }
        }
    }
}
