using Dsl.Runtime.Data;

namespace Dsl.Runtime.Tests.Data;

/// <summary>Where real data and the project's own files lie on this machine.</summary>
internal static class DataFolder
{
    /// <summary>Looks in the folders of NN_DATA, then in a folder shared/data beside or above the tests.</summary>
    public static FileSystemFileSource Files { get; } = new(SharedFolder(), Environment.GetEnvironmentVariable("NN_DATA"));

    /// <summary>The path of a real data file, or null.</summary>
    public static string? Find(string file) => Files.Find(file, "nowhere/script.nn").FullPath;

    /// <summary>The path of a script in the folder of examples, beside which their data lies.</summary>
    public static string ExampleScript() => Path.Combine(Above("examples") ?? throw new InvalidOperationException("the folder examples was not found above the tests"), "data", "script.nn");

    private static string? SharedFolder() => Above(Path.Combine("shared", "data"));

    private static string? Above(string folder)
    {
        for (var place = new DirectoryInfo(AppContext.BaseDirectory); place is not null; place = place.Parent)
        {
            var candidate = Path.Combine(place.FullName, folder);
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
