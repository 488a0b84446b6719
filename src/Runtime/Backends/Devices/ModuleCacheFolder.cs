namespace Dsl.Runtime.Backends.Devices;

/// <summary>Where built modules are kept.</summary>
internal static class ModuleCacheFolder
{
    /// <summary>Names another folder; with nothing in it no modules are kept.</summary>
    public const string Variable = "NN_CACHE";

    /// <summary>The folder of that variable, else one of the user's for what can be made again; null where none is wanted or known.</summary>
    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { } wanted)
            return wanted.Length == 0 ? null : Path.GetFullPath(wanted);
        if (Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } cache && Path.IsPathRooted(cache))
            return Path.Combine(cache, "nn", "kernels");
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return OperatingSystem.IsWindows() ? Under(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "nn", "kernels")
            : OperatingSystem.IsMacOS() ? Under(home, "Library", "Caches", "nn", "kernels")
            : Under(home, ".cache", "nn", "kernels");
    }

    private static string? Under(string parent, params ReadOnlySpan<string> names) => parent.Length == 0 ? null : Path.Combine([parent, .. names]);
}
