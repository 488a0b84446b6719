using System.Buffers.Binary;
using System.Text;
using Dsl.Language.Data;
using FsCheck;
using FsCheck.Fluent;

namespace Dsl.Language.Tests.Data;

public sealed class TensorFileHeaderTests
{
    [Fact]
    public void ReadsAnNpyHeader()
    {
        var header = NpyHeader.Read(Npy("{'descr': '>i4', 'fortran_order': True, 'shape': (3, 4), }"), "a.npy").Header!;
        Assert.Equal([3, 4], header.Shape.ToArray());
        Assert.True(header.IsFortranOrder);
        Assert.Equal(new NumberFormat(false, true, 4, true), header.Format);
    }

    [Theory]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", 0)]
    [InlineData("{'descr': '|b1', 'fortran_order': False, 'shape': (5,), }", 1)]
    public void ReadsScalarsAndVectors(string dictionary, int axes) =>
        Assert.Equal(axes, NpyHeader.Read(Npy(dictionary), "a.npy").Header!.Shape.Length);

    [Theory]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (5,), }")]
    [InlineData("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (5,), }")]
    [InlineData("{'descr': '<f4', 'shape': (5,), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (-5,), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (1, 1, 1, 1, 1, 1, 1, 1, 1), }")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,), }")]
    [InlineData("")]
    public void RefusesWhatItDoesNotKnow(string dictionary) =>
        Assert.Equal("NN5007", NpyHeader.Read(Npy(dictionary), "a.npy").Failure!.Descriptor.Code);

    [Fact]
    public void SaysOfRecordsWhatTheyAre() => Assert.Contains(
        "records of several fields", NpyHeader.Read(Npy("{'descr': [('a', '<f4'), ('b', '<i8')], 'fortran_order': False, 'shape': (5,), }"), "a.npy").Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public void AHeaderThatClaimsAGigabyteOfTextTakesNoMemory()
    {
        byte[] start = [0x93, .. "NUMPY"u8, 2, 0, 0, 0, 0, 0x40, .. new byte[20]];
        Assert.Equal("a.npy: the header claims a length of 1073741824 bytes; expected at most 65524", NpyHeader.Read(start, "a.npy").Failure!.Message);
    }

    [Fact]
    public void SizesThatOverflowAreTooLarge()
    {
        var header = new TensorFileHeader([1L << 40, 1L << 40], new NumberFormat(true, true, 4, false), false, 0);
        Assert.Equal("NN5013", header.Check("a.npy", 1000)!.Descriptor.Code);
    }

    [Fact]
    public void MoreThanTheFileHoldsIsAFault()
    {
        var header = new TensorFileHeader([100], new NumberFormat(true, true, 4, false), false, 0);
        Assert.Equal("NN5007", header.Check("a.npy", 399)!.Descriptor.Code);
        Assert.Null(header.Check("a.npy", 400));
    }

    [Fact]
    public void ReadsAnIdxHeader()
    {
        byte[] start = [0, 0, 8, 3, 0, 0, 0xEA, 0x60, 0, 0, 0, 28, 0, 0, 0, 28];
        var header = IdxHeader.Read(start, "images").Header!;
        Assert.Equal([60000, 28, 28], header.Shape.ToArray());
        Assert.Equal(16, header.DataOffset);
    }

    [Fact]
    public void AnyBytesGiveAHeaderOrAFault() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), static bytes =>
        {
            byte[] npy = [0x93, .. "NUMPY"u8, .. bytes];
            byte[] idx = [0, 0, .. bytes];
            return (NpyHeader.Read(npy, "f").Header is null) != (NpyHeader.Read(npy, "f").Failure is null)
                && (IdxHeader.Read(idx, "f").Header is null) != (IdxHeader.Read(idx, "f").Failure is null)
                && (IdxHeader.Read(bytes, "f").Header is null) != (IdxHeader.Read(bytes, "f").Failure is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(4, 7));

    private static byte[] Npy(string dictionary)
    {
        var text = Encoding.UTF8.GetBytes(dictionary + "\n");
        var length = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, 1, 0, .. length, .. text];
    }
}
