using System.Collections.Immutable;
using Dsl.Language.Graph;

namespace Dsl.Language.Programs;

/// <summary>A value to show.</summary>
public abstract record ProgramValue;

/// <summary>A tensor.</summary>
public sealed record NodeValue(Node Node) : ProgramValue;

/// <summary>Text of literal parts and values; each value with an optional format such as <c>.3</c>.</summary>
public sealed record TextValue(ImmutableArray<TextPart> Parts) : ProgramValue;

/// <summary>A piece of text: literal, or a value to be formatted.</summary>
public sealed record TextPart(string? Literal, ProgramValue? Value, string? Format);

/// <summary>Data: shown as a summary of its schema; a text as itself.</summary>
public sealed record DataValue(DataReference Data) : ProgramValue;

/// <summary>Tokens turned back to text by a decoder.</summary>
public sealed record DecodedValue(DataReference Decoder, Node Tokens) : ProgramValue;

/// <summary>One of two values, by a bool scalar that only the run knows.</summary>
public sealed record ChoiceValue(Node Condition, ProgramValue WhenTrue, ProgramValue WhenFalse) : ProgramValue;

/// <summary>Values in parentheses, with names where they have some.</summary>
public sealed record CompositeValue(ImmutableArray<(string? Name, ProgramValue Value)> Elements) : ProgramValue;
