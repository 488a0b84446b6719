namespace Dsl.Language.Services.Colors;

/// <summary>What else is to be seen of a coloured name.</summary>
[Flags]
public enum ColorModifiers
{
    None = 0,

    /// <summary>The name is declared or first bound here.</summary>
    Declaration = 1,

    /// <summary>Nothing in the script gives it another value.</summary>
    ReadOnly = 2,

    /// <summary>It is declared in the library.</summary>
    Library = 4,

    /// <summary>It is part of the language itself: an operator, a unit, a data function.</summary>
    BuiltIn = 8,
}
