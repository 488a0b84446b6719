namespace Dsl.Runtime.Kernels;

/// <summary>Which loops of a contraction its tile runs over.</summary>
/// <param name="Columns">Contiguous in the output, moves the right operand only.</param>
/// <param name="Rows">Moves the left operand only.</param>
public sealed record ContractionRoles(ContractionLoop Columns, ContractionLoop Rows)
{
    /// <summary>The roles, or null when the loops have no such form; the right operand may still lie across.</summary>
    public static ContractionRoles? Of(ContractionKernel kernel)
    {
        ContractionLoop? columns = null;
        ContractionLoop? rows = null;
        foreach (var loop in kernel.Loops)
        {
            if (loop.IsReduced)
                continue;
            if (loop.OutputStride == 1 && loop.LeftStride == 0 && loop.RightStride != 0)
                columns = loop;
            else if (loop.LeftStride != 0 && loop.RightStride == 0 && (rows is null || loop.Extent > rows.Extent))
                rows = loop;
        }

        return columns is null || rows is null ? null : new ContractionRoles(columns, rows);
    }
}
