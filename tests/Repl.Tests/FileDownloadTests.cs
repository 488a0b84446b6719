using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Dsl.Language.Data;

namespace Dsl.Repl.Tests;

public sealed class FileDownloadTests : IDisposable
{
    private static readonly byte[] Content = [.. Enumerable.Range(0, 300_000).Select(static i => (byte)(i * 7))];

    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("nn-download-");

    private string Target => Path.Combine(folder.FullName, "numbers.bin");

    private string Partial => Target + ".part";

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task A_file_comes_whole_and_nothing_else_is_left()
    {
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request, stream, Content));
        var seen = new List<long>();
        Assert.Null(await Fetch(server, new DownloadSettings { Progress = seen.Add }));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Single(folder.GetFiles());
        Assert.Equal(Content.Length, seen[^1]);
        Assert.True(FileDownload.IsThere(Wanted(), folder.FullName));
    }

    [Fact]
    public async Task After_a_cut_connection_only_the_rest_is_fetched()
    {
        var isFirst = true;
        using var server = new LoopbackServer(async (request, stream) =>
        {
            if (!isFirst)
            {
                await LoopbackServer.Serve(request, stream, Content);
                return;
            }

            isFirst = false;
            await LoopbackServer.Head(stream, "200 OK", $"Content-Length: {Content.Length}");
            await stream.WriteAsync(Content.AsMemory(0, 100_000));
        });
        Assert.Null(await Fetch(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal([null, 100_000L], server.Requests.Select(static r => r.RangeStart));
    }

    [Fact]
    public async Task A_later_command_goes_on_where_an_earlier_one_ended()
    {
        File.WriteAllBytes(Partial, Content[..250_000]);
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request, stream, Content));
        Assert.Null(await Fetch(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
        Assert.Equal(250_000, Assert.Single(server.Requests).RangeStart);
    }

    [Fact]
    public async Task A_server_that_knows_no_rest_sends_all_again()
    {
        File.WriteAllBytes(Partial, Content[..250_000]);
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request with { Headers = [] }, stream, Content));
        Assert.Null(await Fetch(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_connection_that_never_brings_anything_is_given_up()
    {
        using var server = new LoopbackServer(static (_, stream) => LoopbackServer.Head(stream, "200 OK", $"Content-Length: {Content.Length}"));
        var failure = await Fetch(server, new DownloadSettings { MostAttempts = 3 });
        Assert.Equal(DownloadFailureKind.Interrupted, failure!.Kind);
        Assert.Equal(3, server.Requests.Count);
        Assert.False(File.Exists(Target));
    }

    [Fact]
    public async Task A_file_with_a_wrong_checksum_is_removed_and_both_sums_are_said()
    {
        var changed = Content.ToArray();
        changed[5]++;
        using var server = new LoopbackServer((request, stream) => LoopbackServer.Serve(request, stream, changed));
        var failure = await Fetch(server);
        Assert.Equal(DownloadFailureKind.WrongContents, failure!.Kind);
        Assert.Contains(Sum(changed), failure.Message, StringComparison.Ordinal);
        Assert.Contains(Sum(Content), failure.Message, StringComparison.Ordinal);
        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public async Task More_bytes_than_the_file_has_are_not_taken()
    {
        using var server = new LoopbackServer(static async (_, stream) =>
        {
            await LoopbackServer.Head(stream, "200 OK");
            await stream.WriteAsync(Content);
            await stream.WriteAsync(Content);
        });
        Assert.Equal(DownloadFailureKind.WrongContents, (await Fetch(server))!.Kind);
        Assert.Empty(folder.GetFiles());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(250_000)]
    public async Task A_file_of_another_length_is_not_fetched(int alreadyThere)
    {
        if (alreadyThere > 0)
            File.WriteAllBytes(Partial, Content[..alreadyThere]);
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request, stream, Content[..290_000]));
        var failure = await Fetch(server);
        Assert.Equal(DownloadFailureKind.WrongContents, failure!.Kind);
        Assert.Contains("it is not the original", failure.Message, StringComparison.Ordinal);
        Assert.Single(server.Requests);
        Assert.Empty(folder.GetFiles());
    }

    [Fact]
    public async Task A_redirect_is_followed()
    {
        using var server = new LoopbackServer(static (request, stream) => request.Path == "/moved/numbers.bin"
            ? LoopbackServer.Serve(request, stream, Content)
            : LoopbackServer.Head(stream, "302 Found", "Location: /moved/numbers.bin", "Content-Length: 0"));
        Assert.Null(await Fetch(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task Redirects_in_a_circle_end()
    {
        using var server = new LoopbackServer(static (request, stream) =>
            LoopbackServer.Head(stream, "301 Moved Permanently", $"Location: {(request.Path == "/a" ? "/b" : "/a")}", "Content-Length: 0"));
        Assert.Equal(DownloadFailureKind.WrongAddress, (await Fetch(server))!.Kind);
        Assert.Equal(9, server.Requests.Count);
    }

    [Theory]
    [InlineData("http://example.com/numbers.bin")]
    [InlineData("ftp://127.0.0.1/numbers.bin")]
    [InlineData("file:///etc/passwd")]
    public async Task A_redirect_to_an_address_that_is_not_safe_is_not_followed(string address)
    {
        using var server = new LoopbackServer((_, stream) => LoopbackServer.Head(stream, "302 Found", $"Location: {address}", "Content-Length: 0"));
        Assert.Equal(DownloadFailureKind.WrongAddress, (await Fetch(server))!.Kind);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task On_a_full_disk_what_is_there_stays_for_later()
    {
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request, stream, Content));
        var failure = await Fetch(server, new DownloadSettings { Open = static path => new FullDisk(new FileStream(path, FileMode.Append), 150_000) });
        Assert.Equal(DownloadFailureKind.Disk, failure!.Kind);
        Assert.Contains("No space left on device", failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Target));
        Assert.True(new FileInfo(Partial).Length <= 150_000);
        Assert.Null(await Fetch(server));
        Assert.Equal(Content, File.ReadAllBytes(Target));
    }

    [Fact]
    public async Task A_server_that_falls_silent_is_not_waited_for()
    {
        using var server = new LoopbackServer(static async (request, stream) =>
        {
            await LoopbackServer.Head(stream, "200 OK", $"Content-Length: {Content.Length}");
            await stream.WriteAsync(Content.AsMemory(0, 1));
            await Task.Delay(TimeSpan.FromSeconds(60));
        });
        var failure = await Fetch(server, new DownloadSettings { Patience = TimeSpan.FromMilliseconds(300), MostAttempts = 1 });
        Assert.Equal(DownloadFailureKind.Interrupted, failure!.Kind);
        Assert.Contains("silent", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_server_it_is_asked_whether_there_is_a_network()
    {
        int port;
        using (var listener = new TcpListener(IPAddress.Loopback, 0))
        {
            listener.Start();
            port = ((IPEndPoint)listener.LocalEndpoint).Port;
        }

        using var download = new FileDownload(new DownloadSettings());
        var failure = await download.Fetch(Wanted(), [$"http://127.0.0.1:{port}/numbers.bin"], folder.FullName);
        Assert.Equal(DownloadFailureKind.NoConnection, failure!.Kind);
        Assert.Contains("is there a network?", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_one_address_fails_the_next_is_asked()
    {
        using var server = new LoopbackServer(static (request, stream) => request.Path == "/second"
            ? LoopbackServer.Serve(request, stream, Content)
            : LoopbackServer.Head(stream, "404 Not Found", "Content-Length: 0"));
        using var download = new FileDownload(new DownloadSettings());
        Assert.Equal(DownloadFailureKind.Refused, (await download.Fetch(Wanted(), [server.Address("first")], folder.FullName))!.Kind);
        Assert.Null(await download.Fetch(Wanted(), [server.Address("first"), server.Address("second")], folder.FullName));
    }

    [Fact]
    public void The_command_fetches_what_is_missing_and_says_so()
    {
        using var server = new LoopbackServer(static (request, stream) => LoopbackServer.Serve(request, stream, Content));
        Assert.Equal((ExitCode.Success, $"{Target}: 300,000 bytes, checksum right\n", ""), Get(server, "numbers"));
        Assert.Equal((ExitCode.Success, $"{Target} is there already\n", ""), Get(server, "numbers"));
        Assert.Single(server.Requests);
        var (code, _, error) = Get(server, "number");
        Assert.Equal(ExitCode.Usage, code);
        Assert.Contains("did you mean numbers?", error, StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_fetched_is_said_on_standard_error()
    {
        using var server = new LoopbackServer(static (_, stream) => LoopbackServer.Head(stream, "503 Service Unavailable", "Content-Length: 0"));
        var (code, output, error) = Get(server, "numbers");
        Assert.Equal(ExitCode.RunTimeFault, code);
        Assert.Empty(output);
        Assert.Contains("numbers.bin could not be fetched: ", error, StringComparison.Ordinal);
        Assert.Contains("503", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_published_file_has_an_address_a_length_and_a_checksum()
    {
        var files = PublicDataSets.All.SelectMany(static set => set.Files).ToArray();
        Assert.Equal(files.Length, files.Select(static file => file.Name).Distinct().Count());
        Assert.All(files, static file =>
        {
            Assert.NotEmpty(file.Addresses);
            Assert.All(file.Addresses, static address => Assert.StartsWith("https://", address, StringComparison.Ordinal));
            Assert.Matches("^[0-9a-f]{64}$", file.Sha256);
            Assert.True(file.Length > 0);
        });
    }

    [Fact]
    public void The_list_names_every_set_with_its_files_and_its_origin()
    {
        var result = NnProcess.Run("data", "list", "--to", folder.FullName);
        Assert.Equal(ExitCode.Success, result.ExitCode);
        foreach (var set in PublicDataSets.All)
        {
            Assert.Contains(set.Name, result.Output, StringComparison.Ordinal);
            Assert.Contains(set.Origin, result.Output, StringComparison.Ordinal);
            Assert.All(set.Files, file => Assert.Contains(file.Name, result.Output, StringComparison.Ordinal));
        }
    }

    private static PublicDataFile Wanted() => new("numbers.bin", [], Content.Length, Sum(Content));

    private static string Sum(byte[] content) => Convert.ToHexStringLower(SHA256.HashData(content));

    private async Task<DownloadFailure?> Fetch(LoopbackServer server, DownloadSettings? settings = null)
    {
        using var download = new FileDownload(settings ?? new DownloadSettings());
        return await download.Fetch(Wanted(), [server.Address("numbers.bin")], folder.FullName);
    }

    private (int Code, string Output, string Error) Get(LoopbackServer server, string name)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var terminal = new Terminal(static () => Stream.Null, output, error) { ErrorIsTerminal = false };
        var set = new PublicDataSet("numbers", "some numbers", "counted here", [Wanted()]);
        var code = DataCommand.Get(terminal, [set], [name], folder.FullName, server.Address(""), new DownloadSettings());
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>A file on a disk with room for so many bytes.</summary>
    private sealed class FullDisk(FileStream file, long room) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => file.Length;

        public override long Position { get => file.Position; set => file.Position = value; }

        public override void Flush() => file.Flush();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count)
        {
            if (file.Length + count > room)
                throw new IOException("No space left on device");
            file.Write(buffer, offset, count);
            file.Flush();
        }

        protected override void Dispose(bool disposing)
        {
            file.Dispose();
            base.Dispose(disposing);
        }
    }
}
