using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Storage;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Storage;

public class SafetensorsTests
{
    [Fact]
    public void What_is_written_is_read_back_exactly()
    {
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "net.safetensors");
        using var weights = Tensor.FromDoubles(ElementType.Float32, [2, 3], [1, -2.5, 3, 0, 1e-30, 6]);
        using var half = Tensor.FromDoubles(ElementType.Float16, [1], [0.5]);
        using var steps = Tensor.FromScalar(ElementType.Int, 1L << 40);
        using var mask = Tensor.FromDoubles(ElementType.Bool, [3], [1, 0, 1]);
        using var nothing = new Tensor(ElementType.Float64, [0, 4]);
        Assert.Null(SafetensorsWriter.Write(path, [("a.W", weights), ("half", half), ("steps", steps), ("mask", mask), ("nothing", nothing)]));

        var destinations = ImmutableArray.Create<(string Name, Tensor Value)>(
            ("mask", new Tensor(ElementType.Bool, [3])), ("a.W", new Tensor(ElementType.Float32, [2, 3])), ("half", new Tensor(ElementType.Float16, [1])),
            ("steps", new Tensor(ElementType.Int, [])), ("nothing", new Tensor(ElementType.Float64, [0, 4])));
        using var stream = File.OpenRead(path);
        Assert.Null(SafetensorsReader.Read(stream, "net", destinations));
        Assert.Equal(mask.ToDoubles(), destinations[0].Value.ToDoubles());
        Assert.Equal(weights.ToDoubles(), destinations[1].Value.ToDoubles());
        Assert.Equal(half.ToDoubles(), destinations[2].Value.ToDoubles());
        Assert.Equal(steps.ToDoubles(), destinations[3].Value.ToDoubles());
        Assert.Equal([path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public void The_bytes_are_those_of_the_format()
    {
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("w", tensor)]);
        var bytes = stream.ToArray();
        var length = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        Assert.Equal(0, length % 8);
        Assert.Matches(
            """^\{"__metadata__":\{"checksum":"[0-9a-f]{16}","format":"nn"\},"w":\{"dtype":"F32","shape":\[2\],"data_offsets":\[0,8\]\}\}$""",
            Encoding.UTF8.GetString(bytes, 8, length).TrimEnd(' '));
        Assert.Equal([0, 0, 0x80, 0x3F, 0, 0, 0, 0x40], bytes[(8 + length)..]);
    }

    [Fact]
    public void Floats_are_converted_into_each_other()
    {
        using var source = Tensor.FromDoubles(ElementType.Float64, [2], [0.5, -3]);
        using var destination = new Tensor(ElementType.BFloat16, [2]);
        Assert.Null(RoundTrip(source, destination));
        Assert.Equal([0.5, -3], destination.ToDoubles());
    }

