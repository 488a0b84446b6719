using System.Collections.Immutable;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Services.Structure;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Services.Hints;

/// <summary>Says what the checker knows where a script does not: shapes of bound names and of stages, names of parameters, sizes that names stand for.</summary>
public static class HintService
{
    /// <summary>The hints within a span, in the order of the text.</summary>
    public static ImmutableArray<Hint> Of(ScriptAnalysis analysis, TextSpan span, HintMode mode)
    {
        if (mode == HintMode.Off)
            return [];
        var hints = new List<Hint>();
        var pending = new Stack<SyntaxNode>();
        pending.Push(analysis.Tree.Root);
        while (pending.TryPop(out var node))
        {
            if (node.Span.End < span.Start || node.Span.Start > span.End)
                continue;
            AddHints(analysis, node, mode, hints);
            foreach (var child in node.Children)
            {
                if (child is SyntaxNode inner)
                    pending.Push(inner);
            }
        }

        return [.. hints.Where(hint => hint.Position >= span.Start && hint.Position <= span.End).OrderBy(static hint => hint.Position)];
    }

    private static void AddHints(ScriptAnalysis analysis, SyntaxNode node, HintMode mode, List<Hint> hints)
    {
        switch (node)
        {
            case BindingStatementSyntax binding:
                AddBinding(analysis, binding, mode, hints);
                break;
            case PipeSyntax pipe:
                AddStage(analysis, pipe, mode, hints);
                if (mode == HintMode.All && pipe.Right is CallSyntax piped)
                    AddParameters(analysis, piped, isPiped: true, hints);
                break;
            case CallSyntax call when mode == HintMode.All && !IsPiped(analysis, call):
                AddParameters(analysis, call, isPiped: false, hints);
                DimensionHints.AddPattern(analysis, call, hints);
                break;
        }
    }

    private static void AddBinding(ScriptAnalysis analysis, BindingStatementSyntax binding, HintMode mode, List<Hint> hints)
    {
        if (binding.Type is { } written)
        {
            if (mode == HintMode.All)
                DimensionHints.AddAnnotation(analysis, binding, written, hints);
            return;
        }

        if (binding.Target is not NameSyntax name || TypeOf(analysis, binding) is not { Rank: > 0 } type)
            return;
        if (mode == HintMode.All || !type.Equals(SourceType(analysis, binding.Value)))
            hints.Add(new Hint(name.Span.End, ": " + Short(type), HintKind.Shape, type.ToString()));
    }

    private static TensorType? TypeOf(ScriptAnalysis analysis, BindingStatementSyntax binding) =>
        analysis.Types.GetValueOrDefault(binding.Target.Span) ?? analysis.Types.GetValueOrDefault(binding.Value.Span);

    /// <summary>A stage of a chain that ends its line; the last one of a binding is said at the name.</summary>
    private static void AddStage(ScriptAnalysis analysis, PipeSyntax pipe, HintMode mode, List<Hint> hints)
    {
        var source = analysis.Source;
        var isMultiLine = source.LineOf(pipe.Operator.Span.Start) > source.LineOf(pipe.Left.Span.Start);
        var end = pipe.Span.End;
        if (!isMultiLine || source.LineSpan(source.LineOf(end)).End > end && !source.Content.AsSpan(end, source.LineSpan(source.LineOf(end)).End - end).IsWhiteSpace())
            return;
        if (!analysis.Types.TryGetValue(pipe.Span, out var type) || IsValueOfBinding(analysis, pipe))
            return;
        if (mode == HintMode.All || !type.Equals(analysis.Types.GetValueOrDefault(pipe.Left.Span)))
            hints.Add(new Hint(end, "  " + Short(type), HintKind.Shape, type.ToString()));
    }

    private static bool IsValueOfBinding(ScriptAnalysis analysis, PipeSyntax pipe)
    {
        foreach (var node in analysis.Tree.FindPath(pipe.Span.Start))
        {
            if (node is BindingStatementSyntax { Target: NameSyntax, Type: null } binding && binding.Value == pipe)
                return true;
        }

        return false;
    }

    private static bool IsPiped(ScriptAnalysis analysis, CallSyntax call)
    {
        var path = analysis.Tree.FindPath(call.Open.Span.Start);
        return path.Length > 1 && path[^1] == call && path[^2] is PipeSyntax pipe && pipe.Right == call;
    }

    /// <summary>The type of what a value is made from: the start of a chain, the first argument, the left operand.</summary>
    private static TensorType? SourceType(ScriptAnalysis analysis, ExpressionSyntax value)
    {
        while (true)
        {
            ExpressionSyntax? inner = value switch
            {
                PipeSyntax pipe => pipe.Left,
                BinarySyntax binary => binary.Left,
                ParenthesizedSyntax parenthesized => parenthesized.Expression,
                UnarySyntax unary => unary.Operand,
                CallSyntax { Arguments.Count: > 0 } call => call.Arguments[0].Value,
                _ => null,
            };
            if (inner is null)
                return value is NameSyntax ? analysis.Types.GetValueOrDefault(value.Span) : null;
            value = inner;
        }
    }

    private static void AddParameters(ScriptAnalysis analysis, CallSyntax call, bool isPiped, List<Hint> hints)
    {
        if (!call.Arguments.Elements.Any(static a => a.Name is null && Literals.IsLiteral(a.Value)) || CalleeResolver.Resolve(call.Callee, analysis) is not { } callable)
            return;
        var piped = isPiped && callable.TakesPiped(call.Arguments.Count) ? 1 : 0;
        if (callable.Parameters.Length - piped < 1 || (callable.Kind is CallableKind.Operator or CallableKind.Unit && callable.Parameters.Length - piped < 2))
            return;
        var place = piped;
        foreach (var argument in call.Arguments)
        {
            if (argument.Name is not null)
                continue;
            if (place >= callable.Parameters.Length)
                return;
            var name = callable.Parameters[place++].Name;
            if (Literals.IsLiteral(argument.Value) && name.Length > 1)
                hints.Add(new Hint(argument.Span.Start, name + ": ", HintKind.ParameterName, callable.Parameters[place - 1].Documentation));
        }
    }

    /// <summary>A type in as few letters as possible: <c>[batch, 10]</c>, <c>int[B, T]</c>.</summary>
    internal static string Short(TensorType type)
    {
        var sizes = $"[{string.Join(", ", type.Shape.Axes.Select(static axis => axis.Size.ToString()))}]";
        return type.Element == ElementType.Float32 ? sizes : type.Element.Name() + sizes;
    }
}
