namespace Dsl.Language.Services.Hints;

/// <summary>What a lens offers.</summary>
public enum LensKind
{
    /// <summary>To run the script.</summary>
    Run,

    /// <summary>To run it for its training.</summary>
    Train,

    /// <summary>To summarize a model.</summary>
    Summary,

    /// <summary>To go on with the script's names at a prompt.</summary>
    OpenInPrompt,
}
