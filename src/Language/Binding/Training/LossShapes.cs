using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>Tells of outputs and targets that differ in their number of axes what both are, where the loss could only tell what it does not take.</summary>
internal static class LossShapes
{
    /// <summary>Whether the output has one axis more than the target, as with a single score for each number, or scores for each class.</summary>
    public static bool Differ(Node output, Node target) => output.Shape.Rank == target.Shape.Rank + 1 && target.Shape.Rank > 0;

    /// <summary>Reports outputs [batch, 1] beside targets [batch], and numbers of classes that are compared as if they measured something, and the reverse; null when it is none of these.</summary>
    /// <param name="call">The training, or the measuring.</param>
    /// <param name="function">The loss or metric that does not take them.</param>
    /// <param name="place">Where the data is named.</param>
    public static Value? Report(UnitCall call, CallableValue function, Node output, Node target, SourceLocation place)
    {
        if (function is not FunctionValue { Name: var name, Declaration.Source.IsLibrary: true })
            return null;
        var loss = call.Find("loss") is { Syntax: NameSyntax written } given && written.Name == name ? given : null;
        if (name == "cross_entropy")
            return target.Element.IsFloat() ? NeedsClasses(call, target, place) : null;
        if (output.Shape[output.Shape.Rank - 1].Size.IsOne)
        {
            return Fail(
                $"the model gives {output.Shape} and the target is {target.Shape}, so `{name}` cannot compare them one by one; `|> squeeze(-1)` at the end of the model takes the axis of size 1 away",
                $"(output, y) => {name}(squeeze(output, -1), y)");
        }

        if (target.Element != ElementType.Int)
            return null;
        return Fail($"the target {target.Type} holds numbers of classes and the model gives {output.Shape}, scores for each class; `{name}` compares numbers, and cross_entropy compares scores with classes", "cross_entropy");

        Value Fail(string message, string instead)
        {
            call.Elaborator.Report(
                new Diagnostic(TypeErrors.DataFields, loss?.Location ?? place, message)
                {
                    Fixes = loss is null ? [] : [new DiagnosticFix($"take {(instead == "cross_entropy" ? instead : "the axis away in the loss")}", [new TextEdit(loss.Location, instead)])],
                },
                call.Frame);
            return PoisonValue.Instance;
        }
    }

    // Numbers of a table measure something unless a script says that they count.
    private static PoisonValue NeedsClasses(UnitCall call, Node target, SourceLocation place)
    {
        call.Elaborator.Report(
            new Diagnostic(
                TypeErrors.DataFields, place,
                $"the target {target.Type} holds numbers that measure something, and cross_entropy needs classes: ints that count from 0, as in dataset(x: data.x, y: int(data.y))")
            {
                Fixes = [new DiagnosticFix("take the numbers for classes", [new TextEdit(place, $"dataset(x: {place.Text}.x, y: int({place.Text}.y))")])],
            },
            call.Frame);
        return PoisonValue.Instance;
    }
}
