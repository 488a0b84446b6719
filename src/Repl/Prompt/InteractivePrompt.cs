using Dsl.Repl.Editing.History;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Scripts;

namespace Dsl.Repl.Prompt;

/// <summary>Takes entries and commands one after another: values go to standard output, what is wrong to standard error.</summary>
internal sealed class InteractivePrompt : IDisposable
{
    private const string ElseWord = "else";

    /// <param name="terminal">The program's streams.</param>
    /// <param name="options">How entries run.</param>
    /// <param name="device">What computes; the backend of the options.</param>
    /// <param name="output">Where they print.</param>
    /// <param name="history">What was typed before; null for nothing.</param>
    public InteractivePrompt(Terminal terminal, RunOptions options, ChosenDevice device, ConsoleRunOutput output, IHistory? history = null)
    {
        State = new PromptState(terminal, options, device, output) { History = history ?? new EntryHistory(null) };
    }

    /// <summary>Whether it was asked to end.</summary>
    public bool IsLeft => State.IsLeft;

    /// <summary>What its entries share.</summary>
    public PromptState State { get; }

    /// <summary>Does an entry or a command.</summary>
    public void Take(string entry)
    {
        State.History.Add(entry);
        try
        {
            if (EntryReader.IsCommand(entry))
                TakeCommand(entry);
            else if (EntryReader.IsQuestion(entry))
                NameHelp.Show(State, entry.Trim()[1..].Trim());
            else if (!string.IsNullOrWhiteSpace(entry))
                Enter(entry);
        }
        catch (DeviceException exception)
        {
            Complain($"{exception.Message}; :device cpu goes on without the device, with what was read from it before");
        }

        State.Terminal.Output.Flush();
    }

    /// <summary>Says what is wrong with something that is no entry.</summary>
    public void Complain(string problem) => State.Complain(problem);

    public void Dispose() => State.Dispose();

    private void Enter(string entry)
    {
        var isEntered = State.Enter(State.Source(entry));

        // Line by line nobody knows whether an else will follow a block.
        var text = entry.AsSpan().TrimStart();
        if (!isEntered && text.StartsWith(ElseWord, StringComparison.Ordinal) && (text.Length == ElseWord.Length || !char.IsLetterOrDigit(text[ElseWord.Length])))
            Complain("an entry ends where its lines are complete, so `else` stands on the line of the brace before it: } else {");
    }

    private void TakeCommand(string entry)
    {
        var (name, argument) = PromptCommands.Split(entry);
        if (name.Length == 0)
            Complain("the name of a command stands right after the colon; :help lists them");
        else if (PromptCommands.Find(name) is not { } command)
            HelpCommands.ComplainOfUnknown(State, name);
        else if (command.Kind == PromptArgument.None && argument.Length > 0)
            Complain($":{name} stands alone; nothing follows it");
        else
            command.Run(State, argument);
    }
}
