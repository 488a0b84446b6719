using System.Diagnostics;
using System.Text;

namespace Dsl.Repl.Tests;

public class CommandLineTests
{
    [Fact]
    public void Without_arguments_it_says_what_it_can()
    {
        var result = NnProcess.Run();
        Assert.Equal(ExitCode.Success, result.ExitCode);
        foreach (var command in (string[])["run", "repl", "check", "fmt", "explain", "data"])
            Assert.Contains(command, result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void The_version_is_a_number()
    {
        var result = NnProcess.Run("--version");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.True(Version.TryParse(result.Output.Trim(), out _), result.Output);
    }

    [Theory]
    [InlineData("fly")]
    [InlineData("run")]
    [InlineData("run", "x.nn", "--speed", "9")]
    [InlineData("run", "x.nn", "--seed", "many")]
    [InlineData("run", "x.nn", "--dump-to", "folder")]
    [InlineData("run", "x.nn", "--backend", "abacus")]
    [InlineData("bench", "x.nn", "--device", "abacus")]
    [InlineData("repl", "--device", "opencl:90")]
    [InlineData("check", "x.nn", "--format", "xml")]
    [InlineData("run", "no-such-script.nn")]
    [InlineData("check", "no-such-script.nn")]
    [InlineData("fmt", "no-such-script.nn")]
    [InlineData("explain", "NN0000")]
    [InlineData("data", "get")]
    [InlineData("data", "get", "flowers")]
    public void A_command_line_that_does_not_fit_gives_2_and_a_message(params string[] arguments)
    {
        var result = NnProcess.Run(arguments);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Empty(result.Output);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public void An_output_that_was_closed_is_told_and_is_no_defect()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new ScriptFolder();
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true };
        foreach (var argument in (string[])["-c", "dotnet \"$0\" run \"$1\" >&-", NnProcess.ProgramPath, folder.Add("print(1)\n")])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(ExitCode.Usage, process.ExitCode);
        Assert.StartsWith("nn: the output cannot be written: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Fmt_rewrites_what_a_link_leads_to_and_leaves_who_may_read_it()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new ScriptFolder();
        var path = folder.Add("x=1\n");
        var link = Path.Combine(folder.Folder, "link.nn");
        File.CreateSymbolicLink(link, Path.GetFileName(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Equal(ExitCode.Success, NnProcess.Run("fmt", link).ExitCode);
        Assert.Equal("x = 1\n", File.ReadAllText(path));
        Assert.Equal(Path.GetFileName(path), new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void Fmt_leaves_a_file_that_is_marked_as_read_only()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("x=1\n");
        File.SetAttributes(path, FileAttributes.ReadOnly);
        var result = NnProcess.Run("fmt", path);
        File.SetAttributes(path, FileAttributes.Normal);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("read-only", result.Error, StringComparison.Ordinal);
        Assert.Equal("x=1\n", File.ReadAllText(path));
    }

    [Fact]
    public void Fmt_ends_every_line_with_a_line_feed()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("# one\rprint(1)\r\nprint(\"\"\"a\rb\r\nc\"\"\")\r");
        Assert.Equal(new NnResult(ExitCode.Success, "1\na\nb\nc\n", string.Empty), NnProcess.Run("run", path));
        Assert.Equal(ExitCode.Success, NnProcess.Run("fmt", path).ExitCode);
        Assert.Equal("# one\nprint(1)\nprint(\"\"\"a\nb\nc\"\"\")\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("run -", 2, "standard input is closed")]
    [InlineData("repl", 0, "")]
    public void A_program_without_standard_input_does_not_wait_for_it(string arguments, int code, string words)
    {
        if (OperatingSystem.IsWindows())
            return;
        var start = new ProcessStartInfo("/bin/sh") { RedirectStandardError = true };
        foreach (var argument in (string[])["-c", $"dotnet \"$0\" {arguments} <&-", NnProcess.ProgramPath])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(code, process.ExitCode);
        Assert.Contains(words, error, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_is_no_script()
    {
        using var folder = new ScriptFolder();
        var result = NnProcess.Run("run", folder.Folder);
        Assert.Equal(ExitCode.Usage, result.ExitCode);
        Assert.Contains("is a folder", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Explain_shows_the_page_of_a_code_in_any_case()
    {
        var result = NnProcess.Run("explain", "nn4010");
        Assert.Equal(ExitCode.Success, result.ExitCode);
        Assert.StartsWith("# NN4010: ", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Fmt_formats_standard_input()
    {
        var result = NnProcess.RunWithInput("x=1+2\nprint( x )\n"u8.ToArray(), "fmt", "-");
        Assert.Equal(new NnResult(ExitCode.Success, "x = 1 + 2\nprint(x)\n", string.Empty), result);
    }

    [Fact]
    public void Fmt_rewrites_a_file_and_check_only_looks()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("x=1\n");
        Assert.Equal(ExitCode.Diagnostics, NnProcess.Run("fmt", "--check", path).ExitCode);
        Assert.Equal("x=1\n", File.ReadAllText(path));
        Assert.Equal(ExitCode.Success, NnProcess.Run("fmt", path).ExitCode);
        Assert.Equal("x = 1\n", File.ReadAllText(path));
        Assert.Equal(ExitCode.Success, NnProcess.Run("fmt", "--check", path).ExitCode);
        Assert.Equal([path], Directory.GetFiles(folder.Folder));
    }

    [Fact]
    public void Fmt_leaves_a_script_with_mistakes_alone()
    {
        using var folder = new ScriptFolder();
        var path = folder.Add("x=(1\n");
        var result = NnProcess.Run("fmt", path);
        Assert.Equal(ExitCode.Diagnostics, result.ExitCode);
        Assert.Contains("NN1", result.Error, StringComparison.Ordinal);
        Assert.Equal("x=(1\n", File.ReadAllText(path));
    }

    [Theory]
    [InlineData("run")]
    [InlineData("check")]
    [InlineData("fmt")]
    public void Bytes_that_are_not_utf8_are_a_diagnostic(string command)
    {
        using var folder = new ScriptFolder();
        var path = folder.Add(string.Empty);
        File.WriteAllBytes(path, [0x78, 0x3D, 0xFF, 0xFE, 0x00]);
        var result = NnProcess.Run(command, path);
        Assert.Equal(ExitCode.Diagnostics, result.ExitCode);
        Assert.Contains("UTF-8", result.Error, StringComparison.Ordinal);
        Assert.Empty(result.Output);
    }

    [Fact]
    public void Every_page_of_an_error_is_in_the_program()
    {
        var assembly = typeof(ExitCode).Assembly;
        Assert.True(assembly.GetManifestResourceNames().Count(static n => n.StartsWith("errors/NN", StringComparison.Ordinal)) > 20);
        foreach (var name in assembly.GetManifestResourceNames().Where(static n => n.StartsWith("errors/NN", StringComparison.Ordinal)))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!, Encoding.UTF8);
            Assert.StartsWith($"# {Path.GetFileNameWithoutExtension(name)}: ", reader.ReadLine(), StringComparison.Ordinal);
        }
    }
}
