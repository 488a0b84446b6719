using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding;

/// <summary>Checks some of a script's statements, one after another, and takes the word of whoever asks for what the others bind. Makes no program.</summary>
internal sealed class PartialElaboration
{
    private readonly CompilationUnitSyntax script;
    private readonly ImmutableDictionary<string, Value> declarations;
    private readonly ElaborationBudget budget;
    private readonly Elaborator elaborator;
    private readonly Frame frame;
    private readonly List<(string Name, Value Value, SourceLocation? Site)> pending = [];
    private HashSet<string>? names;

    /// <param name="script">The script.</param>
    /// <param name="files">The way to files that it names.</param>
    /// <param name="diagnostics">Where mistakes are noted.</param>
    /// <param name="budget">How much may be evaluated.</param>
    public PartialElaboration(CompilationUnitSyntax script, IFileSource files, DiagnosticBag diagnostics, ElaborationBudget budget)
    {
        this.script = script;
        this.budget = budget;
        Diagnostics = diagnostics;
        declarations = FileDeclarations.Collect(script, files, diagnostics);
        elaborator = Elaborator.Create(files, diagnostics, declarations, isGeneric: false, budget, checksOnly: true);
        frame = elaborator.OpenScript();
    }

    /// <summary>What is wrong so far.</summary>
    public DiagnosticBag Diagnostics { get; }

    /// <summary>What the script can call by name: what it declares and imports.</summary>
    public ImmutableDictionary<string, Value> Declarations => declarations;

    /// <summary>The first statement that came to nothing.</summary>
    public SourceLocation? Unprepared => elaborator.Unprepared;

    /// <summary>How many unknown names were compared with those there are.</summary>
    public int NamesLookedFor => elaborator.NamesLookedFor;

    /// <summary>How many statements came to nothing.</summary>
    public int UnpreparedStatements => elaborator.UnpreparedStatements;

    /// <summary>The names that the script has bound so far.</summary>
    public ImmutableDictionary<string, Value> Names => Settled.Names;

    /// <summary>How many names statements have bound.</summary>
    public int BoundNames => Settled.Names.Count;

    /// <summary>How many nodes statements have made.</summary>
    public int Nodes => elaborator.Builder.Count;

    /// <summary>Checks a declaration on its own; gives what was seen, and how much was evaluated.</summary>
    /// <param name="declaration">The declaration.</param>
    /// <param name="asked">Who answers about files.</param>
    public (RecordedValues Values, int Spent) CheckAlone(StatementSyntax declaration, IFileSource asked)
    {
        names ??= GenericChecker.NamesOf(script, []);
        var values = new RecordedValues(script.Source);
        var spent = GenericChecker.CheckOne(declaration, declarations, asked, Diagnostics, budget, values, names);
        return (values, spent);
    }

    /// <summary>Elaborates a statement; gives what was seen.</summary>
    public RecordedValues Execute(StatementSyntax statement)
    {
        var values = new RecordedValues(script.Source);
        elaborator.RecordValues(values);
        elaborator.ExecuteAtTop(statement, Settled);
        return values;
    }

    /// <summary>What a name stands for now, and where it was bound; null for nothing.</summary>
    public (Value Value, SourceLocation? Site)? Find(string name) =>
        Settled.Names.TryGetValue(name, out var value) ? (value, frame.Sites.GetValueOrDefault(name)) : null;

    /// <summary>Lets a name stand for something that another statement, which is not looked at, binds it to.</summary>
    public void Bind(string name, Value value, SourceLocation? site) => pending.Add((name, value, site));

    /// <summary>Reports what is only known at the end.</summary>
    public void Finish() => elaborator.ReportAtEnd();

    // The frame with all names bound so far.
    private Frame Settled
    {
        get
        {
            if (pending.Count > 0)
            {
                frame.BindAll(pending);
                pending.Clear();
            }

            return frame;
        }
    }
}
