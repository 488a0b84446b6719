using System.Collections.Immutable;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Reports;

/// <summary>Shows any tensor: a line that describes it, then its pictures, or the table of its numbers where those say more.</summary>
public static class ValuePicture
{
    /// <summary>The lines. Single numbers and lists are shown as a table, except lists that are images without their shape.</summary>
    /// <param name="tensor">What to show.</param>
    /// <param name="display">What can be shown.</param>
    /// <param name="size">Rows and columns of each picture where those are asked for.</param>
    /// <param name="isTable">Whether a table is asked for.</param>
    public static ImmutableArray<string> Draw(Tensor tensor, DisplayCapabilities display, (int Rows, int Columns)? size = null, bool isTable = false)
    {
        var description = TensorDescription.Describe(tensor, display);
        if (tensor.ElementCount == 0)
            return description;
        if (tensor.ElementCount == 1 && !isTable && size is null && double.IsFinite(tensor.GetDouble(0)))
            return description;
        return [.. description, .. IsPicture(tensor, size, isTable) ? MatrixPicture.Draw(tensor, display, size) : TensorTable.Draw(tensor, display)];
    }

    /// <summary>Whether a tensor is shown as pictures, and not as a description or a table.</summary>
    public static bool IsPicture(Tensor tensor, (int Rows, int Columns)? size, bool isTable) =>
        !isTable && tensor.ElementCount > 0 && (size is not null || PictureStack.Of(tensor.Shape) is not { Count: 1, Rows: 1 });
}
