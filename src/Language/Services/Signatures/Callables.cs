using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Data;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Signatures;

/// <summary>Describes what can be called from its declaration.</summary>
internal static class Callables
{
    /// <summary>A function, model or optimizer of a script or of the library; null for another statement.</summary>
    public static Callable? Of(SyntaxNode declaration) => declaration switch
    {
        FunctionDeclarationSyntax function => new Callable(function.Name.Text, CallableKind.Function, ParametersOf(function.Parameters, function.Documentation))
        {
            Result = ResultOf(function.ReturnType),
            Documentation = function.Documentation,
            Declaration = function,
        },
        ModelDeclarationSyntax model => new Callable(model.Name.Text, CallableKind.Model, ParametersOf(model.Configuration, model.Documentation))
        {
            OtherParameters = ParametersOf(model.Inputs, model.Documentation),
            Result = ResultOf(model.ReturnType),
            Documentation = model.Documentation,
            Declaration = model,
        },
        OptimizerDeclarationSyntax optimizer => new Callable(optimizer.Name.Text, CallableKind.Optimizer, ParametersOf(optimizer.Configuration, optimizer.Documentation))
        {
            Documentation = optimizer.Documentation,
            Declaration = optimizer,
        },
        _ => null,
    };

    public static Callable Of(string name, LambdaSyntax lambda) =>
        new(name, CallableKind.Function, [.. lambda.Parameters.Elements.Select(static p => Describe(p, null))]) { Declaration = lambda };

    public static Callable Of(Operator primitive) =>
        new(primitive.Name, CallableKind.Operator, [.. primitive.Parameters.Select(static p => Describe(p.Name, p.IsOptional, p.Summary))])
        {
            Documentation = primitive.Formula is { } formula ? $"{primitive.Summary}\n\n{formula}" : primitive.Summary,
        };

    public static Callable Of(Unit unit) => new(unit.Name, CallableKind.Unit, [.. unit.Parameters.Select(static p => Describe(p.Name, p.IsOptional, p.Summary))])
    {
        Documentation = unit.Summary,
        IsUnitThatGivesFunction = unit.GivesFunction,
    };

    public static Callable Of(DataFunction function) =>
        new(function.Name, CallableKind.DataFunction, [.. function.Parameters.Select(static p => Describe(p.Name, p.IsOptional, p.Summary))])
        {
            Documentation = function.Summary,
        };

    /// <summary>Text of a declaration on one line.</summary>
    internal static string OnOneLine(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static CallableParameter Describe(string name, bool isOptional, string summary) => new(name, isOptional ? name + "?" : name, summary, isOptional);

    private static ImmutableArray<CallableParameter> ParametersOf(ParameterListSyntax? list, string? documentation) =>
        list is null ? [] : [.. list.Parameters.Elements.Select(p => Describe(p, documentation))];

    private static CallableParameter Describe(ParameterSyntax parameter, string? documentation) =>
        new(parameter.Name.Text, OnOneLine(parameter.ToString()), SentencesAbout(parameter.Name.Text, documentation), parameter.Default is not null, parameter.Type);

    private static string ResultOf(TypeSyntax? type) => type is null ? "" : $" -> {OnOneLine(type.ToString())}";

    /// <summary>The sentences of a comment that speak of a parameter, up to its example.</summary>
    private static string? SentencesAbout(string parameter, string? documentation)
    {
        if (documentation is null || parameter.Length < 2)
            return null;
        var end = documentation.IndexOf("```", StringComparison.Ordinal);
        var text = OnOneLine(end < 0 ? documentation : documentation[..end]);
        var sentences = text.Split(". ", StringSplitOptions.RemoveEmptyEntries).Where(sentence => Mentions(sentence, parameter)).ToList();
        return sentences.Count == 0 ? null : string.Join(". ", sentences).TrimEnd('.') + ".";
    }

    private static bool Mentions(string sentence, string word)
    {
        for (var at = sentence.IndexOf(word, StringComparison.Ordinal); at >= 0; at = sentence.IndexOf(word, at + 1, StringComparison.Ordinal))
        {
            var end = at + word.Length;
            if ((at == 0 || !IsWordPart(sentence[at - 1])) && (end == sentence.Length || !IsWordPart(sentence[end])))
                return true;
        }

        return false;
    }

    private static bool IsWordPart(char character) => char.IsLetterOrDigit(character) || character == '_';
}
