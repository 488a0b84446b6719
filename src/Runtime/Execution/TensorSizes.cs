using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>Turns known shapes into sizes that memory can hold, or says why they cannot be held.</summary>
public static class TensorSizes
{
    // Leaves room for any element size and for products inside index arithmetic.
    private const long LargestElementCount = long.MaxValue / 64;

    /// <summary>What is wrong with a shape whose every size should be known and possible, or null.</summary>
    public static string? FindProblem(Shape shape)
    {
        var count = 1L;
        foreach (var axis in shape.Axes)
        {
            if (axis.Size.ConstantValue is not { } size)
                return $"the size {axis} of {shape} is not known here";
            if (size is < 0 or > int.MaxValue)
                return $"an axis cannot have {size} elements, in {shape}";
            if (size != 0 && count > LargestElementCount / size)
                return $"{shape} has too many elements";
            count *= size;
        }

        return null;
    }

    /// <summary>The fault that says why new variables cannot be held all at once, or null.</summary>
    public static Diagnostic? FindMissingMemory(IEnumerable<Variable> variables, IReadOnlyDictionary<DimensionSymbol, Dimension> values, SourceLocation location)
    {
        var bytes = 0.0;
        foreach (var variable in variables)
            bytes += (variable.Type.Shape.Substitute(values)?.ElementCount.ConstantValue ?? 0) * (double)variable.Type.Element.ByteSize();
        return MachineMemory.Has(bytes, out var available)
            ? null
            : new Diagnostic(RuntimeErrors.OutOfMemory, location, $"the weights take {Gigabytes(bytes)} and the machine has {Gigabytes(available)}");
    }

    /// <summary>The sizes of a tensor that is about to be allocated, or the fault that says why it cannot be.</summary>
    public static (ImmutableArray<int> Sizes, Diagnostic? Fault) ToAllocate(TensorType type, IReadOnlyDictionary<DimensionSymbol, Dimension> values, SourceLocation location)
    {
        if (type.Shape.Substitute(values) is not { } shape)
            return ([], new Diagnostic(ExecutionErrors.SizeNotPossible, location, $"a division in {type.Shape} does not come out with the sizes of this run"));
        if (FindProblem(shape) is { } problem)
            return ([], new Diagnostic(ExecutionErrors.SizeNotPossible, location, problem));
        var bytes = (double)shape.ElementCount.ConstantValue!.Value * type.Element.ByteSize();
        return MachineMemory.Has(bytes, out var available)
            ? (shape.ToConstant(), null)
            : ([], new Diagnostic(RuntimeErrors.OutOfMemory, location, $"{shape} takes {Gigabytes(bytes)} and the machine has {Gigabytes(available)}"));
    }

    private static string Gigabytes(double bytes) => $"{bytes / (1L << 30):0.##} GiB";
}
