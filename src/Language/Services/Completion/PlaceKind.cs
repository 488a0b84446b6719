namespace Dsl.Language.Services.Completion;

/// <summary>What can be written at a place.</summary>
internal enum PlaceKind
{
    /// <summary>Nothing that could be proposed: a comment, a plain text, a name that is new.</summary>
    Nothing,

    /// <summary>A statement, or an expression as one.</summary>
    Statement,
    Expression,

    /// <summary>A value is complete; only words that go on with it can follow.</summary>
    Continuation,
    Member,
    Type,
    Dimension,

    /// <summary>The text of a string.</summary>
    Text,
}
