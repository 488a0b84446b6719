using Dsl.Language.Text;

namespace Dsl.Language.Services.Hints;

/// <summary>An offer that an editor shows above a line.</summary>
/// <param name="Span">What it is about; the line is that of its start.</param>
/// <param name="Kind">What it offers.</param>
/// <param name="Title">Its words.</param>
/// <param name="Subject">The name that it is about, such as that of a model; null for the script.</param>
public sealed record Lens(TextSpan Span, LensKind Kind, string Title, string? Subject)
{
    /// <summary>The name by which a setting switches lenses of this kind off.</summary>
    public string Id => Kind switch
    {
        LensKind.Run => "run",
        LensKind.Train => "train",
        LensKind.Summary => "summary",
        _ => "openInPrompt",
    };
}
