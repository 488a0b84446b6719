namespace Dsl.Language.Services.Hints;

/// <summary>What a hint says.</summary>
public enum HintKind
{
    Shape,
    ParameterName,
    Dimension,
}
