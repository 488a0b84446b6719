using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>The check of one version of a script, which looks only at what may have changed.</summary>
internal sealed class IncrementalCheck
{
    private readonly SyntaxTree tree;
    private readonly ImmutableArray<CheckedStatement> statements;
    private readonly ScriptVersion version;
    private readonly RecordedFiles files;
    private readonly ElaborationBudget budget;
    private readonly PartialElaboration elaboration;
    private readonly ImmutableArray<StatementReach> reaches;
    private readonly ImmutableArray<int> groups;
    private readonly StatementFindings?[] findings;

    /// <param name="tree">The script.</param>
    /// <param name="statements">Its statements, with what is known of them.</param>
    /// <param name="source">The way to files.</param>
    /// <param name="imports">What was asked about imported files for the version before; null where nothing was.</param>
    /// <param name="reachesBefore">What found the names of the version before; null where nothing did.</param>
    /// <param name="cancel">Ends the work early.</param>
    public IncrementalCheck(SyntaxTree tree, ImmutableArray<CheckedStatement> statements, IFileSource source, FileAnswers? imports, ReachFinder? reachesBefore, CancellationToken cancel)
    {
        this.tree = tree;
        this.statements = statements;
        version = new ScriptVersion(tree.Root, statements);
        files = new RecordedFiles(source);
        budget = new ElaborationBudget(Elaborator.WorkLimit, cancel);
        elaboration = new PartialElaboration(tree.Root, files, new DiagnosticBag(), budget);
        Imports = files.Take();
        Reaches = new ReachFinder(tree.Root, statements, elaboration.Declarations, reachesBefore);
        reaches = [.. statements.Select(Reaches.Of)];
        groups = StatementGroups.Of(statements, reaches);
        var areImportsSame = imports is not null && imports.IsUnchanged(source);
        findings = [.. statements.Select((s, i) => Kept(s, reaches[i], areImportsSame, source))];
        DropIncompleteGroups();
    }

    /// <summary>What found out what the statements can come to.</summary>
    public ReachFinder Reaches { get; }

    /// <summary>What was asked about imported files.</summary>
    public FileAnswers Imports { get; }

    /// <summary>What is wrong with the script.</summary>
    public DiagnosticBag Diagnostics => elaboration.Diagnostics;

    /// <summary>The first statement that came to nothing.</summary>
    public SourceLocation? Unprepared => elaboration.Unprepared;

    /// <summary>What was found out about each statement; null where something is to be said about it.</summary>
    public IReadOnlyList<StatementFindings?> Findings => findings;

    /// <summary>Does the work. False where only a check of the whole script can tell: it comes to the limits of what is checked, or something unforeseen was bound.</summary>
    public bool TryRun([NotNullWhen(true)] out RecordedValues? values)
    {
        var general = new RecordedParts(statements, version);
        var particular = new RecordedParts(statements, version);
        values = TryCheckDeclarations(general) && TryExecute(particular) ? general.Merge(particular, findings) : null;
        if (values is not null)
            (values.Names, values.Declarations) = (elaboration.Names, elaboration.Declarations);
        return values is not null;
    }

    private bool TryCheckDeclarations(RecordedParts recorded)
    {
        var spent = 0;
        for (var i = 0; i < statements.Length; i++)
        {
            if (!statements[i].IsDeclaration)
                continue;
            if (findings[i] is { } known)
            {
                recorded.Add(known.Values);
                spent += known.Spent;
                continue;
            }

            var reports = Diagnostics.Reports;
            var (values, own) = elaboration.CheckAlone(tree.Root.Statements[i], files);
            spent += own;
            var seen = recorded.Take(values);
            var asked = files.Take();
            if (Diagnostics.Reports == reports)
                findings[i] = new StatementFindings(version, reaches[i], null, seen, [], own, 0, asked);
            if (spent >= GenericChecker.FileLimit)
                return false;
        }

        return true;
    }

