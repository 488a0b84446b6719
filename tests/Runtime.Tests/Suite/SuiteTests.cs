using Dsl.Runtime.Backends.Cpu;

namespace Dsl.Runtime.Tests.Suite;

/// <summary>
/// Every script below tests/suite does what it says at its end. With the variable NN_UPDATE_FIXTURES=1 the expectations are written anew from
/// what happens; the change is then reviewed like any other.
/// </summary>
public class SuiteTests
{
    public static TheoryData<string> Fixtures()
    {
        var data = new TheoryData<string>();
        foreach (var path in Directory.EnumerateFiles(RepositoryPaths.Fixtures, "*.nn", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
        {
            if (!path.EndsWith(".part.nn", StringComparison.Ordinal))
                data.Add(Path.GetRelativePath(RepositoryPaths.Fixtures, path).Replace('\\', '/'));
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void DoesWhatItSaysAsTheProgramRunsIt(string name)
    {
        var path = Path.Combine(RepositoryPaths.Fixtures, name);
        var fixture = Fixture.Read(path);
        using var backend = new CpuBackend(new CpuOptions { EvaluatesSmall = true });
        var outcome = ScriptHarness.Run(fixture.Script, Path.GetFileName(path), Path.GetDirectoryName(path)!, backend);
        Assert.True(fixture.Code == outcome.WorstCode, $"expected {fixture.Code ?? "no error"}:\n{outcome.Rendering}");
        Assert.Equal(string.Join('\n', fixture.Expected), string.Join('\n', outcome.WorstCode is null ? outcome.Lines : [.. outcome.Rendering.Split('\n')]));
    }

    [Theory]
    [MemberData(nameof(Fixtures))]
    public void DoesWhatItSays(string name)
    {
        var path = Path.Combine(RepositoryPaths.Fixtures, name);
        var fixture = Fixture.Read(path);
        var outcome = ScriptHarness.Run(fixture.Script, Path.GetFileName(path), Path.GetDirectoryName(path)!);
        var code = outcome.WorstCode;
        var actual = code is null ? outcome.Lines : [.. outcome.Rendering.Split('\n')];
        if (Environment.GetEnvironmentVariable("NN_UPDATE_FIXTURES") == "1")
        {
            var updated = fixture with { Script = StructureExpectation.Update(fixture.Script, outcome.Programs) };
            File.WriteAllText(path, updated.With(actual, code));
            return;
        }

        Assert.True(fixture.Code == code, $"expected {fixture.Code ?? "no error"}:\n{outcome.Rendering}");
        Assert.Equal(string.Join('\n', fixture.Expected), string.Join('\n', actual));
        foreach (var structure in StructureExpectation.Read(fixture.Script))
            Assert.Equal((structure.Line, structure.Expected), (structure.Line, structure.Actual(outcome.Programs)));
    }
}
