using System.Globalization;
using Dsl.Language.Graph;

namespace Dsl.Runtime.Execution;

/// <summary>The wording of faults, the same on every backend.</summary>
public static class RuntimeFaults
{
    public static RuntimeFault IndexOutOfRange(Node? node, long index, long bound) => new(
        RuntimeErrors.IndexOutOfRange,
        node,
        bound == 0
            ? $"the index {index} is asked of a dimension without elements"
            : $"the index {index} is outside a dimension of size {bound}: expected {-bound} to {bound - 1}")
    {
        Index = index,
        Notes = IndexedTable.Describe(node),
    };

    public static RuntimeFault SingularSystem(Node? node) => new(
        RuntimeErrors.SingularSystem, node, "the matrix has no inverse: one of its rows is a combination of the others");

    /// <summary>Too little memory.</summary>
    /// <param name="node">The operation with the largest value.</param>
    /// <param name="needed">Bytes that are needed.</param>
    /// <param name="available">Bytes that there are.</param>
    /// <param name="device">The name of the device that has them; null for the machine itself.</param>
    public static RuntimeFault OutOfMemory(Node? node, double needed, long available, string? device = null) => new(
        RuntimeErrors.OutOfMemory,
        node,
        $"this needs {Megabytes(needed)} MB for intermediate values, and {Megabytes(available)} MB are available{(device is null ? string.Empty : $" on {device}")}");

    /// <summary>Bytes in whole megabytes, at least one.</summary>
    public static string Megabytes(double bytes) => Math.Max(1, Math.Ceiling(bytes / (1024 * 1024))).ToString("F0", CultureInfo.InvariantCulture);
}
