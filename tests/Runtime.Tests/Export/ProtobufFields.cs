using System.Text;

namespace Dsl.Runtime.Tests.Export;

/// <summary>The fields of a message in the wire format of Protocol Buffers, as a reader finds them that knows no schema.</summary>
internal sealed class ProtobufFields
{
    private readonly List<(int Field, ulong Number, byte[]? Bytes)> fields = [];

    public static ProtobufFields Read(byte[] message)
    {
        var result = new ProtobufFields();
        for (var at = 0; at < message.Length;)
        {
            var key = Variable(message, ref at);
            switch (key & 7)
            {
                case 0:
                    result.fields.Add(((int)(key >> 3), Variable(message, ref at), null));
                    break;
                case 2:
                    var length = (int)Variable(message, ref at);
                    result.fields.Add(((int)(key >> 3), 0, message[at..(at + length)]));
                    at += length;
                    break;
                case 5:
                    result.fields.Add(((int)(key >> 3), BitConverter.ToUInt32(message, at), null));
                    at += sizeof(uint);
                    break;
                default:
                    Assert.Fail($"a field of form {key & 7} at {at}");
                    break;
            }
        }

        return result;
    }

    public bool Has(int field) => fields.Exists(f => f.Field == field);

    public long Number(int field) => (long)fields.Find(f => f.Field == field).Number;

    public byte[] Bytes(int field) => fields.Find(f => f.Field == field).Bytes!;

    public string Text(int field) => Encoding.UTF8.GetString(Bytes(field));

    public ProtobufFields Message(int field) => Read(Bytes(field));

    public IEnumerable<ProtobufFields> All(int field) => fields.Where(f => f.Field == field).Select(static f => Read(f.Bytes!));

    private static ulong Variable(byte[] message, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
