namespace Dsl.Runtime.Backends.Choice;

/// <summary>Tells from the system's files alone whether it is worth looking for a graphics processor, since asking the drivers takes as long as a small script.</summary>
internal static class GraphicsProcessors
{
    private static readonly string[] LinuxFiles = ["/dev/nvidia0", "/dev/kfd", "/dev/dxg"];
    private static readonly string[] WindowsLibraries = ["nvcuda.dll", "OpenCL.dll"];

    /// <summary>Whether there may be one; false only where there is none that could compute.</summary>
    public static bool MayBeThere()
    {
        if (OperatingSystem.IsWindows())
            return WindowsLibraries.Any(static name => File.Exists(Path.Combine(Environment.SystemDirectory, name)));
        return !OperatingSystem.IsLinux() || LinuxFiles.Any(File.Exists) || Directory.Exists("/dev/dri");
    }
}
