using System.Collections.Immutable;
using Dsl.Language.Binding.Training;
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
        Summary = "Prints the weights of a model: path, shape and number, and their sum.",
        Example = "net = dense(3)\ny = net([[1.0, 2.0]])\nsummary(net)",
        Parameters = [new UnitParameter("net", "a model with its settings")],
        Acts = true,
        Run = static call =>
        {
            if (ModelUnits.InstanceOf(call, "net") is not { } instance)
                return PoisonValue.Instance;
            call.Elaborator.EnsureApplied(instance.Root, call.Site, call.Frame);
            call.Elaborator.AddPendingAction(() => new PrintAction(
                call.Location, [new TextValue([new TextPart(WeightTable.Render(instance), null, null)])]));
            return NothingValue.Instance;
        },
    };
}
