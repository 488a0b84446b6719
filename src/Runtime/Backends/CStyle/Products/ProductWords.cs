namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>
/// The words in which products are written besides the common ones: pieces of four elements, and the instructions of tensor cores with what they need around them.
/// In OpenCL C the latter are emulated: the items of a warp hand each other their fragments through local memory, so that every index is tried without such a device.
/// </summary>
/// <remarks>The layout of fragments is that of the PTX instruction set: ldmatrix .m8n8.x4 and mma.sync.m16n8k16 (NVIDIA, "Parallel Thread Execution ISA", sections on warp-level matrix instructions).</remarks>
internal static class ProductWords
{
    /// <summary>OpenCL C.</summary>
    public const string OpenCl = """
        #define NN_SHARED_TILE __local __attribute__((aligned(16)))
        #define NN_SHARED_POINTER __local
        typedef float4 nn_f32x4;
        #define NN_READ4(pointer) vload4(0, pointer)
        #define NN_WRITE4(pointer, a, b, c, d) vstore4((float4)(a, b, c, d), 0, pointer)
        #define nn_fetch4_f32(pointer, position, is_aligned) vload4(0, (pointer) + (position))
        #define nn_fetch4_f16(pointer, position, is_aligned) vload_half4(0, (const __global half*)((pointer) + (position)))
        #define nn_fetch4_bf16(pointer, position, is_aligned) as_float4(convert_uint4(vload4(0, (pointer) + (position))) << 16)
        #define nn_put4_f32(pointer, position, is_aligned, a, b, c, d) vstore4((float4)(a, b, c, d), 0, (pointer) + (position))
        #define nn_put4_f16(pointer, position, is_aligned, a, b, c, d) vstore_half4_rte((float4)(a, b, c, d), 0, (__global half*)((pointer) + (position)))
        #define nn_put4_bf16(pointer, position, is_aligned, a, b, c, d) vstore4((ushort4)(nn_to_bf16(a), nn_to_bf16(b), nn_to_bf16(c), nn_to_bf16(d)), 0, (pointer) + (position))

        """;

    /// <summary>CUDA C. Pieces of four are one access where the operand begins at a multiple of 16 bytes, which only the run knows.</summary>
    public const string Cuda = """
        #if !defined(__CUDACC_RTC__) && !defined(__align__)
        #define __align__(bytes) __attribute__((aligned(bytes)))
        #endif
        #define NN_SHARED_TILE __shared__ __align__(16)
        #define NN_SHARED_POINTER
        typedef float4 nn_f32x4;
        #define NN_READ4(pointer) (*(const float4*)(pointer))
        NN_FUNCTION float4 nn_four(float a, float b, float c, float d) { float4 v; v.x = a; v.y = b; v.z = c; v.w = d; return v; }
        #define NN_WRITE4(pointer, a, b, c, d) *(float4*)(pointer) = nn_four(a, b, c, d)
        NN_FUNCTION u32 nn_pair(u16 low, u16 high) { return (u32)low | (u32)high << 16; }
        NN_FUNCTION float4 nn_fetch4_f32(const float* pointer, i64 position, int is_aligned) {
          const float* p = pointer + position;
          return is_aligned ? *(const float4*)p : nn_four(p[0], p[1], p[2], p[3]);
        }
        NN_FUNCTION uint2 nn_fetch4_bits(const u16* p, int is_aligned) {
          if (is_aligned) return *(const uint2*)p;
          uint2 bits;
          bits.x = nn_pair(p[0], p[1]); bits.y = nn_pair(p[2], p[3]);
          return bits;
        }
        NN_FUNCTION float4 nn_fetch4_f16(const u16* pointer, i64 position, int is_aligned) {
          uint2 bits = nn_fetch4_bits(pointer + position, is_aligned);
          return nn_four(nn_from_f16((u16)bits.x), nn_from_f16((u16)(bits.x >> 16)), nn_from_f16((u16)bits.y), nn_from_f16((u16)(bits.y >> 16)));
        }
        NN_FUNCTION float4 nn_fetch4_bf16(const u16* pointer, i64 position, int is_aligned) {
          uint2 bits = nn_fetch4_bits(pointer + position, is_aligned);
          return nn_four(nn_from_bf16((u16)bits.x), nn_from_bf16((u16)(bits.x >> 16)), nn_from_bf16((u16)bits.y), nn_from_bf16((u16)(bits.y >> 16)));
        }
        NN_FUNCTION void nn_put4_f32(float* pointer, i64 position, int is_aligned, float a, float b, float c, float d) {
          float* p = pointer + position;
          if (is_aligned) *(float4*)p = nn_four(a, b, c, d);
          else { p[0] = a; p[1] = b; p[2] = c; p[3] = d; }
        }
        NN_FUNCTION void nn_put4_bits(u16* p, int is_aligned, u16 a, u16 b, u16 c, u16 d) {
          if (is_aligned) { uint2 bits; bits.x = nn_pair(a, b); bits.y = nn_pair(c, d); *(uint2*)p = bits; }
          else { p[0] = a; p[1] = b; p[2] = c; p[3] = d; }
        }
        #define nn_put4_f16(pointer, position, is_aligned, a, b, c, d) nn_put4_bits((pointer) + (position), is_aligned, nn_to_f16(a), nn_to_f16(b), nn_to_f16(c), nn_to_f16(d))
        #define nn_put4_bf16(pointer, position, is_aligned, a, b, c, d) nn_put4_bits((pointer) + (position), is_aligned, nn_to_bf16(a), nn_to_bf16(b), nn_to_bf16(c), nn_to_bf16(d))

        """;
}
