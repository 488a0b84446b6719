using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private Value EvaluateScan(ScanSyntax scan, Frame frame)
    {
        var value = RunScan(scan, frame);
        if (value is PoisonValue)
        {
            // What follows may speak of the carried names: what is wrong has been said.
            foreach (var carry in scan.Carries.Elements)
                frame.Bind(carry.Name.Text, value, carry.Location);
        }

        return value;
    }

    private Value RunScan(ScanSyntax scan, Frame frame)
    {
        var dimension = Evaluate(scan.Dimension, frame);
        if (dimension is RangeValue { Start: IntegerValue { Size.ConstantValue: 0 } } range)
            dimension = range.Stop;
        if (ToSize(dimension, scan.Dimension.Location, frame, "what a scan runs over") is not { } length)
            return PoisonValue.Instance;
        var index = new GraphInput(scan.Index.Text, TensorType.Scalar(ElementType.Int));
        var indexNode = Builder.CreateInput(index, scan.Index.Location);
        var body = frame.Block(scanIndex: indexNode);
        body.BindHere(scan.Index.Text, new TensorValue(indexNode), scan.Index.Location);
        Record(scan.Index, new TensorValue(indexNode));
        var carries = ImmutableArray.CreateBuilder<ScanCarry>();
        foreach (var carry in scan.Carries.Elements)
        {
            if (DeclareCarry(carry, frame) is not { } declared)
                return PoisonValue.Instance;
            carries.Add(declared);
            var carried = new TensorValue(Builder.CreateInput(declared.Input, carry.Location));
            body.BindHere(declared.Name, carried, carry.Location);
            Record(carry.Name, carried);
        }

        var value = EvaluateBlock(scan.Body, body);
        if (value is PoisonValue)
            return value;
        var results = ImmutableArray.CreateBuilder<Node>();
        foreach (var carry in carries)
        {
            var after = body.Names[carry.Name];
            if (ToNode(after, scan.Body.Location, body, carry.Input.Type.Element) is not { } result)
                return PoisonValue.Instance;
            result = Cast(result, carry.Input.Type.Element);
            if (!result.Shape.Equals(carry.Input.Type.Shape))
            {
                return Poison(
                    TypeErrors.CarriedShape, body.Sites.GetValueOrDefault(carry.Name) ?? scan.Location,
                    $"`{carry.Name}` is {carry.Input.Type.Shape} before a turn and {result.Shape} after it; a recurrence keeps one shape", frame,
                    annotations: [new Diagnostics.DiagnosticAnnotation(carry.Location, $"{carry.Name} : {carry.Input.Type.Shape}")]);
            }

            results.Add(result);
        }

        var output = value is NothingValue ? null : ToNode(value, scan.Body.Location, body);
        if (output is null && value is not NothingValue)
            return PoisonValue.Instance;
        var axis = new Axis(length, dimension is IntegerValue { Name: { } n } ? n : null, (dimension as IntegerValue)?.Origin);
        var closed = ScanClosure.Close(this, indexNode, [.. carries], results.ToImmutable(), output is null ? [] : [output], axis, scan.Location);
        if (closed.Mismatch is { } mismatch)
            return Poison(TypeErrors.IndexNotation, mismatch.Location ?? scan.Location, $"the scan runs over {axis}, and the axis indexed here has {mismatch.Size} positions", frame);
        for (var i = 0; i < carries.Count; i++)
        {
            // A carried name keeps its last value, also for a name that did not exist before.
            var last = Builder.CreateTyped(SourceOperators.ScanResult, [closed.Scan!], new ScanResultAttributes(i), carries[i].Input.Type, scan.Location);
            frame.Bind(carries[i].Name, new TensorValue(last), carries[i].Location);
        }

        if (frame.Acts && carries.Count > 0)
            AddAction(new Programs.ComputeAction(scan.Location, [.. carries.Select(c => ((TensorValue)frame.Names[c.Name]).Node)]));
        if (output is null)
            return NothingValue.Instance;
        var stackedType = new TensorType(output.Element, output.Shape.Insert(0, axis));
        var stacked = Builder.CreateTyped(SourceOperators.ScanResult, [closed.Scan!], new ScanResultAttributes(carries.Count), stackedType, scan.Location);

        // The results lie along the axis where the scanned dimension lies in what the body indexed.
        var position = Math.Min(closed.Position ?? 0, output.Shape.Rank);
        var permutation = Enumerable.Range(1, position).Append(0).Concat(Enumerable.Range(position + 1, output.Shape.Rank - position));
        return new TensorValue(Transpose(stacked, [.. permutation], scan.Location));
    }

    private ScanCarry? DeclareCarry(CarrySyntax carry, Frame frame)
    {
        var element = carry.Type?.ElementName is { } name ? ElementTypes.FromName(name.Text) : null;
        var value = Evaluate(carry.Value, frame);
        if (ToNode(value, carry.Value.Location, frame, element ?? ElementOf(value) ?? ElementType.Float32) is not { } initial)
            return null;
        if (element is { } wanted)
            initial = Cast(initial, wanted);
        if (carry.Type?.Shape is { } shapeSyntax)
        {
            if (AnnouncedShape(shapeSyntax, carry.Name, frame) is not { } shape)
                return null;
            if (initial.Shape.Rank == 0)
            {
                initial = BroadcastTo(initial, shape, carry.Location);
            }
            else if (!initial.Shape.Equals(shape))
            {
                Poison(TypeErrors.AnnotationMismatch, carry.Value.Location, $"`{carry.Name.Text}` starts as {initial.Shape}, and {shape} was announced", frame);
                return null;
            }

            initial = Relabel(initial, shape, carry.Location);
        }

        return new ScanCarry(carry.Name.Text, new GraphInput(carry.Name.Text, initial.Type), initial, carry.Location);
    }

    /// <summary>A value handed from turn to turn.</summary>
    internal sealed record ScanCarry(string Name, GraphInput Input, Node Initial, SourceLocation Location);
}
