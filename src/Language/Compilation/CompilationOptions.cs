using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>What a compilation needs besides the text.</summary>
/// <param name="Files">The way to files that the script names.</param>
/// <param name="CheckFixes">Whether proposed fixes are tried out, and those that do not help dropped.</param>
public sealed record CompilationOptions(IFileSource Files, bool CheckFixes = true)
{
    /// <summary>Whether only mistakes, types and values are wanted, and no program: faster, with the same result.</summary>
    public bool ChecksOnly { get; init; }

    /// <summary>Ends the work early, with an <see cref="OperationCanceledException"/>.</summary>
    public CancellationToken Cancel { get; init; }

    /// <summary>Whether each accuracy of a classifier counts too how often each class was taken for each, for a report.</summary>
    public bool CountsConfusions { get; init; }

    /// <summary>Whether the models that the script binds to names are described as well.</summary>
    public bool DescribesModels { get; init; }
}
