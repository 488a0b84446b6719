using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Declarations;

/// <summary>Checks every declaration of a file on its own, so that a mistake is found even where nothing uses it.</summary>
internal static class GenericChecker
{
    public static void Check(CompilationUnitSyntax script, ImmutableDictionary<string, Value> declarations, IFileSource files, DiagnosticBag diagnostics,
        Dictionary<TextSpan, TensorType> types)
    {
        var names = script.Statements.SelectMany(static s => LoopNames.Assigned(s)).ToImmutableHashSet();
        foreach (var statement in script.Statements)
        {
            if (statement is FunctionDeclarationSyntax or ModelDeclarationSyntax or OptimizerDeclarationSyntax)
            {
                var elaborator = Elaborator.Create(files, diagnostics, declarations, isGeneric: true);
                elaborator.RecordTypes(script.Source, types);
                elaborator.CheckGenerically(statement, names);
            }
        }
    }
}
