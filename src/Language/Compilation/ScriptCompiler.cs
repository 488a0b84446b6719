using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>From text to a checked program: parse, elaborate, check the proposed fixes. Executes nothing.</summary>
public static class ScriptCompiler
{
    public static CompiledScript Compile(SourceText source, CompilationOptions options) => DeepStack.Run(() => CompileHere(source, options));

    internal static CompiledScript CompileHere(SourceText source, CompilationOptions options)
    {
        var budget = new ElaborationBudget(Elaborator.WorkLimit, options.Cancel);
        var compiled = CompileOnce(source, options, budget);
        return options.CheckFixes && compiled.Diagnostics.Any(static d => d.Fixes.Length > 0)
            ? compiled with { Diagnostics = FixChecker.Check(compiled, changed => Recompile(changed, options with { DescribesModels = false }, budget)) }
            : compiled;
    }

    // The script and all attempts to mend it share one budget; null when it is used up.
    private static CompiledScript? Recompile(SourceText changed, CompilationOptions options, ElaborationBudget budget)
    {
        var compiled = budget.IsExhausted ? null : CompileOnce(changed, options, budget);
        return budget.IsExhausted ? null : compiled;
    }

    private static CompiledScript CompileOnce(SourceText source, CompilationOptions options, ElaborationBudget budget)
    {
        var tree = SyntaxTree.Parse(source);
        var elaborated = Elaborator.Elaborate(tree.Root, options.Files, budget, options.DescribesModels, options.ChecksOnly, options.CountsConfusions);
        var diagnostics = Join(tree, elaborated.Diagnostics, elaborated.Unprepared);
        return new CompiledScript(source, tree, AllowedLints.Without(source, diagnostics.ToImmutable()), diagnostics.HasErrors ? null : elaborated.Program, elaborated.Values)
        {
            Models = diagnostics.HasErrors ? [] : elaborated.Models,
            Tensors = diagnostics.HasErrors ? [] : elaborated.Tensors,
        };
    }

    /// <summary>What is wrong with a text: its form, and what it says where the form is right.</summary>
    internal static DiagnosticBag Join(SyntaxTree tree, ImmutableArray<Diagnostic> elaborated, SourceLocation? unprepared)
    {
        var source = tree.Source;
        var diagnostics = new DiagnosticBag();
        diagnostics.AddRange(tree.Diagnostics);
        // What does not parse is reported as such; what follows from the gap would only confuse.
        var broken = tree.Diagnostics.Where(static d => d.IsError).Select(d => source.LineOf(d.Location.Span.Start)).ToHashSet();
        diagnostics.AddRange(elaborated.Where(d => d.Location.Source != source || !broken.Contains(source.LineOf(d.Location.Span.Start))));

        // Nothing may be left out of a run without a word.
        if (!diagnostics.HasErrors && unprepared is not null)
            diagnostics.Add(new Diagnostic(TypeErrors.NotStatic, unprepared, "this depends on something that is known only when the script runs, so it cannot be prepared"));
        return diagnostics;
    }
}
