using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>
/// What a fixture expects of the program that a statement is compiled to: a line such as <c># structure: launches 2, kernels 7, contractions 3</c> above
/// the statement. Only the figures named are compared. Where a statement is compiled to several programs - starting values, a
/// smaller last batch - the one with the most kernels counts.
/// </summary>
/// <param name="Line">The statement's line, from 1.</param>
/// <param name="Figures">Names and numbers, as written.</param>
internal sealed partial record StructureExpectation(int Line, ImmutableArray<(string Name, int Count)> Figures)
{
    private const string Head = "# structure:";

    /// <summary>Every expectation of a script.</summary>
    public static ImmutableArray<StructureExpectation> Read(string script)
    {
        var lines = script.Split('\n');
        var found = ImmutableArray.CreateBuilder<StructureExpectation>();
        for (var i = 0; i < lines.Length; i++)
        {
            if (!lines[i].StartsWith(Head, StringComparison.Ordinal))
                continue;
            var statement = Array.FindIndex(lines, i, static line => line.Length > 0 && line[0] != '#');
            if (statement < 0)
                throw new FormatException($"`{lines[i]}` stands above no statement");
            found.Add(new StructureExpectation(statement + 1, [.. FigureForm().Matches(lines[i][Head.Length..]).Select(static match =>
                (match.Groups[1].Value, int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)))]));
        }

        return found.ToImmutable();
    }

    /// <summary>The script with the figures that were found in place of those written.</summary>
    public static string Update(string script, IReadOnlyList<(int Line, ProgramStatistics Figures)> programs)
    {
        var expectations = new Queue<StructureExpectation>(Read(script));
        return string.Join('\n', script.Split('\n').Select(line => line.StartsWith(Head, StringComparison.Ordinal)
            ? $"{Head} {expectations.Dequeue().Actual(programs)}"
            : line));
    }

    /// <summary>The figures as written.</summary>
    public string Expected => Join(Figures.Select(static figure => (figure.Name, (int?)figure.Count)));

    /// <summary>The same figures of what the statement was compiled to.</summary>
    public string Actual(IReadOnlyList<(int Line, ProgramStatistics Figures)> programs)
    {
        var figures = programs.Where(program => program.Line == Line).Select(static program => program.Figures).MaxBy(static found => found.Kernels);
        return Join(Figures.Select(figure => (figure.Name, Find(figures, figure.Name))));
    }

    private static int? Find(ProgramStatistics? figures, string name) => name switch
    {
        "launches" => figures?.Launches,
        "kernels" => figures?.Kernels,
        "contractions" => figures?.Contractions,
        _ => throw new FormatException($"a structure has no {name}"),
    };

    private static string Join(IEnumerable<(string Name, int? Count)> figures) =>
        string.Join(", ", figures.Select(static figure => $"{figure.Name} {figure.Count?.ToString(CultureInfo.InvariantCulture) ?? "nothing"}"));

    [GeneratedRegex(@"(\w+) (\d+)")]
    private static partial Regex FigureForm();
}
