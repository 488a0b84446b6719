namespace Dsl.Repl.Editing.Devices;

/// <summary>A terminal that reports keys one by one and obeys the control codes of ECMA-48.</summary>
internal interface ITerminalDevice : IDisposable
{
    /// <summary>What it shows at the moment; never less than 3 by 1.</summary>
    TerminalSize Size { get; }

    /// <summary>Begins to report keys, which then do nothing by themselves: no echo, no signals.</summary>
    void Begin();

    /// <summary>Makes the terminal as it was before <see cref="Begin"/>. May be called at any time and from any thread.</summary>
    void End();

    /// <summary>Waits for what comes next.</summary>
    /// <param name="patience">How long; null for as long as it takes.</param>
    TerminalInput Read(TimeSpan? patience);

    /// <summary>Writes text with control codes, at once.</summary>
    void Write(string text);

    /// <summary>Stops the program until its shell lets it go on, with the terminal as it was before.</summary>
    void Suspend();

    /// <summary>Ends the waiting of <see cref="Read"/> with <see cref="InputKind.Woken"/>. May be called from any thread.</summary>
    void Wake();
}
