using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Dsl.Language.Data;

namespace Dsl.Repl;

/// <summary>
/// Fetches a file of known length and checksum. What has come stays beside the file under a name of its own until it is complete and right; a
/// later attempt goes on where an earlier one ended.
/// </summary>
internal sealed class FileDownload : IDisposable
{
    private readonly DownloadSettings settings;
    private readonly HttpClient client;

    public FileDownload(DownloadSettings settings)
    {
        this.settings = settings;
        client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = settings.Patience })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("nn", "1"));
    }

    /// <summary>Whether the folder has the file, complete and right.</summary>
    public static bool IsThere(PublicDataFile file, string folder)
    {
        var path = Path.Combine(folder, file.Name);
        return File.Exists(path) && new FileInfo(path).Length == file.Length && ChecksumOf(path) == file.Sha256;
    }

    /// <summary>Fetches a file into a folder; why it could not be, or null.</summary>
    /// <param name="file">The file.</param>
    /// <param name="addresses">Where to fetch it from: the first that has it.</param>
    /// <param name="folder">The folder, which is made where it is missing.</param>
    public async Task<DownloadFailure?> Fetch(PublicDataFile file, IEnumerable<string> addresses, string folder)
    {
        var partial = Path.Combine(folder, file.Name + ".part");
        try
        {
            Directory.CreateDirectory(folder);
            DownloadFailure? failure = null;
            foreach (var address in addresses)
            {
                failure = await Fetch(file, new Uri(address), partial) ?? Check(file, partial);
                if (failure is null)
                {
                    File.Move(partial, Path.Combine(folder, file.Name), overwrite: true);
                    return null;
                }

                if (failure.Kind == DownloadFailureKind.Disk)
                    return failure;
            }

            return failure;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return new DownloadFailure(DownloadFailureKind.Disk, $"{folder} cannot be written: {exception.Message}");
        }
    }

    public void Dispose() => client.Dispose();

    private async Task<DownloadFailure?> Fetch(PublicDataFile file, Uri address, string partial)
    {
        DownloadFailure? failure = null;
        for (var attempt = 0; attempt < settings.MostAttempts; attempt++)
        {
            var before = LengthOf(partial);
            failure = before >= file.Length ? null : await FetchRest(file, address, partial, before);
            if (failure is null || failure.Kind != DownloadFailureKind.Interrupted)
                return failure;

            // Whoever sends something each time will come to an end.
            if (LengthOf(partial) > before)
                attempt = -1;
        }

        return failure;
    }

    private async Task<DownloadFailure?> FetchRest(PublicDataFile file, Uri address, string partial, long start)
    {
        using var silence = new CancellationTokenSource();
        try
        {
            silence.CancelAfter(settings.Patience);
            var (response, failure) = await Ask(address, start, silence.Token);
            if (response is null)
                return failure;
            using (response)
            {
                var isRest = response.StatusCode == HttpStatusCode.PartialContent && response.Content.Headers.ContentRange?.From == start;
                if (!isRest && response.StatusCode is HttpStatusCode.PartialContent or HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    File.Delete(partial);
                    return new DownloadFailure(DownloadFailureKind.Interrupted, $"{address.Host} does not go on where it ended");
                }

                if (!response.IsSuccessStatusCode)
                    return new DownloadFailure(DownloadFailureKind.Refused, $"{address} answers {(int)response.StatusCode} {response.ReasonPhrase}");
                if (!isRest)
                    File.Delete(partial);
                if (response.Content.Headers.ContentLength is { } rest && rest + (isRest ? start : 0) != file.Length)
                {
                    File.Delete(partial);
                    return new DownloadFailure(
                        DownloadFailureKind.WrongContents, $"{address} has {rest + (isRest ? start : 0):N0} bytes, {file.Name} {file.Length:N0}: it is not the original, and was not fetched");
                }

                return await Copy(file, response.Content, partial, isRest ? start : 0, silence);
            }
        }
        catch (OperationCanceledException)
        {
            return new DownloadFailure(DownloadFailureKind.Interrupted, $"{address.Host} stayed silent for {settings.Patience.TotalSeconds:0.#} seconds");
        }
        catch (HttpRequestException exception)
        {
            return exception.HttpRequestError is HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.SecureConnectionError
                ? new DownloadFailure(DownloadFailureKind.NoConnection, $"{address.Host} cannot be reached; is there a network? ({exception.Message})")
                : new DownloadFailure(DownloadFailureKind.Interrupted, $"the connection to {address.Host} ended early: {exception.Message}");
        }
    }

    private async Task<DownloadFailure?> Copy(PublicDataFile file, HttpContent content, string partial, long start, CancellationTokenSource silence)
    {
        await using var source = await content.ReadAsStreamAsync(silence.Token);
        await using var destination = settings.Open(partial);
        var buffer = new byte[1 << 16];
        var length = start;
        while (true)
        {
            silence.CancelAfter(settings.Patience);
            int read;
            try
            {
                read = await source.ReadAsync(buffer, silence.Token);
            }
            catch (IOException exception)
            {
                return Interrupted(file, length, exception.Message);
            }

            if (read == 0)
            {
                if (length != file.Length)
                    return Interrupted(file, length, "the server closed the connection");
                (destination as FileStream)?.Flush(flushToDisk: true);
                return null;
            }

            length += read;
            if (length > file.Length)
                return await Discard(destination, partial, $"more than the {file.Length:N0} bytes of {file.Name} came, so that it is another file; nothing of it was kept");
            try
            {
                await destination.WriteAsync(buffer.AsMemory(0, read));
                await destination.FlushAsync();
            }
            catch (IOException exception)
            {
                return new DownloadFailure(DownloadFailureKind.Disk, $"{partial} cannot be written: {exception.Message}; the same command goes on once there is room");
            }

            settings.Progress?.Invoke(length);
        }
    }

    // The response of the address, or of the one that it leads to.
    private async Task<(HttpResponseMessage? Response, DownloadFailure? Failure)> Ask(Uri address, long start, CancellationToken cancellation)
    {
        // Only a source on this machine may lead to others on it: no server elsewhere has any business with them.
        var isLocal = address.IsLoopback;
        for (var redirects = 0; redirects <= settings.MostRedirects; redirects++)
        {
            if (address.IsLoopback ? !isLocal || address.Scheme is not ("http" or "https") : address.Scheme != Uri.UriSchemeHttps)
                return (null, new DownloadFailure(DownloadFailureKind.WrongAddress, $"{address} is not an https address, and nothing is fetched from others"));
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            if (start > 0)
                request.Headers.Range = new RangeHeaderValue(start, null);
            var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if ((int)response.StatusCode is not (301 or 302 or 303 or 307 or 308))
                return (response, null);
            var next = response.Headers.Location;
            response.Dispose();
            if (next is null)
                return (null, new DownloadFailure(DownloadFailureKind.Refused, $"{address} leads to another address and does not say to which"));
            address = new Uri(address, next);
        }

        return (null, new DownloadFailure(DownloadFailureKind.WrongAddress, $"{address.Host} leads from one address to another more than {settings.MostRedirects} times"));
    }

    private static async Task<DownloadFailure> Discard(Stream destination, string partial, string message)
    {
        await destination.DisposeAsync();
        File.Delete(partial);
        return new DownloadFailure(DownloadFailureKind.WrongContents, message);
    }

    private static DownloadFailure? Check(PublicDataFile file, string partial)
    {
        var found = ChecksumOf(partial);
        if (found == file.Sha256)
            return null;
        File.Delete(partial);
        return new DownloadFailure(DownloadFailureKind.WrongContents, $"what came as {file.Name} has the SHA-256 {found}, expected {file.Sha256}: it is not the original, and was removed");
    }

    private static DownloadFailure Interrupted(PublicDataFile file, long length, string reason) =>
        new(DownloadFailureKind.Interrupted, $"{length:N0} of {file.Length:N0} bytes of {file.Name} came, then: {reason}; the same command goes on there");

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    private static string ChecksumOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(stream));
    }
}