    private bool TryExecute(RecordedParts recorded)
    {
        var (spent, nodes) = (0, 0);
        var made = new Dictionary<int, StatementGroup>();
        var sizes = groups.CountBy(static g => g).ToDictionary();
        var complained = new HashSet<int>();
        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i].IsDeclaration || statements[i].IsImport)
                continue;
            if (findings[i] is { } known)
            {
                Replay(known, i);
                recorded.Add(known.Values);
                spent += known.Spent;
                nodes += known.Nodes;
                continue;
            }

            if (!made.TryGetValue(groups[i], out var group))
                made[groups[i]] = group = new StatementGroup(sizes[groups[i]]);
            var (reports, unprepared, spentBefore, nodesBefore, namesBefore) = (Diagnostics.Reports, elaboration.UnpreparedStatements, budget.Spent, elaboration.Nodes, elaboration.BoundNames);
            var before = statements[i].Bindable.Select(elaboration.Find).ToList();
            var seen = recorded.Take(elaboration.Execute(tree.Root.Statements[i]));
            var found = new StatementFindings(version, reaches[i], group, seen, BoundBy(i, before, out var added), budget.Spent - spentBefore, elaboration.Nodes - nodesBefore, files.Take());
            spent += found.Spent;
            nodes += found.Nodes;
            if (elaboration.BoundNames - namesBefore != added)
                return false;
            if (Diagnostics.Reports != reports || elaboration.UnpreparedStatements != unprepared)
                complained.Add(groups[i]);
            findings[i] = found;
        }

        var atEnd = Diagnostics.Count;
        elaboration.Finish();
        foreach (var late in Diagnostics.ToImmutable().Skip(atEnd))
            complained.Add(late.Location.Source == tree.Source && version.IndexAt(late.Location.Span.Start) is >= 0 and var place && !statements[place].IsDeclaration ? groups[place] : -1);
        for (var i = 0; i < statements.Length; i++)
        {
            // Whether the same is said again may depend on what else there is: it is looked at every time.
            if (!statements[i].IsDeclaration && (complained.Contains(groups[i]) || complained.Contains(-1)))
                findings[i] = null;
        }

        return !budget.IsExhausted && spent < Elaborator.WorkLimit && nodes < ElaborationBudget.NodeLimit && elaboration.NamesLookedFor < Elaborator.MostNamesLookedFor;
    }

    private ImmutableArray<(string Name, TextSpan? Site, Value StandIn)> BoundBy(int index, List<(Value Value, SourceLocation? Site)?> before, out int added)
    {
        added = 0;
        var start = version.StartOf(index);
        var bound = ImmutableArray.CreateBuilder<(string, TextSpan?, Value)>();
        for (var i = 0; i < before.Count; i++)
        {
            var name = statements[index].Bindable[i];
            if (elaboration.Find(name) is not var (value, site) || (before[i] is var (old, oldSite) && ReferenceEquals(old, value) && ReferenceEquals(oldSite, site)))
                continue;
            added += before[i] is null ? 1 : 0;
            var isHere = site is not null && site.Source == tree.Source;
            bound.Add((name, isHere ? new TextSpan(site!.Span.Start - start, site.Span.Length) : null, StandIn.For(value)));
        }

        return bound.ToImmutable();
    }

    private void Replay(StatementFindings known, int index)
    {
        var start = version.StartOf(index);
        foreach (var (name, site, standIn) in known.Bound)
            elaboration.Bind(name, standIn, site is { } place ? new SourceLocation(tree.Source, new TextSpan(start + place.Start, place.Length)) : null);
    }

    private static StatementFindings? Kept(CheckedStatement statement, StatementReach reach, bool areImportsSame, IFileSource source) =>
        statement.Findings is { } found && found.Reach.IsSame(reach) && (areImportsSame || !reach.Imports) && found.Files.IsUnchanged(source) ? found : null;

    // A statement is skipped only together with all that share names with it, and only if those are the same as before.
    private void DropIncompleteGroups()
    {
        var members = new Dictionary<int, (StatementGroup? Group, int Count)>();
        for (var i = 0; i < statements.Length; i++)
        {
            if (statements[i].IsDeclaration || statements[i].IsImport)
                continue;
            var group = findings[i]?.Group;
            members[groups[i]] = members.TryGetValue(groups[i], out var others) ? (others.Group == group ? group : null, others.Count + 1) : (group, 1);
        }

        for (var i = 0; i < statements.Length; i++)
        {
            if (members.TryGetValue(groups[i], out var all) && !statements[i].IsDeclaration && !statements[i].IsImport && all.Group?.Size != all.Count)
                findings[i] = null;
        }
    }
}
