namespace Dsl.Language.Services.Hints;

/// <summary>How many hints are shown.</summary>
public enum HintMode
{
    /// <summary>None.</summary>
    Off,

    /// <summary>Shapes only where they differ from those of the value before.</summary>
    Changed,

    /// <summary>Every shape, names of parameters and solved sizes.</summary>
    All,
}
