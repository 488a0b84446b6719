namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>A test that needs Linux; elsewhere it is skipped, with the reason.</summary>
public sealed class FactOnLinuxAttribute : FactAttribute
{
    public FactOnLinuxAttribute()
    {
        if (!OperatingSystem.IsLinux())
            Skip = "the script is for Linux";
    }
}
