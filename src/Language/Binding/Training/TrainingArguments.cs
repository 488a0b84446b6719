using System.Collections.Immutable;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Language.Binding.Training;

/// <summary>Reads the arguments of <c>train</c> and its relatives.</summary>
internal static class TrainingArguments
{
    /// <summary>The argument as a function of output and target, or of a batch; null when it is none, which has been reported.</summary>
    public static CallableValue? FunctionOf(UnitCall call, string name)
    {
        var argument = call.Get(name);
        if (MeasureOf(call, argument.Value) is { } callable and not ModelValue)
            return callable;
        if (argument.Value is not PoisonValue)
            call.Fail(TypeErrors.WrongKind, argument.Location, $"`{name}` is a function, such as cross_entropy or (output, target) => ..., and this is {Elaborator.Describe(argument.Value)}");
        return null;
    }

    /// <summary>The metrics with their names, in order; null when one is no function, which has been reported.</summary>
    public static ImmutableArray<(string Name, CallableValue Function)>? Metrics(UnitCall call)
    {
        if (call.Find("metrics") is not { } argument)
            return [];
        ImmutableArray<(string?, Value)> items = argument.Value switch
        {
            RecordValue record => [.. record.Fields.Select(static f => ((string?)f.Name, f.Value))],
            TupleValue tuple => [.. tuple.Elements.Select(static e => ((string?)null, e))],
            ListValue list => [.. list.Elements.Select(static e => ((string?)null, e))],
            _ => [(null, argument.Value)],
        };
        var metrics = ImmutableArray.CreateBuilder<(string, CallableValue)>();
        foreach (var (name, value) in items)
        {
            if (MeasureOf(call, value) is not { } callable)
            {
                if (value is not PoisonValue)
                    call.Fail(TypeErrors.WrongKind, argument.Location, $"a metric is a function of output and target, and this is {Elaborator.Describe(value)}");
                return null;
            }

            metrics.Add((name ?? (value is LambdaValue ? $"metric{metrics.Count + 1}" : ((CallableValue)value).Name), callable));
        }

        return metrics.ToImmutable();
    }

    /// <summary>How long and in which portions to train; null when something is wrong, which has been reported.</summary>
    public static TrainingSettings? Settings(UnitCall call)
    {
        if (!call.Has("epochs") && !call.Has("steps"))
        {
            call.Fail(BindingErrors.MissingArgument, call.Location, "`train` needs `epochs` or `steps`: how long to train");
            return null;
        }

        if (call.Has("epochs") && call.Has("steps"))
        {
            call.Fail(BindingErrors.TooManyArguments, call.Get("steps").Location, "`train` takes `epochs` or `steps`, not both");
            return null;
        }

        if (call.Has("epochs") && call.Has("evaluate_every"))
        {
            call.Fail(BindingErrors.UnknownArgument, call.Get("evaluate_every").Location, "`evaluate_every` counts steps and goes with `steps`; with `epochs` each epoch is evaluated");
            return null;
        }

        if (!HasCompanion(call, "accumulate", ["batch"], "gathers the gradients of several batches") || !HasCompanion(call, "evaluate_batches", ["validate"], "counts batches of the validation data")
            || !HasCompanion(call, "min_delta", ["stop_after", "keep_best"], "says how much better a loss must be to be the best"))
            return null;
        var (shuffle, silent, keepBest) = (call.Boolean("shuffle", true), call.Boolean("silent", false), call.Boolean("keep_best", false));
        if (shuffle is null || silent is null || keepBest is null)
            return null;
        var names = new[] { "epochs", "steps", "batch", "stop_after", "evaluate_every", "accumulate", "evaluate_batches" };
        var numbers = names.ToDictionary(static n => n, n => call.Has(n) ? call.Positive(n) : null);
        var minimumDelta = call.Has("min_delta") ? call.PositiveNumber("min_delta") : 0;
        return minimumDelta is null || names.Any(n => call.Has(n) && numbers[n] is null)
            ? null
            : new TrainingSettings(
                numbers["epochs"], numbers["steps"], numbers["batch"], shuffle.Value, numbers["stop_after"], numbers["evaluate_every"],
                call.Integer("seed"), silent.Value)
            {
                Accumulate = numbers["accumulate"] ?? 1,
                KeepsBest = keepBest.Value,
                MinimumDelta = minimumDelta.Value,
                EvaluateBatches = numbers["evaluate_batches"],
            };
    }

    /// <summary>Whether an argument that means nothing alone has one of those it goes with; reports it otherwise.</summary>
    public static bool HasCompanion(UnitCall call, string name, ImmutableArray<string> companions, string meaning)
    {
        if (!call.Has(name) || companions.Any(call.Has))
            return true;
        call.Fail(BindingErrors.MissingArgument, call.Get(name).Location, $"`{name}` {meaning}, and goes with {string.Join(" or ", companions.Select(static c => $"`{c}`"))}");
        return false;
    }

    /// <summary>The type in which values are stored while training; null when it is none, which has been reported.</summary>
    public static ElementType? Precision(UnitCall call)
    {
        if (call.Find("precision") is not { } argument)
            return ElementType.Float32;
        if (argument.Value is ConversionValue { Element: ElementType.Float32 or ElementType.Float16 or ElementType.BFloat16 } type)
            return type.Element;
        if (argument.Value is not PoisonValue)
            call.Fail(TypeErrors.WrongKind, argument.Location, $"`precision` is f32, f16 or bf16, and this is {Elaborator.Describe(argument.Value)}");
        return null;
    }

    // Measuring a whole data set is what accuracy does; what it measures of a batch is the library's own function.
    private static CallableValue? MeasureOf(UnitCall call, Value value) =>
        value is UnitValue { Unit: { } unit } && unit == TrainingUnits.Accuracy ? call.Elaborator.LibraryFunction("correct") : value as CallableValue;
}
