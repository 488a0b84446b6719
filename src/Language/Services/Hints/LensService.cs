using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Hints;

/// <summary>
/// Offers to run a script, to train, to summarize its models. Where lenses stand follows from the text alone, so that they do not move while it is broken.
/// </summary>
public static class LensService
{
    /// <summary>The lenses in the order of the text.</summary>
    public static ImmutableArray<Lens> Of(ScriptAnalysis analysis)
    {
        var statements = analysis.Tree.Root.Statements;
        var first = statements.FirstOrDefault(static s => s is not ErrorStatementSyntax and not FunctionDeclarationSyntax and not ModelDeclarationSyntax
            and not OptimizerDeclarationSyntax and not ImportStatementSyntax);
        if (first is null && statements.IsEmpty)
            return [];
        var lenses = ImmutableArray.CreateBuilder<Lens>();
        if (first is not null)
        {
            lenses.Add(new Lens(LineOf(analysis.Source, 0), LensKind.Run, "run", null));
            lenses.Add(new Lens(LineOf(analysis.Source, 0), LensKind.OpenInPrompt, "open in the prompt", null));
        }

        var counts = ParameterCounts.Of(analysis);
        foreach (var statement in statements)
            AddStatement(statement, counts, lenses);
        return [.. lenses.OrderBy(static lens => lens.Span.Start)];
    }

    private static void AddStatement(StatementSyntax statement, Dictionary<TextSpan, long?> counts, ImmutableArray<Lens>.Builder lenses)
    {
        if (statement is ModelDeclarationSyntax { Name: { IsMissing: false } name } model)
        {
            var count = counts.GetValueOrDefault(model.Span);
            lenses.Add(new Lens(name.Span, LensKind.Summary, count is { } known ? $"summary: {known:N0} parameters" : "summary", name.Text));
            return;
        }

        if (statement is FunctionDeclarationSyntax or OptimizerDeclarationSyntax)
            return;
        foreach (var node in statement.DescendantNodesAndSelf())
        {
            if (node is CallSyntax { Callee: NameSyntax callee } && callee.Name == TrainingUnits.Train.Name)
                lenses.Add(new Lens(callee.Span, LensKind.Train, "train", null));
        }
    }

    private static TextSpan LineOf(SourceText source, int position) => new(source.LineSpan(source.LineOf(position)).Start, 0);
}
