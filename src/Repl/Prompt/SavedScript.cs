using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Language.Compilation;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>
/// The entries of the prompt as a script: an expression becomes a print, the last value a name, and of functions and models declared more than once the last declaration stays.
/// </summary>
internal static class SavedScript
{
    /// <summary>The first line, by which a script written here is known.</summary>
    public const string Heading = "## Entries of the prompt.";

    private const string LastValue = "_";

    /// <summary>The text of the script.</summary>
    public static string Of(IReadOnlyList<EnteredEntry> entries)
    {
        var trees = entries.Select(static entry => SyntaxTree.Parse(entry.Source)).ToImmutableArray();
        var names = LastValueNames(entries, trees);
        var declaredAgain = DeclaredAgain(trees);
        var text = new StringBuilder(Heading).Append('\n');
        for (var i = 0; i < trees.Length; i++)
        {
            if (Write(entries[i], trees[i], names[i], LastNameBefore(names, entries, i), declaredAgain) is { Length: > 0 } written)
                text.Append(written).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>Whether a path may be written to: nothing is there, or entries that were saved before; else why not, in words.</summary>
    public static string? Refuse(string path)
    {
        try
        {
            if (Directory.Exists(path))
                return $"'{path}' is a folder; name a file, such as entries.nn";
            return File.Exists(path) && File.ReadLines(path).FirstOrDefault() != Heading
                ? $"'{path}' exists and holds no entries that were saved before; choose another name"
                : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"'{path}' cannot be read: {exception.Message}";
        }
    }

    /// <summary>The first mistake of the script; null when it has none.</summary>
    public static string? Check(string path, string script, IFileSource files)
    {
        var compiled = ScriptCompiler.Compile(new SourceText(path, script), new CompilationOptions(files, CheckFixes: false));
        return compiled.Diagnostics.FirstOrDefault(static d => d.IsError) is { } mistake ? $"line {mistake.Location.LineNumber}: {mistake.Message}" : null;
    }

    // The names of values that later entries read as the last one; null where none does.
    private static string?[] LastValueNames(IReadOnlyList<EnteredEntry> entries, ImmutableArray<SyntaxTree> trees)
    {
        var names = new string?[trees.Length];
        var last = -1;
        for (var i = 0; i < trees.Length; i++)
        {
            if (last >= 0 && LastValuesIn(trees[i].Root, isInBrackets: false).Any())
                names[last] = string.Create(CultureInfo.InvariantCulture, $"value_{last + 1}");
            if (entries[i].HasValue)
                last = i;
        }

        return names;
    }

    private static string? LastNameBefore(string?[] names, IReadOnlyList<EnteredEntry> entries, int index)
    {
        for (var i = index - 1; i >= 0; i--)
        {
            if (entries[i].HasValue)
                return names[i];
        }

        return null;
    }

    // In brackets `_` is a size that is left open.
    private static IEnumerable<NameSyntax> LastValuesIn(SyntaxElement element, bool isInBrackets)
    {
        if (element is NameSyntax { Name: LastValue } name)
            return isInBrackets ? [] : [name];
        if (element is not SyntaxNode node || element is LambdaSyntax or FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax)
            return [];
        return node.Children.SelectMany(child => LastValuesIn(child, node is ListSyntax));
    }

    private static HashSet<StatementSyntax> DeclaredAgain(ImmutableArray<SyntaxTree> trees)
    {
        var latest = new Dictionary<string, StatementSyntax>();
        var replaced = new HashSet<StatementSyntax>();
        foreach (var statement in trees.SelectMany(static tree => tree.Root.Statements))
        {
            var name = statement switch
            {
                FunctionDeclarationSyntax function => function.Name.Text,
                ModelDeclarationSyntax model => model.Name.Text,
                OptimizerDeclarationSyntax optimizer => optimizer.Name.Text,
                _ => null,
            };
            if (name is null)
                continue;
            if (latest.TryGetValue(name, out var before))
                replaced.Add(before);
            latest[name] = statement;
        }

        return replaced;
    }

    private static string Write(EnteredEntry entry, SyntaxTree tree, string? name, string? lastName, HashSet<StatementSyntax> left)
    {
        var content = entry.Source.Content;
        var edits = new List<(TextSpan Span, string Text)>();
        foreach (var statement in tree.Root.Statements.Where(left.Contains))
            edits.Add((statement.Span, string.Empty));
        if (lastName is not null)
            edits.AddRange(LastValuesIn(tree.Root, isInBrackets: false).Select(use => (use.Span, lastName)));
        if (entry.HasValue && tree.Root.Statements is [.., ExpressionStatementSyntax last])
        {
            var isQuiet = tree.Root.Semicolons is [.., var semicolon] && semicolon.Span.Start > last.Span.Start;
            var (before, after) = (name, isQuiet) switch
            {
                (null, true) => (string.Empty, string.Empty),
                (null, false) => ("print(", ")"),
                (_, true) => ($"{name} = ", string.Empty),
                _ => ($"{name} = ", $"\nprint({name})"),
            };
            edits.Add((new TextSpan(last.Span.Start, 0), before));
            edits.Add((new TextSpan(last.Span.End, 0), after));
            if (isQuiet)
                edits.Add((tree.Root.Semicolons[^1].Span, string.Empty));
        }

        foreach (var (span, text) in edits.OrderByDescending(static edit => edit.Span.Start).ThenByDescending(static edit => edit.Span.Length))
            content = string.Concat(content.AsSpan(0, span.Start), text, content.AsSpan(span.End));
        return content.Trim();
    }
}
