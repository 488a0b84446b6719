using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Dsl.Runtime.Export;

/// <summary>The fields of one message in the wire format of Protocol Buffers, version 3 (protobuf.dev/programming-guides/encoding), as far as ONNX's files need it.</summary>
internal sealed class ProtobufMessage
{
    private const int VariableLength = 0;
    private const int Delimited = 2;
    private const int FourBytes = 5;

    private readonly ArrayBufferWriter<byte> bytes = new();

    /// <summary>What has been added so far.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.WrittenSpan;

    public ProtobufMessage Add(int field, long value)
    {
        AddKey(field, VariableLength);
        AddNumber((ulong)value);
        return this;
    }

    public ProtobufMessage Add(int field, float value)
    {
        AddKey(field, FourBytes);
        BinaryPrimitives.WriteSingleLittleEndian(bytes.GetSpan(sizeof(float)), value);
        bytes.Advance(sizeof(float));
        return this;
    }

    /// <summary>Adds text, unless it is empty: that is what a reader takes for a field that is not there.</summary>
    public ProtobufMessage Add(int field, string text)
    {
        if (text.Length > 0)
            AddBytes(field, Encoding.UTF8.GetBytes(text));
        return this;
    }

    /// <summary>Adds one text of several, which may be empty.</summary>
    public ProtobufMessage AddOne(int field, string text)
    {
        AddBytes(field, Encoding.UTF8.GetBytes(text));
        return this;
    }

    public ProtobufMessage Add(int field, ProtobufMessage message)
    {
        AddBytes(field, message.Bytes);
        return this;
    }

    /// <summary>Adds the numbers as one field.</summary>
    public ProtobufMessage Add(int field, IEnumerable<long> values)
    {
        var packed = new ProtobufMessage();
        foreach (var value in values)
            packed.AddNumber((ulong)value);
        AddBytes(field, packed.Bytes);
        return this;
    }

    /// <summary>Announces a field of so many bytes, which whoever writes the message puts after all that has been added.</summary>
    public ProtobufMessage Announce(int field, long length)
    {
        AddKey(field, Delimited);
        AddNumber((ulong)length);
        return this;
    }

    private void AddBytes(int field, ReadOnlySpan<byte> value)
    {
        Announce(field, value.Length);
        bytes.Write(value);
    }

    private void AddKey(int field, int form) => AddNumber((ulong)((field << 3) | form));

    // Seven bits a byte, the lowest first; the highest bit says that more follow.
    private void AddNumber(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            bytes.Write([(byte)(value | 0x80)]);
        bytes.Write([(byte)value]);
    }
}
