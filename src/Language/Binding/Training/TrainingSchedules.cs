using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>The factor that a schedule gives, and its place in the optimizer's settings.</summary>
internal static class TrainingSchedules
{
    private const int ParametersWithoutLosses = 2;

    /// <summary>The factor as a scalar; null when something is wrong, which has been reported.</summary>
    /// <param name="call">The call of <c>train</c>, which has a schedule.</param>
    /// <param name="step">The steps done, an int scalar.</param>
    /// <param name="total">The steps planned, an int scalar.</param>
    /// <param name="frame">Where the schedule is applied.</param>
    /// <param name="recorded">The losses so far, where the schedule asks for them.</param>
    public static Node? Factor(UnitCall call, Node step, Node total, Frame frame, out RecordedLosses? recorded)
    {
        recorded = null;
        if (TrainingArguments.FunctionOf(call, "schedule") is not { } schedule)
            return null;
        var elaborator = call.Elaborator;
        var location = call.Get("schedule").Location;
        if (elaborator.IsUncalled(schedule, location, call.Frame))
            return null;
        var count = Math.Max(1, Elaborator.ParameterNames(schedule).Length);
        var arguments = ImmutableArray.Create(Float(step), Float(total));
        if (count > ParametersWithoutLosses)
        {
            var length = new DimensionSymbol("records", DimensionSymbolKind.RunTime, new Origin(call.Location, "records planned by train"));
            var curve = new TensorType(ElementType.Float32, Shape.Of(new Axis(Dimension.Of(length), "records")));
            recorded = new RecordedLosses(length, new GraphInput("losses", curve), new GraphInput("recorded", TensorType.Scalar(ElementType.Int)));
            arguments = [.. arguments, elaborator.Builder.CreateInput(recorded.Losses), Float(elaborator.Builder.CreateInput(recorded.Count))];
        }

        var value = elaborator.Apply(
            schedule, [.. arguments.Take(count).Select(n => new Argument(null, new TensorValue(n), location))], call.Site, location, frame);
        return elaborator.ToScalar(value, location, call.Frame, "the factor that a schedule gives");

        Node Float(Node node) => elaborator.Cast(node, ElementType.Float32);
    }

    /// <summary>The optimizer with its learning rate times the factor; null when it has none, which has been reported.</summary>
    public static OptimizerValue? Scale(UnitCall call, OptimizerValue optimizer, Node factor)
    {
        var location = call.Get("schedule").Location;
        if (!optimizer.Settings.TryGetValue("lr", out var rate))
        {
            call.Fail(BindingErrors.UnknownArgument, location, $"a schedule changes the setting `lr`, and `{optimizer.Declaration.Name.Text}` has none");
            return null;
        }

        if (call.Elaborator.ToScalar(rate, location, call.Frame, "a learning rate") is not { } node)
            return null;
        var scaled = call.Elaborator.Operate("multiply", [node, factor], location);
        return optimizer with { Settings = optimizer.Settings.SetItem("lr", new TensorValue(scaled)) };
    }
}
