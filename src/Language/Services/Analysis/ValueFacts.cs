using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Analysis;

/// <summary>What the checker saw at a place: a value in words, with its parts.</summary>
/// <param name="Kind">What kind of value: <c>tensor</c>, <c>number</c>, <c>text</c>, <c>truth</c>, <c>list</c>, <c>tuple</c>, <c>record</c>, <c>data</c>, <c>model</c> (with its weights), <c>function</c> (anything else that can be called), <c>optimizer</c>, <c>range</c> or <c>value</c>.</param>
/// <param name="Description">A few words on it.</param>
/// <param name="Type">Its type, where it is a tensor.</param>
/// <param name="Members">What can follow a dot after it.</param>
public sealed record ValueFacts(string Kind, string Description, TensorType? Type, ImmutableArray<ValueMember> Members)
{
    /// <summary>The value itself.</summary>
    public required Value Value { get; init; }
}
