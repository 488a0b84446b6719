using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Text;

namespace Dsl.Repl;

/// <summary><c>nn data</c>: says which public data there is, and fetches it.</summary>
internal static class DataCommand
{
    /// <summary>Lists data sets, one paragraph each.</summary>
    /// <param name="folder">Where fetched files would lie; null where the user has no such folder.</param>
    public static int List(Terminal terminal, ImmutableArray<PublicDataSet> sets, string? folder)
    {
        foreach (var set in sets)
        {
            var isThere = folder is not null && set.Files.All(file => FileDownload.IsThere(file, folder));
            terminal.Output.WriteLine($"{set.Name,-12} {set.Summary}");
            terminal.Output.WriteLine($"{"",-12} {string.Join(", ", set.Files.Select(static file => file.Name))}; {Size(set.Length)}{(isThere ? $"; in {folder}" : "")}");
            terminal.Output.WriteLine($"{"",-12} {set.Origin}");
        }

        return ExitCode.Success;
    }

    /// <summary>Fetches data sets.</summary>
    /// <param name="sets">Those there are.</param>
    /// <param name="names">Those to fetch.</param>
    /// <param name="folder">Where to; null where the user has no folder and named none.</param>
    /// <param name="source">An address below which all files lie, instead of where they are published; null for those.</param>
    /// <param name="settings">How to fetch.</param>
    public static int Get(Terminal terminal, ImmutableArray<PublicDataSet> sets, IReadOnlyList<string> names, string? folder, string? source, DownloadSettings settings)
    {
        if (folder is null)
        {
            terminal.Error.WriteLine("nn: there is no home folder to fetch into; name a folder with --to");
            return ExitCode.Usage;
        }

        if (source is not null && !Uri.TryCreate(source, UriKind.Absolute, out _))
        {
            terminal.Error.WriteLine($"nn: '{source}' is no address");
            return ExitCode.Usage;
        }

        foreach (var name in names)
        {
            if (sets.All(set => set.Name != name))
            {
                var near = NearMiss.Find(name, sets.Select(static set => set.Name));
                terminal.Error.WriteLine($"nn: there is no data set '{name}'{(near is null ? "" : $"; did you mean {near}?")} (nn data list shows all)");
                return ExitCode.Usage;
            }
        }

        foreach (var file in names.Distinct().SelectMany(name => sets.First(set => set.Name == name).Files))
        {
            if (FileDownload.IsThere(file, folder))
            {
                terminal.Output.WriteLine($"{Path.Combine(folder, file.Name)} is there already");
                continue;
            }

            if (Fetch(terminal, file, source, folder, settings) is { } failure)
            {
                terminal.Error.WriteLine($"nn: {file.Name} could not be fetched: {failure.Message}");
                return ExitCode.RunTimeFault;
            }

            terminal.Output.WriteLine($"{Path.Combine(folder, file.Name)}: {Size(file.Length)}, checksum right");
        }

        return ExitCode.Success;
    }

    private static DownloadFailure? Fetch(Terminal terminal, PublicDataFile file, string? source, string folder, DownloadSettings settings)
    {
        var progress = new DownloadProgress(terminal, file);
        using var download = new FileDownload(settings with { Progress = progress.Show });
        var addresses = source is null ? file.Addresses : [source.TrimEnd('/') + "/" + file.Name];
        var failure = download.Fetch(file, addresses, folder).GetAwaiter().GetResult();
        progress.End();
        return failure;
    }

    private static string Size(long bytes) => bytes < 1 << 20 ? $"{bytes:N0} bytes" : $"{bytes / (double)(1 << 20):N1} MB";
}
