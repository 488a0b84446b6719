namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>A test over cases that needs Oclgrind; elsewhere it is skipped, with the reason.</summary>
public sealed class TheoryRequiringOclgrindAttribute : TheoryAttribute
{
    public TheoryRequiringOclgrindAttribute()
    {
        if (Oclgrind.Driver is null)
            Skip = "Oclgrind is not installed: its Debian package is oclgrind";
    }
}
