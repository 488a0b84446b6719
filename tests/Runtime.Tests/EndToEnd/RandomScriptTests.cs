using System.Globalization;
using System.Text.RegularExpressions;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Tests.Suite;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.EndToEnd;

/// <summary>Random scripts without mistakes: the checker accepts them, they run on both backends, and both print the same numbers.</summary>
public partial class RandomScriptTests
{
    private const double Tolerance = 2e-3;

    [Fact]
    public void AreAcceptedAndGiveTheSameOnBothBackends() =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue - 1).ToArbitrary(), Verify).Check(Config.QuickThrowOnFailure.WithMaxTest(120).WithReplay(20260103UL, 5UL));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void GiveTheSameBytesTwice(int seed)
    {
        var text = new RandomScript(seed).Text;
        var first = ScriptHarness.Run(text, "random.nn", RepositoryPaths.Examples);
        var second = ScriptHarness.Run(text, "random.nn", RepositoryPaths.Examples);
        Assert.True(first.Diagnostics.IsEmpty, first.Rendering);
        Assert.Equal(string.Join('\n', first.Lines), string.Join('\n', second.Lines));
    }

    private static void Verify(int seed)
    {
        var text = new RandomScript(seed).Text;
        var cpu = ScriptHarness.Run(text, "random.nn", RepositoryPaths.Examples, new CpuBackend());
        Assert.True(cpu.Diagnostics.IsEmpty, $"{cpu.Rendering}\n{text}");
        var reference = ScriptHarness.Run(text, "random.nn", RepositoryPaths.Examples, new ReferenceBackend());
        Assert.True(reference.Diagnostics.IsEmpty, $"{reference.Rendering}\n{text}");
        var (actual, expected) = (Numbers(cpu.Lines), Numbers(reference.Lines));
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
            Assert.True(Math.Abs(expected[i] - actual[i]) <= Tolerance * (1 + Math.Abs(expected[i])), $"number {i} is {actual[i]} on the cpu and {expected[i]} by the reference\n{text}");
    }

    private static double[] Numbers(IEnumerable<string> lines) =>
        [.. lines.SelectMany(static line => Number().Matches(line).Select(static m => double.Parse(m.Value, CultureInfo.InvariantCulture)))];

    [GeneratedRegex(@"-?\d+(\.\d+)?(e[-+]?\d+)?")]
    private static partial Regex Number();
}
