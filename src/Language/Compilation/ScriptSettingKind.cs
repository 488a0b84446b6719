namespace Dsl.Language.Compilation;

/// <summary>What the values of a setting are.</summary>
public enum ScriptSettingKind
{
    /// <summary>A number written without a point.</summary>
    WholeNumber,

    /// <summary>A number written with a point or an exponent.</summary>
    Number,

    /// <summary>True or false.</summary>
    Truth,

    /// <summary>A text.</summary>
    Text,
}
