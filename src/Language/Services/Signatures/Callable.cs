using System.Collections.Immutable;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Signatures;

/// <summary>Something that can be called, as a reader sees it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Parameters">The parameters that a call of it fills.</param>
internal sealed record Callable(string Name, CallableKind Kind, ImmutableArray<CallableParameter> Parameters)
{
    /// <summary>For a model and its instances: the other list of parameters.</summary>
    public ImmutableArray<CallableParameter> OtherParameters { get; init; } = [];

    /// <summary>What a signature writes behind the lists: <c> -> [B]</c>.</summary>
    public string Result { get; init; } = "";

    public string? Documentation { get; init; }

    /// <summary>The declaration, where it is one of a script or of the library.</summary>
    public SyntaxNode? Declaration { get; init; }

    /// <summary>Whether a call with this many arguments takes a piped value as one more argument before them; otherwise what the call gives takes it.</summary>
    public bool TakesPiped(int given) => Kind switch
    {
        CallableKind.Function => Parameters.Length > given && !GivesFunction(given),
        CallableKind.Operator or CallableKind.DataFunction => true,
        CallableKind.Unit => !IsUnitThatGivesFunction,
        _ => false,
    };

    internal bool IsUnitThatGivesFunction { get; init; }

    /// <summary>What a call of a model gives.</summary>
    public Callable AsInstance() => Kind == CallableKind.Model ? this with { Kind = CallableKind.Instance, Parameters = OtherParameters, OtherParameters = Parameters } : this;

    private bool GivesFunction(int given) =>
        Declaration is FunctionDeclarationSyntax { Body: LambdaSyntax } && Parameters.Skip(given).All(static p => p.IsOptional);
}
