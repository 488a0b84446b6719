using Dsl.Language.Compilation;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Reports;

namespace Dsl.Repl.Prompt;

/// <summary>Commands about values: their types, shapes, names and pictures.</summary>
internal static class ValueCommands
{
    /// <summary>Says what an expression gives.</summary>
    public static void ShowType(PromptState state, string expression)
    {
        if (Examine(state, ":type", expression) is { } examined)
            state.Output.WriteLine(examined.Description!);
    }

    /// <summary>Lists the axes of what an expression gives.</summary>
    public static void ShowShape(PromptState state, string expression)
    {
        if (Examine(state, ":shape", expression) is not { } examined)
            return;
        if (examined.Tensors.IsEmpty)
        {
            state.Complain($"this is {examined.Description}, which has no shape");
            return;
        }

        foreach (var tensor in examined.Tensors)
        {
            var name = tensor.Name.Length == 0 ? string.Empty : tensor.Name + ": ";
            state.Output.WriteLine($"{name}{tensor.Type.Element.Name()}{(tensor.Type.Rank == 0 ? ", a single value without axes" : tensor.Type.Shape)}");
            var rows = tensor.Type.Shape.Axes.Select((axis, i) => new[]
            {
                FormattableString.Invariant($"  axis {i}"), axis.Name ?? string.Empty, Size(state, axis.Size), Origin(axis),
            }).ToList();
            foreach (var line in TextTable.Lines(rows, 2))
                state.Output.WriteLine(line);
        }
    }

    /// <summary>Lists the names.</summary>
    public static void ListNames(PromptState state)
    {
        var rows = state.Run.KnownNames.Select(static known => new[]
        {
            known.Name, known.Type, known.Bytes is { } bytes ? Amounts.Memory(bytes) : string.Empty, known.Description,
        }).ToList();
        if (rows.Count > 0)
            rows.Insert(0, ["name", "type", "memory", "what it is"]);
        foreach (var line in TextTable.Lines(rows, 2))
            state.Output.WriteLine(line);
    }

    /// <summary>Draws what an expression gives.</summary>
    public static void Plot(PromptState state, string expression)
    {
        if (Examine(state, ":plot", expression) is not { } examined)
            return;
        if (!examined.Actions.OfType<EchoAction>().Any())
        {
            state.Complain("a semicolon keeps a value from being shown; leave it out");
            return;
        }

        if (examined.Actions.Any(static action => action is TrainAction or SaveAction or SaveTokenizerAction or LoadAction or SeedAction))
        {
            state.Complain("this does more than compute a value; enter it, and then plot its result: :plot _");
            return;
        }

        state.Tell(state.Run.Plot(examined));
    }

    /// <summary>Looks at an expression; null after a message when there is no value.</summary>
    /// <param name="state">The state of the prompt.</param>
    /// <param name="command">The command that asks.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="look">Looks at it while the weights that it makes are there.</param>
    public static ExaminedEntry? Examine(PromptState state, string command, string expression, Action<ExaminedEntry>? look = null)
    {
        if (expression.Length == 0)
        {
            state.Complain($"{command} needs an expression");
            return null;
        }

        var examined = state.Run.Examine(state.Source(expression), look);
        state.Report(examined.Diagnostics);
        if (examined.HasErrors)
            return null;
        if (examined.Description is null)
        {
            state.Complain($"{command} takes an expression, and this has no value");
            return null;
        }

        return examined;
    }

    private static string Size(PromptState state, Dimension size) =>
        !size.IsConstant && state.Run.SizeOf(size) is { } known ? FormattableString.Invariant($"{size} = {known}") : size.ToString();

    private static string Origin(Axis axis) => axis.Origin switch
    {
        null => string.Empty,
        { Location: { } place } origin => $"from {origin.Description.ReplaceLineEndings(" ")} ({place})",
        var origin => $"from {origin.Description.ReplaceLineEndings(" ")}",
    };
}
