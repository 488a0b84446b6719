using System.Diagnostics;

namespace Dsl.Benchmarks.Editor;

/// <summary>Measures what whoever types waits for: from the real server, message by message.</summary>
internal static class EditorFigures
{
    private const string Uri = "file:///tmp/nn-benchmark/net.nn";
    private const int Short = 300;
    private const int Long = 5000;

    /// <summary>Measures and prints a table.</summary>
    /// <param name="isQuick">Whether fewer repetitions will do.</param>
    public static void Print(TextWriter output, bool isQuick)
    {
        var repetitions = isQuick ? 40 : 200;
        output.WriteLine("| what | aim | median | 95 of 100 |");
        output.WriteLine("| --- | --- | --- | --- |");
        Row(output, "process to first reports, 300 lines", "250 ms", Cold(isQuick ? 5 : 10));
        var perLine = new List<(int Lines, double Milliseconds)>();
        foreach (var lines in (int[])[Short, 1250, 2500, Long])
        {
            var script = EditorScript.OfLines(lines);
            using var server = Opened(script);
            var times = Keystrokes(server, script, lines == Long ? repetitions / 2 : repetitions);
            perLine.Add((script.Lines, Median(times)));
            Row(output, $"key to reports, {lines} lines", lines == Short ? "20 ms" : lines == Long ? "100 ms" : "", times);
            if (lines is not (Short or Long))
                continue;
            Row(output, $"key to completion, {lines} lines", lines == Short ? "20 ms" : "60 ms", Answers(server, script, "textDocument/completion", repetitions / 2, true));
            Row(output, $"completion, {lines} lines", lines == Short ? "20 ms" : "60 ms", Answers(server, script, "textDocument/completion", repetitions, false));
            Row(output, $"hover, {lines} lines", lines == Short ? "20 ms" : "60 ms", Answers(server, script, "textDocument/hover", repetitions, false));
            Row(output, $"colours, {lines} lines", lines == Short ? "15 ms" : "60 ms", Answers(server, script, "textDocument/semanticTokens/full", repetitions / 4, false));
            Row(output, $"cancel to reply, {lines} lines", "10 ms", Cancellations(server, script, repetitions / 4));
        }

        var (first, last) = (perLine[0], perLine[^1]);
        output.WriteLine($"| time a line, {last.Lines} lines to {first.Lines} | at most 1.5 | {last.Milliseconds / last.Lines / (first.Milliseconds / first.Lines):0.00} | |");
        var edits = isQuick ? 1000 : 10_000;
        var (early, late) = MemoryAfter(edits);
        output.WriteLine($"| memory after {edits} edits, 300 lines | as after {edits / 10} | {early >> 20} MiB, then {late >> 20} MiB | |");
    }

    private static EditorConnection Opened(EditorScript script)
    {
        var server = new EditorConnection();
        server.Initialize();
        server.Open(Uri, script.Text);
        if (server.Reports(1) != 0)
            throw new InvalidOperationException("the script of the benchmark has mistakes");
        return server;
    }

    private static List<double> Cold(int count)
    {
        var script = EditorScript.OfLines(Short);
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var clock = Stopwatch.StartNew();
            using var server = Opened(script);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    // One digit of one model's width changes with each key.
    private static List<double> Keystrokes(EditorConnection server, EditorScript script, int count)
    {
        var version = 1;
        for (var i = 0; i < 30; i++)
            Key(server, script, ref version);
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            var clock = Stopwatch.StartNew();
            Key(server, script, ref version);
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static void Key(EditorConnection server, EditorScript script, ref int version)
    {
        Type(server, script, ++version);
        server.Reports(version);
    }

    private static void Type(EditorConnection server, EditorScript script, int version) =>
        server.Edit(Uri, version, script.EditedLine(version * 7), EditorScript.EditedColumn, 1, ((version % 8) + 1).ToString());

    private static List<double> Answers(EditorConnection server, EditorScript script, string method, int count, bool types)
    {
        var version = 100_000;
        var times = new List<double>();
        for (var i = -10; i < count; i++)
        {
            var clock = Stopwatch.StartNew();
            if (types)
                Type(server, script, ++version);
            var id = server.Request(method, $$"""{"textDocument": {"uri": "{{Uri}}"}, "position": {"line": {{script.EditedLine(i + 50)}}, "character": {{6 + (i + 50) % 14}} } }""");
            using var answer = server.Answer(id);
            if (!answer.RootElement.TryGetProperty("result", out _))
                throw new InvalidOperationException($"{method} failed: {answer.RootElement}");
            if (i >= 0)
                times.Add(clock.Elapsed.TotalMilliseconds);
        }

        return times;
    }

    private static List<double> Cancellations(EditorConnection server, EditorScript script, int count)
    {
        var version = 200_000;
        var times = new List<double>();
        for (var i = 0; i < count; i++)
        {
            Type(server, script, ++version);
            var id = server.Request("textDocument/semanticTokens/full", $$"""{"textDocument": {"uri": "{{Uri}}"} }""");
            var clock = Stopwatch.StartNew();
            server.Notify("$/cancelRequest", $$"""{"id": {{id}} }""");
            server.Answer(id).Dispose();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }

        Key(server, script, ref version);
        return times;
    }

    // After a first share of the edits, and after all of them.
    private static (long Early, long Late) MemoryAfter(int count)
    {
        var script = EditorScript.OfLines(Short);
        using var server = Opened(script);
        long early = 0;
        for (var version = 2; version <= count; version++)
        {
            Type(server, script, version);

            // Every fifth is waited for; the others are overtaken, as by quick fingers.
            if (version % 5 == 0)
                server.Reports(version);
            if (version == count / 10)
                early = server.Memory;
        }

        return (early, server.Memory);
    }

    private static void Row(TextWriter output, string what, string aim, List<double> times)
    {
        output.WriteLine($"| {what} | {aim} | {Median(times):0.0} ms | {times.Order().ElementAt((int)(times.Count * 0.95)):0.0} ms |");
        output.Flush();
    }

    private static double Median(List<double> times) => times.Order().ElementAt(times.Count / 2);
}
