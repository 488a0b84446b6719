using Dsl.Language.Text;

namespace Dsl.Repl.Prompt;

/// <summary><c>?name</c>: what a name is, in the words in which editors tell it.</summary>
internal static class NameHelp
{
    /// <summary>Tells what a name is; without a name, what can be asked and done.</summary>
    public static void Show(PromptSession session, string name)
    {
        if (name.Length == 0)
        {
            HelpCommands.Show(session, string.Empty);
            return;
        }

        var visible = session.Run.Analyze(new SourceText("question", name)).Symbols.VisibleAt(name.Length);
        if (visible.FirstOrDefault(symbol => symbol.Name == name) is not { } found)
        {
            var near = NearMiss.Find(name, visible.Select(static symbol => symbol.Name));
            session.Complain($"nothing here is called {name}{(near is null ? string.Empty : $"; did you mean {near}?")}");
            return;
        }

        session.Output.WriteLine(found.Signature);
        if (!string.IsNullOrWhiteSpace(found.Documentation))
            session.Output.WriteLine(found.Documentation.TrimEnd());
    }
}
