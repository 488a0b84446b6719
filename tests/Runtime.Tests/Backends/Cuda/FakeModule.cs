namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What was given to the fake driver as a module.</summary>
/// <param name="Text">The text that was to be compiled.</param>
/// <param name="Hosted">What runs its kernels; null where they do nothing.</param>
internal sealed record FakeModule(string Text, HostedModule? Hosted)
{
    public int MostDynamicSharedBytes { get; set; }

    /// <summary>The parameters of a function of it: the fake compiler gives back its text.</summary>
    public int Parameters(string name)
    {
        var head = Text.IndexOf($") {name}(", StringComparison.Ordinal);
        Assert.True(head >= 0, $"the module has no {name}");
        var start = Text.IndexOf('(', head + 2);
        var list = Text[(start + 1)..Text.IndexOf(')', start)];
        return list.Count(static character => character == ',') + 1;
    }
}
