using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Dsl.Runtime.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Runtime.Tests.Data;

public sealed class FileLoadingTests
{
    [Theory]
    [InlineData("<f4", "0000803F00000040")]
    [InlineData(">f4", "3F80000040000000")]
    [InlineData("<f8", "000000000000F03F0000000000000040")]
    [InlineData("<f2", "003C0040")]
    public void ReadsFloats(string kind, string bytes) =>
        Assert.Equal([1, 2], Floats(Npy(kind, "(2,)", false, Convert.FromHexString(bytes))));

    [Theory]
    [InlineData("<i2", "FFFF0200")]
    [InlineData(">i2", "FFFF0002")]
    [InlineData("|i1", "FF02")]
    [InlineData("<i8", "FFFFFFFFFFFFFFFF0200000000000000")]
    [InlineData(">i4", "FFFFFFFF00000002")]
    public void ReadsSignedIntegers(string kind, string bytes) =>
        Assert.Equal([-1, 2], Tensor(Npy(kind, "(2,)", false, Convert.FromHexString(bytes))).Column.Integers());

    [Theory]
    [InlineData("|u1", "FF02")]
    [InlineData("<u8", "FF000000000000000200000000000000")]
    public void ReadsUnsignedIntegers(string kind, string bytes) =>
        Assert.Equal([255, 2], Tensor(Npy(kind, "(2,)", false, Convert.FromHexString(bytes))).Column.Integers());

    [Fact]
    public void FortranOrderIsTurnedAround()
    {
        var stored = new byte[] { 1, 4, 2, 5, 3, 6 };
        Assert.Equal([1, 2, 3, 4, 5, 6], Tensor(Npy("|i1", "(2, 3)", true, stored)).Column.Integers());
    }

    [Fact]
    public void AScalarHasNoAxes() => Assert.Empty(Tensor(Npy("<f4", "()", false, new byte[4])).Shape);

    [Fact]
    public void AnIntegerThatDoesNotFitIsAFault() => Assert.Equal(
        "NN5005",
        DataCalls.Run("npy", new MemoryDataFiles().Add("a.npy", Npy("<u8", "(1,)", false, Convert.FromHexString("FFFFFFFFFFFFFFFF"))), ("path", "a.npy")).Failure!.Descriptor.Code);

    [Fact]
    public void PackedIdxIsUnpacked()
    {
        var files = new MemoryDataFiles().Add("labels.gz", Pack([0, 0, 8, 1, 0, 0, 0, 3, 7, 8, 9]));
        var tensor = (DataTensor)DataCalls.Call("idx", files, ("path", "labels.gz")).Value;
        Assert.Equal([7, 8, 9], tensor.Column.Integers());
    }

    [Fact]
    public void APackedFileThatClaimsMoreThanItHoldsIsAFaultAndTakesNoMemory()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var files = new MemoryDataFiles().Add("images.gz", Pack([0, 0, 8, 1, 0x3F, 0xFF, 0xFF, 0xFF, 1, 2, 3]));
        Assert.Equal("NN5007", DataCalls.Infer("idx", files, ("path", "images.gz")).Failure!.Descriptor.Code);
        Assert.Equal("NN5007", DataCalls.Run("idx", files, ("path", "images.gz")).Failure!.Descriptor.Code);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10 << 20);
    }

    [Fact]
    public void ADamagedPackedFileIsAFault()
    {
        var packed = Pack([0, 0, 8, 1, 0, 0, 0x40, 0, .. new byte[0x4000]]);
        packed[packed.Length - 6] ^= 0x55;
        Assert.Equal("NN5007", DataCalls.Run("idx", new MemoryDataFiles().Add("a.gz", packed), ("path", "a.gz")).Failure!.Descriptor.Code);
    }

    [Fact]
    public void TextThatIsNotUtf8IsAFault() => Assert.Equal(
        "t.txt: the bytes at 2 are not UTF-8 text; expected a text file in UTF-8",
        DataCalls.Run("text", new MemoryDataFiles().Add("t.txt", [0x41, 0x42, 0xFF]), ("path", "t.txt")).Failure!.Message);

    [Fact]
    public void AnyBytesAreReadOrRefusedAtBothTimesAlike() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes =>
        {
            foreach (var (function, start) in new (string, byte[])[] { ("npy", [0x93, .. "NUMPY"u8, 1, 0]), ("idx", [0, 0, 8, 1, 0, 0, 0]), ("idx", [0x1F, 0x8B, 8]), ("chars", []), ("tokenizer", "{\"kind\":"u8.ToArray()), ("csv", []) })
            {
                var files = new MemoryDataFiles().Add("f", [.. start, .. bytes]);
                var inferred = DataCalls.Infer(function, files, ("path", "f"));
                var result = DataCalls.Run(function, files, ("path", "f"));
                if (inferred.Failure is not null && result.Failure is null)
                    return false;
            }

            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithReplay(23, 29));

    private static float[] Floats(byte[] file)
    {
        var column = Tensor(file).Column;
        var values = new float[column.Rows * column.RowLength];
        column.CopyRange(0, column.Rows, values.AsSpan());
        return values;
    }

    private static DataTensor Tensor(byte[] npy) => (DataTensor)DataCalls.Call("npy", new MemoryDataFiles().Add("a.npy", npy), ("path", "a.npy")).Value;

    private static byte[] Npy(string kind, string shape, bool fortran, byte[] numbers)
    {
        var text = Encoding.UTF8.GetBytes($"{{'descr': '{kind}', 'fortran_order': {(fortran ? "True" : "False")}, 'shape': {shape}, }}\n");
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. text, .. numbers];
    }

    private static byte[] Pack(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var stream = new GZipStream(packed, CompressionLevel.Fastest))
            stream.Write(bytes);
        return packed.ToArray();
    }
}
