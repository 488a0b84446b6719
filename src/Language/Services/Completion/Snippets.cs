using System.Collections.Immutable;

namespace Dsl.Language.Services.Completion;

/// <summary>Whole constructs to fill in.</summary>
internal static class Snippets
{
    private const double Score = 3;

    /// <summary>What can begin a statement.</summary>
    private static ImmutableArray<Candidate> OfStatements { get; } =
    [
        Make("model", "a model with its settings and inputs", "model ${1:Net}(${2:hidden: int}) (x: [${3:batch, in}]) -> [${4:batch, out}] {\n  $0\n}"),
        Make("fn", "a function", "fn ${1:name}(${2:x}) = $0"),
        Make("optimizer", "an update rule", "optimizer ${1:name}(lr = ${2:0.01}) (w, g) {\n  ${0:w - lr * g}\n}"),
        Make("for", "a loop", "for ${1:i} in 0..${2:n} {\n  $0\n}"),
        Make("train", "a training", "history = train(${1:net}, ${2:data.train},\n  loss: ${3:cross_entropy}, optimizer: ${4:adam(lr: 1e-3)},\n  epochs: ${5:10}, batch: ${6:32})$0"),
        Make("param", "a trained tensor", "param ${1:W}: [${2:in, out}] ~ ${0:xavier()}"),
        Make("state", "a tensor that is kept", "state ${1:m}: [${2:C}] = ${0:0}"),
        Make("import", "takes in another script", "import \"${1:file.nn}\" as ${0:name}"),
    ];

    /// <summary>What can stand for a value.</summary>
    private static ImmutableArray<Candidate> OfExpressions { get; } =
    [
        Make("scan", "a recurrence", "scan ${1:t} over ${2:T} with ${3:h}: [${4:B, H}] = ${5:0} {\n  $0\n}"),
        Make("if", "a choice", "if ${1:condition} { ${2:a} } else { ${0:b} }"),
    ];

    public static ImmutableArray<Candidate> At(CompletionPlace place, Expectation expected) => (place.Kind, expected.Value) switch
    {
        (PlaceKind.Statement, ExpectedValue.Any) => [.. OfStatements, .. OfExpressions],
        (PlaceKind.Expression, ExpectedValue.Any) => OfExpressions,
        _ => [],
    };

    private static Candidate Make(string label, string detail, string text) => new(label, CompletionKind.Snippet, Score) { Detail = detail, InsertText = text, IsSnippet = true };
}
