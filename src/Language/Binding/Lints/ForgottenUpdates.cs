using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Lints;

/// <summary>Finds states of models and optimizers whose name is bound anew where the state was to be updated.</summary>
internal static class ForgottenUpdates
{
    /// <summary>Reports each state that nothing updates although its name is bound again.</summary>
    public static void Check(StatementSyntax declaration, DiagnosticBag diagnostics)
    {
        var nodes = declaration.DescendantNodesAndSelf().ToList();
        foreach (var state in nodes.OfType<StateStatementSyntax>())
        {
            var name = state.Name.Text;
            if (nodes.OfType<StateUpdateStatementSyntax>().Any(u => u.Name.Text == name))
                continue;
            var binding = nodes.OfType<BindingStatementSyntax>().FirstOrDefault(b => b.Span.Start > state.Span.Start && b.Names.Any(n => n.Name == name));
            if (binding is null)
                continue;
            var target = binding.Names.First(n => n.Name == name);
            diagnostics.Add(new Diagnostic(
                LintWarnings.StateNeverUpdated, target.Location,
                $"`{name} = ...` names a value here, and the state `{name}` keeps its start value for ever; `{name} <- ...` updates it")
            {
                Annotations = [new DiagnosticAnnotation(state.Location, "declared here")],
                Fixes = ReferenceEquals(target, binding.Target) ? [new DiagnosticFix("update the state", [new TextEdit(binding.EqualsSign.Location, "<-")])] : [],
            });
        }
    }
}
