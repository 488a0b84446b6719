using System.Collections.Immutable;

namespace Dsl.Runtime.Embedding;

/// <summary>The value of an expression, or what is wrong with it.</summary>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="Diagnostics">What is wrong.</param>
public sealed record ValueResult(TensorData? Value, ImmutableArray<ScriptDiagnostic> Diagnostics)
{
    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message says why.</exception>
    public TensorData Required => Value ?? throw new InvalidOperationException(Diagnostics.IsEmpty ? "there is no value" : Diagnostics[0].ToString());
}
