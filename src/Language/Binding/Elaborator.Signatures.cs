using Dsl.Language.Binding.Shapes;
using Dsl.Language.Binding.Values;
using Dsl.Language.Diagnostics;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    /// <summary>Checks an argument against its parameter's type, binds the dimension names that the type introduces, and the parameter itself.</summary>
    private bool BindParameter(ParameterSyntax parameter, Argument argument, string callee, Frame body, Frame caller)
    {
        var name = parameter.Name.Text;
        var value = argument.Value;
        if (value is DataReferenceValue { Data.Type: Data.DataSizeType size })
            value = new IntegerValue(size.Size, size.Name);
        if (value is PoisonValue || parameter.Type is null)
        {
            if (value is PoisonValue && parameter.Type?.Shape is { } open)
                BindOpenNames(open, body);
            BindParameterName(parameter, Named(value, parameter), body);
            return true;
        }

        if (parameter.Type.Shape is { } shape)
        {
            var bound = BindTensorParameter(parameter, shape, value, argument, callee, body, caller);
            if (bound is null)
                return false;
            BindParameterName(parameter, bound, body);
            RecordDimensions(shape, body);
            return true;
        }

        var element = parameter.Type.ElementName?.Text;
        Value? converted = (element, value) switch
        {
            ("int", IntegerValue) => value,
            ("int", NumberValue number) when number.Number == Math.Floor(number.Number) => new IntegerValue((long)number.Number),
            ("int", TensorValue { Type: { Rank: 0, Element: ElementType.Int } }) => value,
            ("float" or "f32" or "f64" or "f16" or "bf16", IntegerValue or NumberValue) => value,
            ("float" or "f32" or "f64" or "f16" or "bf16", TensorValue { Type.Rank: 0 }) => value,
            ("bool", BooleanValue or TensorValue { Type: { Rank: 0, Element: ElementType.Bool } }) => value,
            ("string", StringValue) => value,
            ("int" or "float" or "f32" or "f64" or "f16" or "bf16" or "bool" or "string", _) => null,
            _ => value,
        };
        if (converted is null)
        {
            Poison(
                TypeErrors.WrongKind, argument.Location,
                $"`{callee}` needs {KindName(element!)} for `{name}`, and this is {Describe(value)}", caller,
                notes: body.Declaration is FunctionDeclarationSyntax maker && IsStart(maker)
                    ? [$"{callee}() makes start values for a weight, as in param W: [3, 4] ~ {callee}(); tensors of numbers are drawn by random([3, 4]), from 0 to 1, and normal_sample([3, 4])"]
                    : argument.Name is null && Settings(body) is { Length: > 1 } settings ? [Signature(callee, settings)] : [],
                fixes: body.Declaration is FunctionDeclarationSyntax { Body: LambdaSyntax } && body.Arguments.Count == 1
                    ? [new DiagnosticFix("give it to what the call gives", [new TextEdit(argument.Location, $")({argument.Location.Text}")])]
                    : []);
            return false;
        }

        BindParameterName(parameter, Named(converted, parameter), body);
        return true;
    }

    private void BindParameterName(ParameterSyntax parameter, Value value, Frame body)
    {
        body.BindHere(parameter.Name.Text, value, parameter.Name.Location);
        Record(parameter.Name, value);
    }

    private void RecordDimensions(ShapeSyntax shape, Frame frame)
    {
        if (shape.Source != recorded?.Source)
            return;
        foreach (var node in shape.DescendantNodesAndSelf())
        {
            if (node is NameSyntax name && frame.Names.GetValueOrDefault(name.Name) is { } value)
                Record(name, value);
        }
    }

    private static ParameterName[] Settings(Frame body) => body.Declaration switch
    {
        FunctionDeclarationSyntax function => ParameterNames(function.Parameters.Parameters.Elements),
        ModelDeclarationSyntax model => ParameterNames(model.Configuration.Parameters.Elements),
        _ => [],
    };

    // fn normal(mean, std) = shape => ...: an initializer of the library.
    private static bool IsStart(FunctionDeclarationSyntax function) =>
        IsLibrary(function.Source) && function.Body is LambdaSyntax { Parameters.Elements: [{ Name.Text: "shape" }] };

    private static string KindName(string element) => element switch
    {
        "int" => "a whole number",
        "bool" => "true or false",
        "string" => "text",
        _ => "a number",
    };

    // A setting of the script's own declarations is known under its name; one of the library's only under the name that its caller gave it.
    private static Value Named(Value value, ParameterSyntax parameter) => value is IntegerValue { Name: null } integer && !IsLibrary(parameter.Source)
        ? integer with { Name = parameter.Name.Text, Origin = new Origin(parameter.Location, parameter.Location.Text) }
        : value;

    private Value? BindTensorParameter(
        ParameterSyntax parameter, ShapeSyntax shape, Value value, Argument argument, string callee, Frame body, Frame caller)
    {
        var wanted = parameter.Type!.ElementName is { } elementName ? ElementTypes.FromName(elementName.Text) : null;
        if (ToNode(value, argument.Location, caller, wanted ?? ElementType.Float32) is not { } node)
        {
            BindOpenNames(shape, body);
            return PoisonValue.Instance;
        }

        if (wanted == ElementType.Int && node.Element != ElementType.Int)
        {
            Poison(
                ShapeErrors.WrongElementType, argument.Location,
                $"`{callee}` needs whole numbers for `{parameter.Name.Text}`, and this is {node.Type} with elements of type {node.Element.Name()}", caller,
                annotations: OperandAnnotations([new Operand(node, argument.Location, argument.Syntax)], caller),
                fixes: [new DiagnosticFix("convert it", [new TextEdit(argument.Location, $"int({argument.Location.Text})")])]);
            return null;
        }

        if (wanted == ElementType.Bool && node.Element != ElementType.Bool)
        {
            Poison(ShapeErrors.WrongElementType, argument.Location, $"`{callee}` needs truth values for `{parameter.Name.Text}`, and this is {node.Type}", caller);
            return null;
        }

        if ((wanted is null && !node.Element.IsFloat()) || (wanted is { } w && w.IsFloat() && w != ElementType.Float32 && node.Element != w))
            node = Cast(node, wanted ?? ElementType.Float32, argument.Location);
        var match = ShapeMatcher.Match(shape, node.Shape, body, new Origin(parameter.Location, parameter.Location.Text), member => SizeOf(member, body), sharesLeading: true);
        if (match.Failure is { } failure)
        {
            return ReportSignatureMismatch(failure, parameter, shape, node, argument, callee, body, caller);
        }

        foreach (var (dimension, solved) in match.Solved)
            body.BindHere(dimension, solved);
        return new TensorValue(Relabel(node, match.Labels!, argument.Location));
    }

    /// <summary>In a generic check an argument may be unknown; the names in its shape are then unknown too.</summary>
    private static void BindOpenNames(ShapeSyntax shape, Frame body)
    {
        foreach (var dimension in shape.Dimensions.Elements)
        {
            if (dimension is NameSyntax name && !body.KnowsInBody(name.Name))
                body.BindHere(name.Name, PoisonValue.Instance);
        }
    }

    // book.vocab in a shape.
    private Value SizeOf(MemberSyntax member, Frame frame) =>
        Evaluate(member, frame) is var value && value is DataReferenceValue { Data.Type: Data.DataSizeType size } ? new IntegerValue(size.Size, size.Name) : value;

    /// <summary>Checks a value against an announced shape; new names in it are bound; the value comes back under those names.</summary>
    private Value CheckAnnotation(Value value, TypeSyntax type, SourceLocation location, Frame frame, string what)
    {
        if (value is PoisonValue || type.Shape is not { } shape)
        {
            if (type.Shape is { } open)
                BindOpenNames(open, frame);
            return type.ElementName is { } only && value is TensorValue scalar && ElementTypes.FromName(only.Text) is { } kind ? new TensorValue(Cast(scalar.Node, kind, location)) : value;
        }

        var wanted = type.ElementName is { } elementName ? ElementTypes.FromName(elementName.Text) : null;
        if (ToNode(value, location, frame, wanted ?? ElementType.Float32) is not { } node)
            return PoisonValue.Instance;
        if (wanted is { } element && element != node.Element)
            node = Cast(node, element, location);
        var match = ShapeMatcher.Match(
            shape, node.Shape, frame, new Origin(type.Location, type.Location.Text), member => SizeOf(member, frame), name => Lookup(name, frame) is IntegerValue outer ? outer.Size : null);
        if (match.Failure is { } failure)
        {
            if (failure.Conflict is { } conflict && !IsCertain(conflict, failure.Divides, frame))
                return PoisonValue.Instance;
            var annotations = OperandAnnotations([new Operand(node, location, null)], frame).Add(new DiagnosticAnnotation(type.Location, $"announced: {type.Location.Text}"));
            return Poison(
                TypeErrors.AnnotationMismatch, location, $"{what} is {node.Shape}, but {type.Location.Text} was announced: {failure.Message}", frame,
                annotations: WithOrigins(annotations, node.Shape, failure.ActualAxis),
                fixes: node.Shape.Rank == 0 ? [new DiagnosticFix("repeat it", [new TextEdit(location, $"broadcast({location.Text}, {shape.Location.Text})")])] : []);
        }

        foreach (var (dimension, solved) in match.Solved)
            frame.BindHere(dimension, solved);
        RecordDimensions(shape, frame);
        return new TensorValue(Relabel(node, match.Labels!, location));
    }

    private Value CheckResult(Value result, TypeSyntax? returnType, ExpressionSyntax body, string name, Frame frame)
    {
        if (returnType is null || result is PoisonValue)
            return result;
        var place = body is BlockSyntax { Statements: [.., var last] } ? last.Location : body.Location;
        if (result is NothingValue)
            return Poison(TypeErrors.AnnotationMismatch, place, $"`{name}` announces {returnType.Location.Text}, and its last statement has no value", frame);
        return CheckAnnotation(result, returnType, place, frame, $"the result of `{name}`");
    }
}
