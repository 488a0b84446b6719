using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>One column of a table.</summary>
/// <param name="Name">Its name in the header.</param>
/// <param name="Role">Whether it is an input, the target, or left out.</param>
/// <param name="Categories">The names of its categories; default when it holds numbers.</param>
public sealed record CsvColumn(string Name, CsvColumnRole Role, ImmutableArray<string> Categories)
{
    /// <summary>Whether the rows of each category lie together.</summary>
    public bool IsGrouped { get; init; }

    public bool IsCategorical => !Categories.IsDefault;

    /// <summary>How many inputs it becomes: one, or one for each category.</summary>
    public int Width => Role != CsvColumnRole.Feature ? 0 : IsCategorical ? Categories.Length : 1;
}
