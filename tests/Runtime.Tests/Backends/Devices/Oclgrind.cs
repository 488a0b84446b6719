namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Oclgrind: an OpenCL device that interprets kernels and notes races, and reads and writes outside memory. It is chosen by a folder of drivers with no other in it.</summary>
internal static class Oclgrind
{
    private static readonly string[] Places = ["/usr/lib/oclgrind/liboclgrind-rt-icd.so", "/usr/lib/x86_64-linux-gnu/oclgrind/liboclgrind-rt-icd.so", "/usr/local/lib/oclgrind/liboclgrind-rt-icd.so"];

    /// <summary>Its driver; null where it is not installed.</summary>
    public static string? Driver { get; } = Array.Find(Places, File.Exists);

    /// <summary>What makes a process use it, and nothing else.</summary>
    /// <param name="folder">A folder of its own, where the log will be.</param>
    public static IReadOnlyDictionary<string, string> Environment(string folder)
    {
        File.WriteAllText(Path.Combine(folder, "oclgrind.icd"), Driver + "\n");
        return new Dictionary<string, string>
        {
            ["OCL_ICD_VENDORS"] = folder,
            ["OCLGRIND_DATA_RACES"] = "1",
            ["OCLGRIND_CHECK_API"] = "1",
            ["OCLGRIND_LOG"] = LogOf(folder),
        };
    }

    /// <summary>The file in which it complains.</summary>
    public static string LogOf(string folder) => Path.Combine(folder, "oclgrind.log");
}
