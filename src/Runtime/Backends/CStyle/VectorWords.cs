namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Words for accesses of 16 bytes, or of 8 where floats of 16 bits are beside others: the place must be a multiple of them.</summary>
internal static class VectorWords
{
    /// <summary>Conversions of the bits of 16-bit floats, which CUDA C has as instructions.</summary>
    public const string OpenCl = """
        NN_FUNCTION float nn_from_f16(u16 bits) { return vload_half(0, (const half*)&bits); }
        NN_FUNCTION u16 nn_to_f16(float x) { u16 bits; vstore_half_rte(x, 0, (half*)&bits); return bits; }

        """;

    /// <summary>Four floats, or eight of 16 bits, in the device's memory or kept in the group's.</summary>
    public const string Common = """
        #define NN_READ_FOUR_OF(space, values, pointer) { \
          const uint4 nn_bits = *(const space uint4*)(pointer); \
          (values)[0] = NN_BITS_TO_F32(nn_bits.x); (values)[1] = NN_BITS_TO_F32(nn_bits.y); \
          (values)[2] = NN_BITS_TO_F32(nn_bits.z); (values)[3] = NN_BITS_TO_F32(nn_bits.w); }
        #define NN_READ_FOUR_BITS_OF(space, values, pointer, convert) { \
          const uint2 nn_bits = *(const space uint2*)(pointer); \
          (values)[0] = convert((u16)nn_bits.x); (values)[1] = convert((u16)(nn_bits.x >> 16)); \
          (values)[2] = convert((u16)nn_bits.y); (values)[3] = convert((u16)(nn_bits.y >> 16)); }
        #define NN_READ_EIGHT_OF(space, values, pointer, convert) { \
          const uint4 nn_bits = *(const space uint4*)(pointer); \
          (values)[0] = convert((u16)nn_bits.x); (values)[1] = convert((u16)(nn_bits.x >> 16)); \
          (values)[2] = convert((u16)nn_bits.y); (values)[3] = convert((u16)(nn_bits.y >> 16)); \
          (values)[4] = convert((u16)nn_bits.z); (values)[5] = convert((u16)(nn_bits.z >> 16)); \
          (values)[6] = convert((u16)nn_bits.w); (values)[7] = convert((u16)(nn_bits.w >> 16)); }
        #define NN_WRITE_FOUR_OF(space, values, pointer) { \
          uint4 nn_bits; \
          nn_bits.x = NN_F32_TO_BITS((values)[0]); nn_bits.y = NN_F32_TO_BITS((values)[1]); \
          nn_bits.z = NN_F32_TO_BITS((values)[2]); nn_bits.w = NN_F32_TO_BITS((values)[3]); \
          *(space uint4*)(pointer) = nn_bits; }
        #define NN_WRITE_FOUR_BITS_OF(space, values, pointer, convert) { \
          uint2 nn_bits; \
          nn_bits.x = (u32)convert((values)[0]) | ((u32)convert((values)[1]) << 16); nn_bits.y = (u32)convert((values)[2]) | ((u32)convert((values)[3]) << 16); \
          *(space uint2*)(pointer) = nn_bits; }
        #define NN_WRITE_EIGHT_OF(space, values, pointer, convert) { \
          uint4 nn_bits; \
          nn_bits.x = (u32)convert((values)[0]) | ((u32)convert((values)[1]) << 16); nn_bits.y = (u32)convert((values)[2]) | ((u32)convert((values)[3]) << 16); \
          nn_bits.z = (u32)convert((values)[4]) | ((u32)convert((values)[5]) << 16); nn_bits.w = (u32)convert((values)[6]) | ((u32)convert((values)[7]) << 16); \
          *(space uint4*)(pointer) = nn_bits; }
        #define NN_READ_FOUR(values, pointer) NN_READ_FOUR_OF(NN_GLOBAL, values, pointer)
        #define NN_READ_FOUR_BITS(values, pointer, convert) NN_READ_FOUR_BITS_OF(NN_GLOBAL, values, pointer, convert)
        #define NN_READ_EIGHT(values, pointer, convert) NN_READ_EIGHT_OF(NN_GLOBAL, values, pointer, convert)
        #define NN_WRITE_FOUR(values, pointer) NN_WRITE_FOUR_OF(NN_GLOBAL, values, pointer)
        #define NN_WRITE_FOUR_BITS(values, pointer, convert) NN_WRITE_FOUR_BITS_OF(NN_GLOBAL, values, pointer, convert)
        #define NN_WRITE_EIGHT(values, pointer, convert) NN_WRITE_EIGHT_OF(NN_GLOBAL, values, pointer, convert)
        #define NN_READ_FOUR_KEPT(values, pointer) NN_READ_FOUR_OF(NN_LOCAL, values, pointer)
        #define NN_READ_FOUR_BITS_KEPT(values, pointer, convert) NN_READ_FOUR_BITS_OF(NN_LOCAL, values, pointer, convert)
        #define NN_READ_EIGHT_KEPT(values, pointer, convert) NN_READ_EIGHT_OF(NN_LOCAL, values, pointer, convert)
        #define NN_WRITE_FOUR_KEPT(values, pointer) NN_WRITE_FOUR_OF(NN_LOCAL, values, pointer)
        #define NN_WRITE_FOUR_BITS_KEPT(values, pointer, convert) NN_WRITE_FOUR_BITS_OF(NN_LOCAL, values, pointer, convert)
        #define NN_WRITE_EIGHT_KEPT(values, pointer, convert) NN_WRITE_EIGHT_OF(NN_LOCAL, values, pointer, convert)

        """;
}
