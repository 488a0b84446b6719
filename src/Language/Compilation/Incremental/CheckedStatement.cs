using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Syntax;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>A statement of the top level through all versions of a text in which it stays as it is: what it mentions, and what was found out about it.</summary>
internal sealed class CheckedStatement
{
    public CheckedStatement(StatementSyntax statement)
    {
        Mentions = MentionedNames.Of(statement);
        IsDeclaration = statement is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax;
        IsImport = statement is ImportStatementSyntax;
        OwnsWeights = statement is ParamStatementSyntax or StateStatementSyntax;
        Bindable = IsDeclaration || IsImport ? [] : MentionedNames.Bindable(statement);
    }

    /// <summary>What old versions of the text know it by.</summary>
    public object Identity { get; } = new();

    /// <summary>Every name that occurs in it.</summary>
    public ImmutableArray<string> Mentions { get; }

    /// <summary>The names that it may bind when it runs.</summary>
    public ImmutableArray<string> Bindable { get; }

    public bool IsDeclaration { get; }

    public bool IsImport { get; }

    /// <summary>Whether it makes a weight of the script itself.</summary>
    public bool OwnsWeights { get; }

    /// <summary>What was found out without a word of complaint; null when it is to be looked at again.</summary>
    public StatementFindings? Findings { get; set; }
}
