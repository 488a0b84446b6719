using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>Looks at the classes of data before a loss does: a class below 0 would be taken for one counted from the end, and a training would learn it.</summary>
internal static class ClassLabels
{
    private const int PortionLength = 4096;

    /// <summary>The first row whose class the output has no room for, as a report; null when there is none.</summary>
    /// <param name="classes">Which field holds classes, and how many there can be; null where none does.</param>
    /// <param name="data">The data.</param>
    /// <param name="location">What trains or measures.</param>
    public static Diagnostic? Check(ClassField? classes, DataSet data, SourceLocation location)
    {
        // Tokens of a text are numbered by its vocabulary, from 0.
        if (classes is not { } wanted || data.Find(wanted.Field) is not { Element: ElementType.Int, Pieces: null } column)
            return null;
        var rowsAtOnce = Math.Max(1, PortionLength / Math.Max(1, column.RowLength));
        var portion = new long[rowsAtOnce * column.RowLength];
        long smallest = long.MaxValue;
        (int Row, long Class)? wrong = null;
        for (var start = 0; start < column.Rows; start += rowsAtOnce)
        {
            var count = Math.Min(rowsAtOnce, column.Rows - start);
            column.CopyRange(start, count, portion);
            for (var i = 0; i < count * column.RowLength; i++)
            {
                smallest = Math.Min(smallest, portion[i]);
                if (wrong is null && (portion[i] < 0 || portion[i] >= wanted.Classes))
                    wrong = (start + (i / column.RowLength), portion[i]);
            }
        }

        if (wrong is not var (row, label))
            return null;
        return new Diagnostic(
            RuntimeErrors.IndexOutOfRange, location,
            $"row {row} of {data.Description} has the class {label} in `{wanted.Field}`, and the output has room for {wanted.Classes} classes, numbered from 0 to {wanted.Classes - 1}")
        {
            Notes = smallest == 1 ? ["the smallest class is 1: these classes are counted from 1, and one less is meant, as in dataset(x: x, y: y - 1)"] : [],
        };
    }
}
