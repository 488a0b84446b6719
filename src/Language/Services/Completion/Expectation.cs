using Dsl.Language.Types;

namespace Dsl.Language.Services.Completion;

/// <summary>What a place asks for.</summary>
/// <param name="Value">The kind of value.</param>
/// <param name="Shape">Its shape, where one is known.</param>
internal sealed record Expectation(ExpectedValue Value, Shape? Shape = null)
{
    public static Expectation Any { get; } = new(ExpectedValue.Any);
}
