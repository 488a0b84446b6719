using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Values;
using Dsl.Language.Syntax;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>Finds what statements of one version can come to.</summary>
internal sealed class ReachFinder
{
    private readonly HashSet<string> bindable = [];
    private readonly Dictionary<string, CheckedStatement> declared = [];
    private readonly HashSet<CheckedStatement> current = [];
    private readonly HashSet<string> imported = [];
    private readonly HashSet<string> importedMentions = [];
    private readonly bool isLikeBefore;

    /// <param name="script">The statements of the text.</param>
    /// <param name="statements">The same, in the same order.</param>
    /// <param name="declarations">What the script can call by name.</param>
    /// <param name="before">The same of the version before; null for nothing.</param>
    public ReachFinder(CompilationUnitSyntax script, ImmutableArray<CheckedStatement> statements, ImmutableDictionary<string, Value> declarations, ReachFinder? before)
    {
        for (var i = 0; i < statements.Length; i++)
        {
            bindable.UnionWith(statements[i].Bindable);
            if (statements[i].IsDeclaration && NameOf(script.Statements[i]) is { IsMissing: false } name)
            {
                if (declared.TryAdd(name.Text, statements[i]))
                    current.Add(statements[i]);
            }
        }

        if (statements.Any(static s => s.IsImport))
        {
            foreach (var (name, value) in declarations)
            {
                if (!declared.ContainsKey(name))
                    Import(name, value);
            }
        }

        isLikeBefore = before is not null && HasSameNames(before);
    }

    /// <summary>What a statement can come to.</summary>
    public StatementReach Of(CheckedStatement statement)
    {
        if (isLikeBefore && statement.Findings is { Reach: var before } && before.Declarations.All(current.Contains))
            return before;
        var names = new List<string>();
        var known = new HashSet<string>();
        var reached = new List<CheckedStatement>();
        var imports = false;
        Look(statement);
        for (var next = 0; next < reached.Count; next++)
            Look(reached[next]);
        return new StatementReach([.. reached], [.. names], imports);

        void Look(CheckedStatement at)
        {
            foreach (var mention in at.Mentions)
                Note(mention);
        }

        void Note(string mention)
        {
            if (!known.Add(mention))
                return;
            if (bindable.Contains(mention))
                names.Add(mention);
            if (declared.TryGetValue(mention, out var declaration) && declaration != statement)
                reached.Add(declaration);
            if (imports || !imported.Contains(mention))
                return;
            imports = true;
            foreach (var inner in importedMentions)
                Note(inner);
        }
    }

    private bool HasSameNames(ReachFinder before) =>
        imported.Count == 0 && before.imported.Count == 0 && bindable.SetEquals(before.bindable)
        && declared.Count == before.declared.Count && declared.Keys.All(before.declared.ContainsKey);

    private static SyntaxToken? NameOf(StatementSyntax statement) => statement switch
    {
        FunctionDeclarationSyntax function => function.Name,
        ModelDeclarationSyntax model => model.Name,
        OptimizerDeclarationSyntax optimizer => optimizer.Name,
        _ => null,
    };

    // What an imported declaration mentions may be a name of the script: it sees those as they are when it is called.
    private void Import(string name, Value value)
    {
        imported.Add(name);
        var pending = new Stack<Value>([value]);
        var seen = new HashSet<SyntaxNode>();
        while (pending.TryPop(out var next))
        {
            var (declaration, names) = next switch
            {
                FunctionValue function => ((SyntaxNode?)function.Declaration, function.Names),
                ModelValue model => (model.Declaration, model.Names),
                OptimizerDeclarationValue optimizer => (optimizer.Declaration, optimizer.Names),
                RecordValue record => (null, ImmutableDictionary.CreateRange(record.Fields.Select(static f => KeyValuePair.Create(f.Name, f.Value)))),
                _ => (null, ImmutableDictionary<string, Value>.Empty),
            };
            if (declaration is not null && !seen.Add(declaration))
                continue;
            if (declaration is not null)
                importedMentions.UnionWith(MentionedNames.Of(declaration));
            foreach (var inner in names.Values)
                pending.Push(inner);
        }
    }
}
