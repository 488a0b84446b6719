using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Values;

/// <summary>One argument of a call.</summary>
/// <param name="Name">The parameter named, or null for one by position.</param>
/// <param name="Value">What it is.</param>
/// <param name="Location">Where it stands.</param>
/// <param name="Syntax">Its expression, where it is written in the call.</param>
public sealed record Argument(string? Name, Value Value, SourceLocation Location, ExpressionSyntax? Syntax = null)
{
    /// <summary>Where the parameter's name stands, for a named one.</summary>
    public SourceLocation? NameLocation { get; init; }
}
