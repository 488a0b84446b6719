using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>
/// The settings of a script: the names that it binds once, at top level, to a number, a truth value or a text. Whoever runs the
/// script may give them other values, and it then runs as if it had been written with those.
/// </summary>
public static class ScriptSettings
{
    /// <summary>The settings in the order of the script.</summary>
    public static ImmutableArray<ScriptSetting> Of(SyntaxTree tree)
    {
        var settings = ImmutableArray.CreateBuilder<ScriptSetting>();
        var names = new HashSet<string>();
        var boundAgain = new HashSet<string>();
        foreach (var statement in tree.Root.Statements)
        {
            if (statement is not BindingStatementSyntax { Target: NameSyntax name } binding)
                continue;
            if (!names.Add(name.Name))
                boundAgain.Add(name.Name);
            else if (binding.Type is null && ScriptSetting.KindOf(binding.Value) is { } kind)
                settings.Add(new ScriptSetting(name.Name, kind, binding.Value));
        }

        return [.. settings.Where(setting => !boundAgain.Contains(setting.Name))];
    }

    /// <summary>The text of a script with other values for some of its settings.</summary>
    /// <param name="source">The script.</param>
    /// <param name="values">The settings by name, each with its value as typed.</param>
    /// <param name="problem">What does not fit, for the person who typed it; null when all does.</param>
    /// <returns>The changed script, or the same when there is a problem or nothing to change.</returns>
    public static SourceText Apply(SourceText source, ImmutableArray<KeyValuePair<string, string>> values, out string? problem)
    {
        problem = null;
        if (values.IsDefaultOrEmpty)
            return source;
        var settings = Of(SyntaxTree.Parse(source));
        var edits = new Dictionary<string, TextEdit>();
        foreach (var (name, value) in values)
        {
            if (settings.FirstOrDefault(s => s.Name == name) is not { } setting)
            {
                problem = NoSuchSetting(name, settings);
                return source;
            }

            if (setting.Write(value) is not { } text)
            {
                problem = $"the setting {name} is {setting.Description} ({setting.Value.Location.Text} in the script), and '{value}' is none";
                return source;
            }

            edits[name] = new TextEdit(setting.Value.Location, text);
        }

        var content = source.Content;
        foreach (var edit in edits.Values.OrderByDescending(static e => e.Location.Span.Start))
            content = string.Concat(content.AsSpan(0, edit.Location.Span.Start), edit.NewText, content.AsSpan(edit.Location.Span.End));
        return new SourceText(source.Path, content);
    }

    private static string NoSuchSetting(string name, ImmutableArray<ScriptSetting> settings)
    {
        if (settings.IsEmpty)
            return $"the script has no setting {name}, and no other: a setting is a name that is bound once, at top level, to a number, true, false or a text";
        var listed = string.Join(", ", settings.Select(static s => $"{s.Name} = {s.Value.Location.Text}"));
        return NearMiss.Find(name, settings.Select(static s => s.Name)) is { } near
            ? $"the script has no setting {name}; did you mean {near}? It has {listed}"
            : $"the script has no setting {name}; it has {listed}";
    }
}
