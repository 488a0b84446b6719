using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Completion;

/// <summary>Tells what kind of value a place asks for, from the parameter it fills or the operator before it.</summary>
internal static class ExpectationFinder
{
    public static Expectation Find(ScriptAnalysis analysis, CompletionPlace place, Callable? callee)
    {
        if (place.TokenBehind is { Kind: SyntaxKind.EqualsToken or SyntaxKind.LeftArrowToken } && place.Kind == PlaceKind.Statement)
            return new Expectation(ExpectedValue.Target);
        if (place.TokenBefore is not { } before)
            return Expectation.Any;
        if (place.Call is { IsArgumentStart: true } call && before.Span.Start >= call.Call.Open.Span.Start)
            return OfArgument(call, callee, place);
        return before.Kind switch
        {
            SyntaxKind.PipeToken => new Expectation(ExpectedValue.Callable),
            SyntaxKind.TildeToken => new Expectation(ExpectedValue.Initializer),
            SyntaxKind.PlusToken or SyntaxKind.MinusToken or SyntaxKind.StarToken or SyntaxKind.SlashToken
                or (>= SyntaxKind.EqualsEqualsToken and <= SyntaxKind.GreaterEqualsToken) => OfOperand(analysis, before),
            _ => Expectation.Any,
        };
    }

    private static Expectation OfArgument(CallPlace call, Callable? callee, CompletionPlace place)
    {
        if (call.ArgumentName is null && place.TokenBehind is { Kind: SyntaxKind.ColonToken })
            return new Expectation(ExpectedValue.ArgumentName);
        if (callee is null)
            return Expectation.Any;
        var active = SignatureService.ActiveParameter(call, callee);
        return active < 0 ? Expectation.Any : new Expectation(OfParameter(callee, callee.Parameters[active]));
    }

    private static ExpectedValue OfParameter(Callable callee, CallableParameter parameter)
    {
        if (callee.Kind is CallableKind.Unit or CallableKind.DataFunction)
        {
            switch (parameter.Name)
            {
                case "loss" when callee.Name == "train":
                    return ExpectedValue.Loss;
                case "optimizer" or "by":
                    return ExpectedValue.Optimizer;
                case "schedule":
                    return ExpectedValue.Schedule;
                case "metrics" or "metric":
                    return ExpectedValue.Metric;
                case "data" or "validate":
                    return ExpectedValue.Data;
                case "net" or "over" or "layer":
                    return ExpectedValue.Instance;
                case "precision":
                    return ExpectedValue.Precision;
            }

            return parameter.Documentation?.StartsWith("whether", StringComparison.Ordinal) == true ? ExpectedValue.Truth : ExpectedValue.Any;
        }

        if (parameter.Name is "over" or "axis")
            return ExpectedValue.Axis;
        if (parameter.Type?.Shape is not null)
            return ExpectedValue.Tensor;
        if (parameter.Type is { Shape: null, ElementName.Text: var element })
            return element == "bool" ? ExpectedValue.Truth : element == "int" ? ExpectedValue.WholeNumber : ExpectedValue.Any;
        return DefaultOf(callee, parameter) is { } name ? LibraryGroups.ExpectedBeside(name) : ExpectedValue.Any;
    }

    // The function that a default calls says of what family the value is.
    private static string? DefaultOf(Callable callee, CallableParameter parameter)
    {
        var lists = callee.Declaration switch
        {
            FunctionDeclarationSyntax function => function.Parameters.Parameters.Elements,
            ModelDeclarationSyntax model => model.Configuration.Parameters.Elements,
            _ => [],
        };
        foreach (var declared in lists)
        {
            if (declared.Name.Text == parameter.Name)
                return declared.Default is CallSyntax { Callee: NameSyntax name } ? name.Name : null;
        }

        return null;
    }

    private static Expectation OfOperand(ScriptAnalysis analysis, SyntaxToken before)
    {
        foreach (var node in analysis.Tree.FindPath(before.Span.Start))
        {
            if (node is BinarySyntax binary && binary.Operator.Span == before.Span && analysis.Types.TryGetValue(binary.Left.Span, out var type) && type.Rank > 0)
                return new Expectation(ExpectedValue.Tensor, type.Shape);
        }

        return Expectation.Any;
    }
}
