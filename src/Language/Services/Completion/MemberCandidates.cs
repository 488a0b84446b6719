using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Signatures;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Completion;

/// <summary>What can follow a dot: parts of data, fields of records, layers and weights of a network, <c>T</c> of a tensor.</summary>
internal static class MemberCandidates
{
    private const int MostImportBytes = 4 << 20;

    public static ImmutableArray<Candidate> At(ScriptAnalysis analysis, CompletionPlace place, NearbyUses uses)
    {
        if (place.Target is not { } target)
            return [];
        if (OfImport(analysis, target, uses) is { IsEmpty: false } imported)
            return imported;
        if (FactsOf(analysis, target) is not { } facts)
            return [];
        var found = ImmutableArray.CreateBuilder<Candidate>();
        for (var i = 0; i < facts.Members.Length; i++)
        {
            var member = facts.Members[i];
            found.Add(new Candidate(member.Name, CompletionKind.Field, Score(uses, member.Name, i)) { Detail = member.Description, Documentation = member.Documentation });
        }

        return found.ToImmutable();
    }

    private static double Score(NearbyUses uses, string name, int place) => NameScore.OfMember(uses.Of(name)) - (0.1 * place);

    // Where the place itself was not reached, another use of the same name may have been.
    private static ValueFacts? FactsOf(ScriptAnalysis analysis, ExpressionSyntax target)
    {
        if (analysis.FactsAt(target.Span) is { } facts)
            return facts;
        var name = target is MemberSyntax member ? member.Name : (target as NameSyntax)?.Identifier;
        if (name is null || analysis.Symbols.At(name.Span.Start) is not { } reference)
            return null;
        foreach (var other in analysis.Symbols.ReferencesTo(reference.Symbol))
        {
            if (analysis.FactsAt(other.Span) is { Members.IsEmpty: false } known)
                return known;
        }

        return null;
    }

    // The names of an imported file are known without any value.
    private static ImmutableArray<Candidate> OfImport(ScriptAnalysis analysis, ExpressionSyntax target, NearbyUses uses)
    {
        if (target is not NameSyntax name || analysis.Tree.Root.Statements.OfType<ImportStatementSyntax>().FirstOrDefault(i => i.Alias?.Text == name.Name) is not { } import)
            return [];
        if (import.Path.ConstantValue is not { } file || analysis.Files.Find(file, analysis.Source.Path).FullPath is not { } path
            || analysis.Files.ReadPrefix(path, MostImportBytes) is not { } bytes)
        {
            return [];
        }

        var found = ImmutableArray.CreateBuilder<Candidate>();
        foreach (var statement in SyntaxTree.Parse(new SourceText(path, Encoding.UTF8.GetString(bytes))).Root.Statements)
        {
            if (Callables.Of(statement) is { } callable)
                found.Add(CallableCandidates.Describe(callable, Score(uses, callable.Name, found.Count)));
        }

        return found.ToImmutable();
    }
}
