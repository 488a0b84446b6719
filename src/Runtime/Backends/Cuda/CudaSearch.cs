using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// Where NVIDIA's libraries are looked for, in this order: the folders of <c>NN_CUDA_PATH</c>, wherever the system's loader looks, the toolkit at <c>CUDA_HOME</c> or
/// <c>CUDA_PATH</c>, the packages of an active Python environment. A library that is nowhere is a value like any other.
/// </summary>
/// <param name="Variable">An environment variable; null where it is not set.</param>
/// <param name="Folders">The folders below a folder whose names match a pattern; empty where there are none.</param>
/// <param name="TryOpen">Opens a library by its path or, for the system's loader, its name; 0 where it is not there.</param>
/// <param name="IsWindows">Whether file names are those of Windows.</param>
internal sealed record CudaSearch(Func<string, string?> Variable, Func<string, string, IEnumerable<string>> Folders, Func<string, nint> TryOpen, bool IsWindows)
{
    /// <summary>The environment variable with folders that come first.</summary>
    public const string PathVariable = "NN_CUDA_PATH";

    private static readonly ImmutableArray<string> ToolkitOnLinux = ["lib64", "lib"];
    private static readonly ImmutableArray<string> ToolkitOnWindows = ["bin/x64", "bin"];
    private static readonly ImmutableArray<string> PackageOnLinux = ["lib"];
    private static readonly ImmutableArray<string> PackageOnWindows = ["bin/x86_64", "bin"];

    /// <summary>This machine.</summary>
    public static CudaSearch Here { get; } = new(
        Environment.GetEnvironmentVariable,
        FoldersBelow,
        static path => NativeLibrary.TryLoad(path, out var handle) ? handle : 0,
        OperatingSystem.IsWindows());

    /// <summary>Opens a library; null where it is not found.</summary>
    public CudaFile? Find(CudaNames names)
    {
        foreach (var path in Candidates(names))
        {
            if (TryOpen(path) is not 0 and var handle)
                return new CudaFile(path, handle);
        }

        return null;
    }

    /// <summary>The newest name that a library may have.</summary>
    public string File(CudaNames names) => names.For(IsWindows) is [var file, ..] ? file : names.Title;

    /// <summary>What is tried, first to last.</summary>
    public IEnumerable<string> Candidates(CudaNames names)
    {
        var files = names.For(IsWindows);
        foreach (var folder in Places(PathVariable))
        {
            foreach (var file in files)
                yield return Join(folder, file);
        }

        foreach (var file in files)
            yield return file;
        if (names.Packages.IsEmpty)
            yield break;
        foreach (var folder in Places("CUDA_HOME").Concat(Places("CUDA_PATH")).Distinct(StringComparer.Ordinal))
        {
            foreach (var part in IsWindows ? ToolkitOnWindows : ToolkitOnLinux)
            {
                foreach (var file in files)
                    yield return Join(Join(folder, part), file);
            }
        }

        foreach (var packages in PythonPackages())
        {
            foreach (var package in names.Packages)
            {
                foreach (var part in IsWindows ? PackageOnWindows : PackageOnLinux)
                {
                    foreach (var file in files)
                        yield return Join(Join(Join(Join(packages, "nvidia"), package), part), file);
                }
            }
        }
    }

    private static IEnumerable<string> FoldersBelow(string folder, string pattern)
    {
        try
        {
            return Directory.Exists(folder) ? Directory.GetDirectories(folder, pattern).Order(StringComparer.Ordinal) : [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    // Paths are written with the slash that both systems take, so that they are the same wherever they are looked at.
    private static string Join(string folder, string name) => folder.TrimEnd('/', '\\') + "/" + name;

    private IEnumerable<string> PythonPackages()
    {
        foreach (var environment in Places("VIRTUAL_ENV").Concat(Places("CONDA_PREFIX")).Distinct(StringComparer.Ordinal))
        {
            if (IsWindows)
            {
                yield return Join(Join(environment, "Lib"), "site-packages");
                continue;
            }

            foreach (var python in Folders(Join(environment, "lib"), "python3*"))
                yield return Join(python, "site-packages");
        }
    }

    private IEnumerable<string> Places(string variable) =>
        (Variable(variable) ?? string.Empty).Split(IsWindows ? ';' : ':', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
