using Dsl.Repl.Editing.Screen;

namespace Dsl.Repl.Editing.Assistance;

/// <summary>What the editor is told about an entry. Nothing here runs the entry or changes what is known.</summary>
internal interface IEntryAssistance
{
    /// <summary>Called before an entry is typed, when nothing else is asked: looks at what earlier entries have named.</summary>
    void Begin();

    /// <summary>Whether nothing more is needed, so that Enter submits the entry.</summary>
    bool IsComplete(string text);

    /// <summary>The looks of an entry's parts, in order and without overlap; from its form and what was named when it was begun, so that typing never waits.</summary>
    IReadOnlyList<StyledSpan> Colors(string text);

    /// <summary>What could be meant at a place; null for nothing.</summary>
    Suggestions? Complete(string text, int position);

    /// <summary>The signature of the call around a place; null outside of calls. May take a while; called from another thread, never two at once.</summary>
    SignatureNote? SignatureAt(string text, int position, CancellationToken cancel);
}
