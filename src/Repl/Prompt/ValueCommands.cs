using Dsl.Language.Compilation;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Repl.Prompt;

/// <summary>Commands about values: their types, shapes, names and pictures.</summary>
internal static class ValueCommands
{
    /// <summary>Says what an expression gives.</summary>
    public static void ShowType(PromptSession session, string expression)
    {
        if (Examine(session, ":type", expression) is { } examined)
            session.Output.WriteLine(examined.Description!);
    }

    /// <summary>Lists the axes of what an expression gives.</summary>
    public static void ShowShape(PromptSession session, string expression)
    {
        if (Examine(session, ":shape", expression) is not { } examined)
            return;
        if (examined.Tensors.IsEmpty)
        {
            session.Complain($"this is {examined.Description}, which has no shape");
            return;
        }

        foreach (var tensor in examined.Tensors)
        {
            var name = tensor.Name.Length == 0 ? string.Empty : tensor.Name + ": ";
            session.Output.WriteLine($"{name}{tensor.Type.Element.Name()}{(tensor.Type.Rank == 0 ? ", a single value without axes" : tensor.Type.Shape)}");
            var rows = tensor.Type.Shape.Axes.Select((axis, i) => new[]
            {
                FormattableString.Invariant($"  axis {i}"), axis.Name ?? string.Empty, Size(session, axis.Size), Origin(axis),
            }).ToList();
            foreach (var line in TextTable.Lines(rows, 2))
                session.Output.WriteLine(line);
        }
    }

    /// <summary>Lists the names.</summary>
    public static void ListNames(PromptSession session)
    {
        var rows = session.Run.KnownNames.Select(static known => new[]
        {
            known.Name, known.Type, known.Bytes is { } bytes ? Amounts.Memory(bytes) : string.Empty, known.Description,
        }).ToList();
        if (rows.Count > 0)
            rows.Insert(0, ["name", "type", "memory", "what it is"]);
        foreach (var line in TextTable.Lines(rows, 2))
            session.Output.WriteLine(line);
    }

    /// <summary>Draws what an expression gives.</summary>
    public static void Plot(PromptSession session, string expression)
    {
        if (Examine(session, ":plot", expression) is not { } examined)
            return;
        if (!examined.Actions.OfType<EchoAction>().Any())
        {
            session.Complain("a semicolon keeps a value from being shown; leave it out");
            return;
        }

        if (examined.Actions.Any(static action => action is TrainAction or SaveAction or SaveTokenizerAction or LoadAction or SeedAction))
        {
            session.Complain("this does more than compute a value; enter it, and then plot its result: :plot _");
            return;
        }

        session.Tell(session.Run.Plot(examined));
    }

    /// <summary>Looks at an expression; null after a message when there is no value.</summary>
    /// <param name="session">The session.</param>
    /// <param name="command">The command that asks.</param>
    /// <param name="expression">The expression.</param>
    /// <param name="look">Looks at it while the weights that it makes are there.</param>
    public static ExaminedEntry? Examine(PromptSession session, string command, string expression, Action<ExaminedEntry>? look = null)
    {
        if (expression.Length == 0)
        {
            session.Complain($"{command} needs an expression");
            return null;
        }

        var examined = session.Run.Examine(session.Source(expression), look);
        session.Report(examined.Diagnostics);
        if (examined.HasErrors)
            return null;
        if (examined.Description is null)
        {
            session.Complain($"{command} takes an expression, and this has no value");
            return null;
        }

        return examined;
    }

    private static string Size(PromptSession session, Dimension size) =>
        !size.IsConstant && session.Run.SizeOf(size) is { } known ? FormattableString.Invariant($"{size} = {known}") : size.ToString();

    private static string Origin(Axis axis) => axis.Origin switch
    {
        null => string.Empty,
        { Location: { } place } origin => $"from {origin.Description.ReplaceLineEndings(" ")} ({place})",
        var origin => $"from {origin.Description.ReplaceLineEndings(" ")}",
    };
}
