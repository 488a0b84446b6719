namespace Dsl.Runtime.Tests.Backends;

/// <summary>A test that needs Linux; elsewhere it is skipped, with the reason.</summary>
public sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "what is tested is for Linux";
    }
}
