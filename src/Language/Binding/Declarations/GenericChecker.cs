using System.Collections.Immutable;
using Dsl.Language.Binding.Lints;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Declarations;

/// <summary>Checks every declaration of a file on its own, so that a mistake is found even where nothing uses it.</summary>
internal static class GenericChecker
{
    /// <summary>The most evaluations for one declaration; what is left unseen is checked where the declaration is used.</summary>
    private const int DeclarationLimit = 100_000;

    /// <summary>The most evaluations for all declarations of a file.</summary>
    internal const int FileLimit = 1_000_000;

    public static void Check(CompilationUnitSyntax script, ImmutableDictionary<string, Value> declarations, IFileSource files, DiagnosticBag diagnostics, ElaborationBudget whole,
        RecordedValues values, IEnumerable<string>? earlierNames = null)
    {
        HashSet<string>? names = null;
        var spent = 0;
        foreach (var statement in script.Statements)
        {
            if (spent >= FileLimit)
                return;
            if (statement is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax)
                spent += CheckOne(statement, declarations, files, diagnostics, whole, values, names ??= NamesOf(script, earlierNames ?? []));
        }
    }

    /// <summary>Checks one declaration; gives how much was evaluated.</summary>
    public static int CheckOne(StatementSyntax declaration, ImmutableDictionary<string, Value> declarations, IFileSource files, DiagnosticBag diagnostics, ElaborationBudget whole,
        RecordedValues values, IReadOnlySet<string> names)
    {
        var budget = whole.ForPart(DeclarationLimit);
        var elaborator = Elaborator.Create(files, diagnostics, declarations, isGeneric: true, budget);
        elaborator.RecordValues(values);
        elaborator.CheckGenerically(declaration, names);
        ForgottenUpdates.Check(declaration, diagnostics);
        return budget.Spent;
    }

    /// <summary>The names that a script, and entries before it, give values to.</summary>
    public static HashSet<string> NamesOf(CompilationUnitSyntax script, IEnumerable<string> earlierNames)
    {
        var names = new HashSet<string>(earlierNames);
        foreach (var statement in script.Statements)
            names.UnionWith(LoopNames.Assigned(statement));
        return names;
    }
}
