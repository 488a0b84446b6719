using System.Collections.Immutable;
using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>One line an operand: where it was bound, and its shape; then the origin of every size that takes part in the conflict.</summary>
    internal ImmutableArray<DiagnosticAnnotation> OperandAnnotations(ImmutableArray<Operand> operands, Frame frame)
    {
        var annotations = ImmutableArray.CreateBuilder<DiagnosticAnnotation>();
        foreach (var operand in operands)
        {
            var place = operand.Syntax is NameSyntax name && frame.Sites.TryGetValue(name.Name, out var site) && !IsLibrary(site.Source) ? site : operand.Location;
            annotations.Add(new DiagnosticAnnotation(place, $"{operand.Text} : {operand.Node.Type}"));
        }

        return [.. annotations.Distinct()];
    }

    /// <summary>Where the size of an axis came from, unless it stands where the reader looks already.</summary>
    internal static ImmutableArray<DiagnosticAnnotation> OriginAnnotations(Shape shape, int axis)
    {
        if (axis < 0 || axis >= shape.Rank || shape[axis].Origin is not { Location: { } place } origin || IsLibrary(place.Source))
            return [];
        var size = shape[axis];
        var what = origin.Description.Split('\n')[0];
        return [new DiagnosticAnnotation(place, $"{size} comes from here{(place.Text.Split('\n')[0] == what ? "" : $": {what}")}")];
    }

    // A line that already shows the shape need not say twice where its sizes come from.
    private static ImmutableArray<DiagnosticAnnotation> WithOrigins(ImmutableArray<DiagnosticAnnotation> annotations, Shape shape, int axis)
    {
        const string One = " comes from here";
        const string Several = " come from here";
        foreach (var origin in OriginAnnotations(shape, axis))
        {
            var same = annotations.FirstOrDefault(a => a.Location.Source == origin.Location.Source && a.Location.LineNumber == origin.Location.LineNumber);
            if (same is null)
            {
                annotations = annotations.Add(origin);
                continue;
            }

            var size = shape[axis].ToString();
            if ((same.Text.EndsWith(One, StringComparison.Ordinal) || same.Text.EndsWith(Several, StringComparison.Ordinal)) && !same.Text.StartsWith(size, StringComparison.Ordinal))
            {
                var known = same.Text.Replace(One, "", StringComparison.Ordinal).Replace(Several, "", StringComparison.Ordinal);
                annotations = annotations.Replace(same, same with { Text = $"{known} and {size}{Several}" });
            }
        }

        return annotations;
    }

    internal static ImmutableArray<SourceLocation> Underlines(ImmutableArray<Operand> operands, SourceLocation? operatorLocation) =>
        operatorLocation is null ? [] : [operands[0].Location, operatorLocation, .. operands.Skip(1).Select(static o => o.Location)];

    private PoisonValue ReportBroadcast(
        BroadcastResult result, string name, ImmutableArray<Operand> operands, SourceLocation location, SourceLocation? operatorLocation, Frame frame)
    {
        var failure = Broadcasting.ToFailure(result, operands[0].Node.Shape, operands[1].Node.Shape)!;
        return ReportShapeFailure(failure, OperatorCatalog.Find(name)!, operands, location, operatorLocation, frame);
    }

    /// <summary>Turns the failure of a shape rule into a report, or into silence where a generic declaration leaves it open.</summary>
    private PoisonValue ReportShapeFailure(
        ShapeFailure failure, Operator @operator, ImmutableArray<Operand> operands, SourceLocation location, SourceLocation? operatorLocation, Frame frame)
    {
        if (failure.Conflict is { } conflict && !IsCertain(conflict, failure.Divides, frame))
            return PoisonValue.Instance;
        var names = operands.Select(static o => (object)$"`{o.Text}`").ToArray();
        var annotations = OperandAnnotations(operands, frame);
        foreach (var (input, axis) in failure.Axes)
        {
            if (input < operands.Length)
                annotations = WithOrigins(annotations, operands[input].Node.Shape, axis);
        }

        var fixes = ShapeFixes.Propose(failure, @operator, operands, location, operatorLocation, frame);
        return Poison(
            failure.Descriptor, location, Fill(failure.Message, names), frame,
            annotations: [.. annotations.DistinctBy(static a => (a.Location, a.Text))],
            notes: [.. failure.Notes.Select(n => Fill(n, [.. operands.Select(static o => (object)o.Text)]))],
            fixes: fixes,
            underlines: Underlines(operands, operatorLocation));
    }

    private static string Fill(string message, object[] names)
    {
        for (var i = 0; i < names.Length; i++)
            message = message.Replace($"{{{i}}}", (string)names[i], StringComparison.Ordinal);
        return message;
    }

    private Value? ReportSignatureMismatch(
        ShapeMatcher.MatchFailure failure, ParameterSyntax parameter, ShapeSyntax shape, Node node, Argument argument, string callee, Frame body, Frame caller)
    {
        if (failure.Conflict is { } conflict && !IsCertain(conflict, failure.Divides, caller))
        {
            BindOpenNames(shape, body);
            return PoisonValue.Instance;
        }

        var operand = new Operand(node, argument.Location, argument.Syntax);
        var annotations = WithOrigins(OperandAnnotations([operand], caller), node.Shape, failure.ActualAxis);
        if (!IsLibrary(parameter.Source))
            annotations = annotations.Add(new DiagnosticAnnotation(parameter.Location, $"`{callee}` wants {parameter.Location.Text}"));
        if (failure.Pattern is NameSyntax name && body.Names.GetValueOrDefault(name.Name) is IntegerValue { Origin.Location: { } fixedAt } known && !IsLibrary(fixedAt.Source))
            annotations = annotations.Add(new DiagnosticAnnotation(fixedAt, $"{name.Name} is {known.Size} here"));
        Poison(
            TypeErrors.ArgumentShape, argument.Location,
            $"`{callee}` wants {parameter.Name.Text}: {parameter.Type!.Location.Text}, and `{operand.Text}` is {node.Type}: {failure.Message}", caller,
            annotations: [.. annotations.DistinctBy(static a => (a.Location, a.Text))],
            fixes: ShapeFixes.ForArgument(shape, node, argument, body));
        return null;
    }
}