    [Fact]
    public void All_that_does_not_fit_is_listed_and_nothing_is_changed()
    {
        using var a = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("same", a), ("shape", a), ("kind", a), ("extra", a)]);
        stream.Position = 0;
        using var same = Tensor.FromDoubles(ElementType.Float32, [2], [7, 7]);
        using var shape = new Tensor(ElementType.Float32, [3]);
        using var kind = new Tensor(ElementType.Int, [2]);
        using var missing = new Tensor(ElementType.Float32, [4]);
        var failure = SafetensorsReader.Read(stream, "net", [("same", same), ("shape", shape), ("kind", kind), ("missing", missing)]);
        Assert.Equal(StorageErrors.DoesNotFit, failure?.Descriptor);
        Assert.Equal(
            [
                "'shape' is [3] in the network and [2] in the file",
                "'kind' holds int in the network and F32 in the file",
                "'missing' f32[4] is not in the file",
                "'extra' [2] of the file is not in the network",
            ],
            failure!.Notes.AsEnumerable());
        Assert.Equal([7, 7], same.ToDoubles());
    }

    [Fact]
    public void Two_tensors_of_one_name_are_refused()
    {
        using var folder = new TemporaryFolder();
        using var tensor = new Tensor(ElementType.Float32, [1]);
        var path = Path.Combine(folder.Path, "x.safetensors");
        Assert.Equal(StorageErrors.DuplicateName, SafetensorsWriter.Write(path, [("a", tensor), ("a", tensor)])?.Descriptor);
        Assert.False(File.Exists(path));
    }

    [Fact]
    public void A_link_stays_one_and_what_it_leads_to_is_written()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var (path, link) = (Path.Combine(folder.Path, "net.safetensors"), Path.Combine(folder.Path, "latest.safetensors"));
        File.CreateSymbolicLink(link, "net.safetensors");
        Assert.Null(AtomicFile.Write(link, static stream => stream.Write("one"u8)));
        Assert.Equal("one", File.ReadAllText(path));
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.Null(AtomicFile.Write(link, static stream => stream.Write("two"u8)));
        Assert.Equal("two", File.ReadAllText(path));
        Assert.Equal("net.safetensors", new FileInfo(link).LinkTarget);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void What_only_its_owner_reads_is_never_open_to_others()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        var path = Path.Combine(folder.Path, "net.safetensors");
        File.WriteAllText(path, "old");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var modes = new List<UnixFileMode>();
        Assert.Null(AtomicFile.Write(path, _ =>
        {
            foreach (var file in Directory.GetFiles(folder.Path))
            {
                if (!OperatingSystem.IsWindows())
                    modes.Add(File.GetUnixFileMode(file));
            }
        }));
        Assert.Equal(2, modes.Count);
        Assert.All(modes, static mode => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, mode));
    }

    [Fact]
    public void A_link_to_a_device_and_one_to_itself_are_refused()
    {
        if (!OperatingSystem.IsLinux())
            return;
        using var folder = new TemporaryFolder();
        var (device, loop) = (Path.Combine(folder.Path, "device"), Path.Combine(folder.Path, "loop"));
        File.CreateSymbolicLink(device, "/dev/null");
        File.CreateSymbolicLink(loop, "loop");
        Assert.Contains("a device of the machine", AtomicFile.Try(device)?.Message, StringComparison.Ordinal);
        Assert.NotNull(AtomicFile.Try(loop));
        Assert.NotNull(AtomicFile.Write(loop, static stream => stream.Write("one"u8)));
        Assert.Equal(2, Directory.GetFileSystemEntries(folder.Path).Length);
    }

    [Fact]
    public void A_folder_that_is_not_there_is_a_failure_that_says_so()
    {
        using var tensor = new Tensor(ElementType.Float32, [1]);
        var failure = SafetensorsWriter.Write(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString(), "x.safetensors"), [("a", tensor)]);
        Assert.Equal(StorageErrors.CannotAccess, failure?.Descriptor);
        Assert.Contains("no such folder", failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, null)]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,400]}}""", 4, "outside")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "needs 8 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "lacks")]
    [InlineData("""{"a":{"dtype":"F32","shape":[9223372036854775807,9223372036854775807],"data_offsets":[0,4]}}""", 4, "too large")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775807,4]}}""", 4, "overlap")]
    [InlineData("""{"a":{"dtype":"Q7","shape":[1],"data_offsets":[0,4]}}""", 4, "unknown element type")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]},"a":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}}""", 0, "twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "belong to no tensor")]
    [InlineData("""[]""", 0, "not a JSON object")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[""", 0, "JSON")]
    [InlineData("", 0, "JSON")]
    public void A_header_is_read_with_suspicion(string json, long dataLength, string? problem)
    {
        var (header, found) = SafetensorsHeader.Parse(Encoding.UTF8.GetBytes(json), dataLength);
        if (problem is null)
            Assert.NotNull(header);
        else
            Assert.Contains(problem, found, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_that_claims_to_be_huge_takes_no_memory()
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, ulong.MaxValue);
        using var stream = new MemoryStream(bytes);
        Assert.Equal(StorageErrors.DamagedFile, SafetensorsReader.Read(stream, "net", [])?.Descriptor);
    }

    [Fact]
    public void No_bytes_whatever_make_the_reader_throw()
    {
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        using var original = new MemoryStream();
        SafetensorsWriter.Write(original, [("first", tensor), ("second", tensor)]);
        var sound = original.ToArray();
        using var destination = new Tensor(ElementType.Float32, [2]);
        var edits = ArbMap.Default.GeneratorFor<(ushort, byte)>().ListOf();
        Prop.ForAll(Arb.From(edits), list =>
        {
            var bytes = (byte[])sound.Clone();
            foreach (var (position, value) in list)
                bytes[position % bytes.Length] = value;
            using var stream = new MemoryStream(bytes, 0, list.Count % 5 == 4 ? bytes.Length / 2 : bytes.Length);
            var failure = SafetensorsReader.Read(stream, "net", [("first", destination), ("second", destination)]);
            return failure is null || failure.Descriptor.Code.StartsWith("NN505", StringComparison.Ordinal);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static StorageFailure? RoundTrip(Tensor source, Tensor destination)
    {
        using var stream = new MemoryStream();
        SafetensorsWriter.Write(stream, [("t", source)]);
        stream.Position = 0;
        return SafetensorsReader.Read(stream, "net", [("t", destination)]);
    }
}
