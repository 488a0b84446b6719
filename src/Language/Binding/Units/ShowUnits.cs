using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Units;

/// <summary>Units that print something, and the seed.</summary>
[UnitFamily]
public static class ShowUnits
{
    public static readonly Unit Print = new()
    {
        Name = "print",
        Summary = "Prints values, separated by a space.",
        Example = "x = [1, 2, 3]\nprint(\"the mean is {mean(x)}\")   # the mean is 2",
        Parameters = [new UnitParameter("value", "what to print", IsOptional: true)],
        TakesMore = true,
        Acts = true,
        Run = static call =>
        {
            var values = ImmutableArray.CreateBuilder<ProgramValue>();
            foreach (var argument in call.Arguments)
            {
                if (call.Elaborator.ToProgramValue(argument.Value, argument.Location, call.Frame) is not { } value)
                    return PoisonValue.Instance;
                values.Add(value);
            }

            call.Elaborator.AddAction(new PrintAction(call.Location, values.ToImmutable()));
            return NothingValue.Instance;
        },
    };

    public static readonly Unit Seed = new()
    {
        Name = "seed",
        Summary = "Sets the seed of all random numbers from here on; 0 at the start of a script.",
        Example = "seed(7)\nprint(shape(random([2, 3])))   # [2, 3]",
        Parameters = [new UnitParameter("value", "a whole number")],
        Acts = true,
        Run = static call =>
        {
            if (call.Tensor("value", ElementType.Int) is not { } node)
                return PoisonValue.Instance;
            if (node.Shape.Rank != 0)
                return call.Fail(TypeErrors.NotScalar, call.Get("value").Location, $"a seed is one whole number, and this is {node.Type}");
            call.Elaborator.RestartRandomStreams(call.Frame);
            call.Elaborator.AddAction(new SeedAction(call.Location, call.Elaborator.Cast(node, ElementType.Int)));
            return NothingValue.Instance;
        },
    };

    public static readonly Unit Summary = new()
    {
        Name = "summary",
        Summary = "Prints the layers and weights of a model: shapes, numbers and operations, and their sums.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nsummary(net)",
        Parameters = [new UnitParameter("net", "a model with its settings")],
        Acts = true,
        Run = static call =>
        {
            if (ModelUnits.InstanceOf(call, "net") is not { } instance)
                return PoisonValue.Instance;
            call.Elaborator.EnsureApplied(instance.Root, call.Site, call.Frame);
            if (!call.Elaborator.ChecksOnly)
            {
                var describe = call.Elaborator.DescribeForRun(instance, NameOf(call, "net"), call.Site);
                call.Elaborator.AddPendingAction(() => new SummaryAction(call.Location, describe()));
            }

            return NothingValue.Instance;
        },
    };

    public static readonly Unit Graph = new()
    {
        Name = "graph",
        Summary = "Prints what a model, or what leads to a value, computes: a line a layer or operation, with its shape and what it reads.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\ngraph(net)",
        Parameters = [new UnitParameter("value", "a model with its settings, or a tensor")],
        Acts = true,
        Run = static call =>
        {
            var argument = call.Get("value");
            if (argument.Value is InstanceValue or ModelValue or PoisonValue)
            {
                if (ModelUnits.InstanceOf(call, "value") is not { } instance)
                    return PoisonValue.Instance;
                if (instance.Root != instance)
                    return call.Fail(TypeErrors.WrongKind, argument.Location, $"whole models and values are drawn, and this is a part of a model: draw the model, or what `{NameOf(call, "value")}(x)` gives");
                call.Elaborator.EnsureApplied(instance, call.Site, call.Frame);
                if (!call.Elaborator.ChecksOnly)
                {
                    var describe = call.Elaborator.DescribeForRun(instance, NameOf(call, "value"), call.Site);
                    call.Elaborator.AddPendingAction(() => new GraphAction(call.Location, NameOf(call, "value"), describe(), []));
                }

                return NothingValue.Instance;
            }

            if (call.Elaborator.ToNode(argument.Value, argument.Location, call.Frame) is not { } node)
                return PoisonValue.Instance;
            call.Elaborator.AddAction(new GraphAction(call.Location, NameOf(call, "value"), null, [node]));
            return NothingValue.Instance;
        },
    };

    private static string NameOf(UnitCall call, string parameter) => string.Join(' ', call.Get(parameter).Location.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
