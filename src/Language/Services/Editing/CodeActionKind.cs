namespace Dsl.Language.Services.Editing;

/// <summary>What a proposed change is for.</summary>
public enum CodeActionKind
{
    /// <summary>It mends a mistake.</summary>
    Fix,

    /// <summary>It lets a warning be.</summary>
    Allow,

    /// <summary>It says the same in another way.</summary>
    Rewrite,
}
