using System.Diagnostics;

namespace Dsl.Repl.Tests.Editing;

/// <summary>The real program in a real terminal.</summary>
public sealed class PseudoTerminalTests
{
    private const string ControlC = "\u0003";
    private const string ControlD = "\u0004";

    [TerminalFact]
    public void Entries_are_typed_and_leaving_restores_the_terminal()
    {
        using var terminal = PseudoTerminal.Start();
        terminal.WaitForLine("nn>");
        Assert.NotEqual(terminal.Before, terminal.Settings());
        terminal.Type("x = 20 + 1\r");
        terminal.WaitFor(static rows => rows is [.., "nn> x = 20 + 1", "nn>"], "the entry and the next prompt");
        terminal.Type("\e[Ax\u007f\u0001\u000bprint(\"日本語 {x * 2}\")\r");
        terminal.WaitFor(static rows => rows is [.., "nn> print(\"日本語 {x * 2}\")", "日本語 42", "nn>"], "what the entry prints");
        Assert.Contains("\e[36m20\e[0m", terminal.Everything, StringComparison.Ordinal);
        terminal.Type(ControlD);
        Assert.Equal(ExitCode.Success, terminal.WaitForEnd());
        terminal.AssertRestored();
    }

    [TerminalFact]
    public void A_pasted_block_is_one_entry_and_the_window_can_change()
    {
        using var terminal = PseudoTerminal.Start(60);
        terminal.WaitForLine("nn>");
        terminal.Type("\e[200~fn twice(a) {\r  a * 2\r}\rprint(twice(1111) + twice(2222) + twice(3333))\e[201~");
        terminal.WaitForLine("...> print(twice(1111) + twice(2222) + twice(3333))");
        terminal.Resize(40, 12);
        terminal.WaitFor(static rows => rows is [.., "nn> fn twice(a) {", "...>   a * 2", "...> }", "...> print(twice(1111) + twice(2222) +", "twice(3333))"], "the entry in 40 columns");
        terminal.Type("\r");
        terminal.WaitFor(static rows => rows is [.., "twice(3333))", "13332", "nn>"], "the result");
        terminal.Type(":quit\r");
        Assert.Equal(ExitCode.Success, terminal.WaitForEnd());
        terminal.AssertRestored();
    }

    [TerminalFact]
    public void Control_c_clears_the_line_and_ends_a_training_that_keeps_what_it_learned()
    {
        using var terminal = PseudoTerminal.Start();
        terminal.WaitForLine("nn>");
        terminal.Type("half typed" + ControlC);
        terminal.WaitFor(static rows => rows is [.., "nn> half typed", "nn>"], "a fresh prompt");
        terminal.Type("\e[200~moons = make_moons(100)\rmodel Net() (x: [batch, 2]) -> [batch, 2] = x |> dense(4) |> relu |> dense(2)\rnet = Net()\e[201~\r");
        terminal.WaitForLine("nn>");
        terminal.Type("print(\"begins\"); h = train(net, moons, loss: cross_entropy, optimizer: adam(), epochs: 100000, batch: 10)\r");
        terminal.WaitFor(static rows => rows.Any(static row => row.Contains("loss", StringComparison.Ordinal) && row.Contains("epoch", StringComparison.Ordinal)), "the progress");
        terminal.Type(ControlC);
        terminal.WaitForLine("nn>");
        terminal.Type("print(\"learned {size(h.loss, 0) > 0} {size(net(moons.x), 1)}\")\r");
        terminal.WaitFor(static rows => rows is [.., "learned true 2", "nn>"], "that the net is there");
        terminal.Type(ControlD);
        Assert.Equal(ExitCode.Success, terminal.WaitForEnd());
        terminal.AssertRestored();
    }

    [TerminalFact]
    public void Control_c_during_work_comes_back_to_the_prompt()
    {
        using var terminal = PseudoTerminal.Start();
        terminal.WaitForLine("nn>");
        terminal.Type("\e[200~print(\"begins\")\rfor i in 0..1000000000 {\r  x = i\r}\e[201~\r");
        terminal.WaitForLine("begins");
        terminal.Type(ControlC);
        terminal.WaitFor(static rows => rows is [.., var told, "nn>"] && told.Contains("interrupted", StringComparison.Ordinal), "that it ended");
        terminal.Type("print(6 * 7)\r");
        terminal.WaitFor(static rows => rows is [.., "42", "nn>"], "the next result");
        terminal.Type(ControlD);
        Assert.Equal(ExitCode.Success, terminal.WaitForEnd());
        terminal.AssertRestored();
    }

    [TerminalFact]
    public void A_program_that_is_ended_from_outside_restores_the_terminal()
    {
        using var terminal = PseudoTerminal.Start();
        terminal.WaitForLine("nn>");
        using (var kill = Process.Start("kill", ["-TERM", terminal.Program.Id.ToString()]))
            kill.WaitForExit();
        Assert.NotEqual(ExitCode.Success, terminal.WaitForEnd());
        terminal.AssertRestored();
    }

    [TerminalFact]
    public void What_was_entered_is_there_the_next_time()
    {
        using var folder = new ScriptFolder();
        foreach (var isFirst in (bool[])[true, false])
        {
            using var terminal = PseudoTerminal.Start(variables: [$"XDG_STATE_HOME={folder.Folder}"]);
            terminal.WaitForLine("nn>");
            terminal.Type(isFirst ? "y = 6 * 7\r" : "\u0012six\u007f\u007f\u007f= 6");
            terminal.WaitFor(rows => isFirst ? rows is [.., "nn> y = 6 * 7", "nn>"] : rows is [.., "nn> y = 6 * 7", "search: = 6"], "the entry");
            terminal.Type(isFirst ? ControlD : "\r" + ControlD);
            Assert.Equal(ExitCode.Success, terminal.WaitForEnd());
            terminal.AssertRestored();
        }
    }

    [TerminalFact]
    public void A_dumb_terminal_gets_plain_text_and_one_without_colours_no_colours()
    {
        using (var dumb = PseudoTerminal.Start(terminalType: "dumb"))
        {
            dumb.WaitForLine("nn>");
            dumb.Type("1 + 2\r");
            dumb.WaitFor(static rows => rows is [.., "3", "nn>"], "the result");
            dumb.Type(ControlD);
            Assert.Equal(ExitCode.Success, dumb.WaitForEnd());
            Assert.DoesNotContain('\e', dumb.Everything);
        }

        using var plain = PseudoTerminal.Start(variables: ["NO_COLOR=1"]);
        plain.WaitForLine("nn>");
        plain.Type("1 + 2\r");
        plain.WaitFor(static rows => rows is [.., "3", "nn>"], "the result");
        plain.Type(ControlD);
        Assert.Equal(ExitCode.Success, plain.WaitForEnd());
        Assert.DoesNotMatch("\e\\[[0-9;]*m", plain.Everything);
    }
}
