using System.Collections.Immutable;

namespace Dsl.Repl.Prompt;

/// <summary>The commands of the prompt: parsing, completion, help and the list in the README come from this table.</summary>
internal static class PromptCommands
{
    /// <summary>All of them, in the order in which they are listed.</summary>
    public static ImmutableArray<PromptCommand> All { get; } =
    [
        new("help", PromptArgument.Command, "[COMMAND]", "lists these commands, or explains one", static (state, text) => HelpCommands.Show(state, text))
        {
            Details = "The list is for what is typed at the prompt; nn --help lists the commands of the program.",
            Example = ":help kernels",
        },
        new("type", PromptArgument.Expression, "EXPRESSION", "says what it gives, without computing it", static (state, text) => ValueCommands.ShowType(state, text))
        {
            Details = "Nothing runs, nothing is changed; a mistake in the expression is reported as it would be in an entry.",
            Example = ":type random([32, 784]) @ random([784, 10])",
        },
        new("shape", PromptArgument.Expression, "EXPRESSION", "lists its axes: names, sizes, where sizes come from", static (state, text) => ValueCommands.ShowShape(state, text))
        {
            Details = "Like :type it computes nothing. A size that only the run knows stands as its name, with its number where that is known by now.",
            Example = ":shape net(x)",
        },
        new("who", PromptArgument.None, "", "lists the names known so far, with their memory", static (state, _) => ValueCommands.ListNames(state))
        {
            Details = "Values that no name, no model and not `_` leads to any more are freed after each entry.",
            Example = ":who",
        },
        new("load", PromptArgument.File, "FILE", "runs a script as one entry; its names stay", static (state, text) => ScriptCommands.Load(state, text))
        {
            Details = "The script's data is looked for beside it.",
            Example = ":load examples/iris.nn",
        },
        new("reload", PromptArgument.None, "", "runs the script loaded last once more, as it is now", static (state, _) => ScriptCommands.Reload(state))
        {
            Details = "Models and functions that it declares are declared anew; models made by entries in between stay as they are.",
            Example = ":reload",
        },
        new("save", PromptArgument.NewFile, "FILE", "writes the entries that ran as a script", static (state, text) => ScriptCommands.Save(state, text))
        {
            Details = "Expressions become print(...), so that the script shows what the prompt showed. Only a file that :save wrote is written over.",
            Example = ":save entries.nn",
        },
        new("time", PromptArgument.Entry, "ENTRY", "runs the entry and says how long it took", static (state, text) => ScriptCommands.Time(state, text))
        {
            Details = "The time is that of checking, compiling and running together; :kernels measures what runs alone.",
            Example = ":time x = random([1000, 1000]) @ random([1000, 1000])",
        },
        new("reset", PromptArgument.None, "", "forgets all names, weights and data", static (state, _) => state.Reset())
        {
            Details = "The device and the history of what was typed stay.",
            Example = ":reset",
        },
        new("history", PromptArgument.None, "", "lists what was typed", static (state, _) => ScriptCommands.ShowHistory(state))
        {
            Details = "The oldest comes first.",
            Example = ":history",
        },
        new("device", PromptArgument.Device, "[NAME]", "says what computes, or chooses it", static (state, text) => ScriptCommands.ChooseDevice(state, text))
        {
            Details = "cpu is fast; reference computes slowly and obviously, in double precision. Names, weights and data stay.",
            Example = ":device reference",
        },
        new("seed", PromptArgument.Number, "[N]", "says or sets the seed of all that is random", static (state, text) => ScriptCommands.SetSeed(state, text))
        {
            Details = "After the same seed the same numbers are drawn.",
            Example = ":seed 7",
        },
        new("graph", PromptArgument.Expression, "EXPRESSION [FILE]", "draws what leads to a value, or a model", static (state, text) => InspectionCommands.DrawGraph(state, text))
        {
            Details = "Nothing is computed. As text, or into a file whose name ends in .svg or .mmd (Mermaid): layers are boxes with their shapes.",
            Example = ":graph net network.svg",
        },
        new("kernels", PromptArgument.Entry, "ENTRY", "lists the kernels it becomes: time, bytes, place", static (state, text) => InspectionCommands.ShowKernels(state, text))
        {
            Details = "The entry is run for its times and changes nothing: of a training a few steps are taken, and then the weights are as before.",
            Example = ":kernels train(net, data, loss: cross_entropy, optimizer: adam(), steps: 100)",
        },
        new("grad", PromptArgument.Expression, "EXPRESSION", "shows the backward rules of a number, with shapes", static (state, text) => InspectionCommands.ExplainGradient(state, text))
        {
            Details = "One line for each operation, from the number backwards; dW is the gradient by W. Nothing is computed.",
            Example = ":grad mean((x @ W - y)^2)",
        },
        new("summary", PromptArgument.Expression, "MODEL", "shows layers, weights, operations, training memory", static (state, text) => InspectionCommands.Summarize(state, text))
        {
            Details = "The same table as nn summary FILE NAME, for one row a batch.",
            Example = ":summary net",
        },
        new("plot", PromptArgument.Expression, "EXPRESSION", "draws it: curves, a histogram or a picture", static (state, text) => ValueCommands.Plot(state, text))
        {
            Details = "Lists of numbers become curves, several when the value has several, as the result of train has; whole numbers and truth values a histogram; what has two axes or more a picture.",
            Example = ":plot history",
        },
        new("quit", PromptArgument.None, "", "leaves; so does the end of the input", static (state, _) => state.Quit())
        {
            Details = "Ctrl+D on an empty line does the same.",
            Example = ":quit",
        },
    ];

    /// <summary>The command of that name, or null.</summary>
    public static PromptCommand? Find(string name) => All.FirstOrDefault(command => command.Name == name);

    /// <summary>Takes what was typed apart.</summary>
    /// <returns>The name after the colon, and what follows it.</returns>
    public static (string Name, string Argument) Split(string entry)
    {
        var text = entry.Trim()[1..];
        var end = text.AsSpan().IndexOfAny(" \t\n");
        return end < 0 ? (text, string.Empty) : (text[..end], text[end..].Trim());
    }
}
