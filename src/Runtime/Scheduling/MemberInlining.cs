using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Computes a member of a group where the only kernel that reads it does, if that reads each element once, at its own place. Such members come about where
/// a launch computes anew what another one keeps no longer: with a second reader gone there is nothing left to store a value for.
/// </summary>
/// <param name="storageOf">What a buffer's memory is known by.</param>
/// <param name="isTemporary">Whether only kernels read a buffer.</param>
internal sealed class MemberInlining(Func<TensorBuffer, object> storageOf, Func<TensorBuffer, bool> isTemporary)
{
    // A larger body would need more registers than there are.
    private const int MostParts = 160;

    private readonly Dictionary<TensorBuffer, int> readers = new(ReferenceEqualityComparer.Instance);

    /// <summary>Joins what can be joined, in place.</summary>
    public void Apply(List<LaunchGroup> groups)
    {
        foreach (var buffer in groups.SelectMany(static group => group.Members).SelectMany(static member => member.Kernel.Reads))
            readers[buffer] = readers.GetValueOrDefault(buffer) + 1;
        for (var i = 0; i < groups.Count; i++)
        {
            if (Join(groups[i]) is { } members)
                groups[i] = groups[i].Of(members);
        }
    }

    /// <summary>The members that remain; null when all do.</summary>
    private List<KernelAccess>? Join(LaunchGroup group)
    {
        List<KernelAccess>? members = null;
        for (var i = 0; i < (members ?? group.Members).Count; i++)
        {
            var current = members ?? group.Members;
            if (current[i].Kernel is not ElementKernel { Sites.IsEmpty: true, Output: { Element: ElementType.Float32 } output } writer
                || readers.GetValueOrDefault(output) != 1 || !isTemporary(output))
            {
                continue;
            }

            var place = current.FindIndex(member => member.Kernel.Reads.Contains(output));
            if (place < 0 || current[place].Kernel is not ElementKernel reader || Changes(writer, current[(i + 1)..(place + 1)]) || Joined(writer, reader) is not { } joined)
                continue;
            members ??= [.. group.Members];
            var mayFail = members[place].MayFail;
            members[place] = KernelAccess.Of(joined);
            members[place].MayFail = mayFail;
            members.RemoveAt(i--);
        }

        return members;
    }

    /// <summary>Whether what the kernel reads is another value once these have run.</summary>
    private bool Changes(ElementKernel kernel, List<KernelAccess> later)
    {
        var read = kernel.Reads.Select(storageOf).ToHashSet<object>(ReferenceEqualityComparer.Instance);
        return later.Exists(member => member.Kernel.Writes.Any(buffer => read.Contains(storageOf(buffer))));
    }

    private static ElementKernel? Joined(ElementKernel writer, ElementKernel reader)
    {
        if (writer.Output.ElementCount != reader.Output.ElementCount || writer.Body.Element != writer.Output.Element || OwnLoad(writer, reader) is not { } load)
            return null;
        var loops = new Dictionary<LoopVariable, IndexExpression>();
        for (var axis = 0; axis < load.Indices.Length; axis++)
        {
            if (writer.OutputIndices[axis] is LoopIndex loop)
                loops.Add(loop.Variable, load.Indices[axis]);
            else if (writer.Output.Shape[axis] != 1)
                return null;
        }

        var value = new LoopSubstitution(loops).Apply(writer.Body);
        var body = new ValueSubstitution(writer.Output, value).Apply(reader.Body);
        var parts = 0;
        ExpressionWalker.Visit(body, _ => parts++, null);
        return parts > MostParts ? null : new ElementKernel(reader.Node, reader.Output, reader.Loops, reader.OutputIndices, body, reader.Sites);
    }

    /// <summary>A load of the writer's result, when all loads of it are at the reader's own element and none is in a loop or under a guard.</summary>
    private static LoadScalar? OwnLoad(ElementKernel writer, ElementKernel reader)
    {
        var own = LinearIndex.OfElement(reader.Output.Shape, reader.OutputIndices);
        LoadScalar? found = null;
        var isFit = true;
        ExpressionWalker.Visit(
            reader.Body,
            part =>
            {
                if (part is LoadScalar load && load.Buffer == writer.Output)
                    (found, isFit) = (load, isFit && own.SameAs(LinearIndex.OfElement(load.Buffer.Shape, load.Indices)));
                else if (part is ReduceScalar or GuardedScalar)
                    isFit &= !ExpressionWalker.Buffers(part).Contains(writer.Output);
            },
            index => isFit &= index is not LoadedIndex loaded || !ExpressionWalker.Buffers(loaded.Value).Contains(writer.Output));
        return isFit ? found : null;
    }
}
