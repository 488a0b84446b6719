using Dsl.Runtime.Export;

namespace Dsl.Runtime.Tests.Export;

/// <summary>The bytes of messages, as the description of the wire format gives them (protobuf.dev/programming-guides/encoding).</summary>
public class ProtobufMessageTests
{
    [Fact]
    public void A_number_has_seven_bits_a_byte() => Equal("08 96 01", new ProtobufMessage().Add(1, 150L));

    [Fact]
    public void A_negative_number_has_ten_bytes() => Equal("08 FE FF FF FF FF FF FF FF FF 01", new ProtobufMessage().Add(1, -2L));

    [Fact]
    public void A_text_comes_after_its_length() => Equal("12 07 74 65 73 74 69 6E 67", new ProtobufMessage().Add(2, "testing"));

    [Fact]
    public void A_message_comes_after_its_length() => Equal("1A 03 08 96 01", new ProtobufMessage().Add(3, new ProtobufMessage().Add(1, 150L)));

    [Fact]
    public void Several_numbers_are_one_field() => Equal("32 06 03 8E 02 9E A7 05", new ProtobufMessage().Add(6, [3L, 270L, 86942L]));

    [Fact]
    public void A_float_has_four_bytes() => Equal("15 00 00 80 3F", new ProtobufMessage().Add(2, 1f));

    [Fact]
    public void An_empty_text_is_left_out_unless_it_is_one_of_several()
    {
        Equal(string.Empty, new ProtobufMessage().Add(1, string.Empty));
        Equal("0A 00", new ProtobufMessage().AddOne(1, string.Empty));
    }

    [Fact]
    public void Keys_of_large_fields_have_two_bytes() => Equal("A0 01 02", new ProtobufMessage().Add(20, 2L));

    private static void Equal(string bytes, ProtobufMessage message) => Assert.Equal(bytes, Convert.ToHexString(message.Bytes).Chunk(2).Select(static pair => new string(pair)).Aggregate(string.Empty, static (all, one) => all.Length == 0 ? one : $"{all} {one}"));
}
