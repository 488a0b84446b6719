using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>
/// The declaration of a function that makes or changes data: its parameters, documentation, and what is known of its result
/// before anything runs. The runtime holds an implementation under the same name.
/// Declared as a public static readonly field of a class marked <see cref="DataFunctionFamilyAttribute"/>.
/// </summary>
public sealed class DataFunction
{
    public required string Name { get; init; }

    /// <summary>One sentence for hover and reference.</summary>
    public required string Summary { get; init; }

    /// <summary>A script that shows it; run by a test.</summary>
    public required string Example { get; init; }

    public required ImmutableArray<DataParameter> Parameters { get; init; }

    /// <summary>What arguments by names of their own are, beside the parameters; null where there are none.</summary>
    public DataParameter? Named { get; init; }

    /// <summary>The type of the result, or what is wrong.</summary>
    public required Func<DataInferenceContext, DataInferenceResult> Infer { get; init; }
}
