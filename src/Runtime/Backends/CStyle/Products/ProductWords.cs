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
        typedef ushort4 nn_u16x4;
        #define nn_fetch4_bits(pointer, position, is_aligned) vload4(0, (pointer) + (position))
        #define nn_from_code(code) ((float)(char)(code))
        #define nn_fetch4_codes(pointer, position, is_aligned) convert_float4(as_char4(vload4(0, (pointer) + (position))))
        #define NN_WRITE4_BITS(pointer, a, b, c, d) vstore4((ushort4)(a, b, c, d), 0, pointer)
        #define nn_read4_f16(pointer) vload_half4(0, (const __local half*)(pointer))
        #define nn_read4_bf16(pointer) as_float4(convert_uint4(vload4(0, pointer)) << 16)
        #define nn_put4_f32(pointer, position, is_aligned, a, b, c, d) vstore4((float4)(a, b, c, d), 0, (pointer) + (position))
        #define nn_put4_f16(pointer, position, is_aligned, a, b, c, d) vstore_half4_rte((float4)(a, b, c, d), 0, (__global half*)((pointer) + (position)))
        #define nn_put4_bf16(pointer, position, is_aligned, a, b, c, d) vstore4((ushort4)(nn_to_bf16(a), nn_to_bf16(b), nn_to_bf16(c), nn_to_bf16(d)), 0, (pointer) + (position))
        #define nn_put2_f32(pointer, position, a, b) vstore2((float2)(a, b), 0, (pointer) + (position))
        #define nn_put2_f16(pointer, position, a, b) vstore_half2_rte((float2)(a, b), 0, (__global half*)((pointer) + (position)))
        #define nn_put2_bf16(pointer, position, a, b) vstore2((ushort2)(nn_to_bf16(a), nn_to_bf16(b)), 0, (pointer) + (position))
        #define NN_KEEP2(pointer, a, b) vstore2((float2)(a, b), 0, pointer)
        #define nn_keep8(pointer, values) vstore8(vload8(0, values), 0, pointer)
        #define NN_UNROLL_CUDA _Pragma("unroll 1")
        #define NN_WARP_EXCHANGE(items) __local u32 nn_exchanges[(items) * 6]; __local u32* nn_exchange = nn_exchanges + NN_ITEM / 32 * 192
        #define NN_LDMATRIX_X4_FROM(registers, tile, position, distance) nn_load_matrices(registers, tile, (position) + (distance), 0, nn_exchange)
        #define NN_LDMATRIX_X4_TRANS_FROM(registers, tile, position, distance) nn_load_matrices(registers, tile, (position) + (distance), 1, nn_exchange)
        #define NN_LDMATRIX_X4(registers, tile, position) nn_load_matrices(registers, tile, position, 0, nn_exchange)
        #define NN_LDMATRIX_X4_TRANS(registers, tile, position) nn_load_matrices(registers, tile, position, 1, nn_exchange)
        #define NN_MMA_16816_F16(sums, a, b) nn_multiply_matrices(sums, a, b, 0, nn_exchange)
        #define NN_MMA_16816_BF16(sums, a, b) nn_multiply_matrices(sums, a, b, 1, nn_exchange)
        #define NN_MMA_16816_F16_STEP(step, sums, a, b) nn_multiply_step(step, sums, a, b, 0, nn_exchange)
        #define NN_MMA_16816_BF16_STEP(step, sums, a, b) nn_multiply_step(step, sums, a, b, 1, nn_exchange)
        #define NN_COPY_ASYNC_16(tile, position, source, start, bytes) nn_copy_16((tile) + (position), (source) + (start), bytes)
        #define NN_COPY_COMMIT
        #define NN_COPY_WAIT(pending)
        NN_FUNCTION void nn_copy_16(__local u16* to, __global const u16* from, int bytes) {
          for (int i = 0; i < 8; i++) to[i] = 2 * i < bytes ? from[i] : (u16)0;
        }
        #define NN_COPY_ASYNC_4(tile, position, source, start) (tile)[position] = (source)[start]
        #define NN_SOMETIMES(condition)
        #define nn_short_exp_f32(x) exp(x)
        #define nn_short_divide_f32(x, y) ((x) / (y))
        NN_FUNCTION u32 nn_pair_f16(float low, float high) { u16 bits[2]; vstore_half2_rte((float2)(low, high), 0, (half*)bits); return (u32)bits[0] | (u32)bits[1] << 16; }
        NN_FUNCTION u32 nn_pair_bf16(float low, float high) { return (u32)nn_to_bf16(low) | (u32)nn_to_bf16(high) << 16; }
        NN_FUNCTION void nn_round2_f16(float* pair) { pair[0] = nn_round_to_f16(pair[0]); pair[1] = nn_round_to_f16(pair[1]); }
        NN_FUNCTION void nn_round2_bf16(float* pair) { pair[0] = nn_round_to_bf16(pair[0]); pair[1] = nn_round_to_bf16(pair[1]); }
        NN_FUNCTION float nn_from_16(u32 bits, int is_bf16) { const u16 low = (u16)bits; return is_bf16 ? as_float(bits << 16) : vload_half(0, (const half*)&low); }
        NN_FUNCTION void nn_load_matrices(u32* registers, __local const u16* tile, int position, int is_transposed, __local u32* exchange) {
          const int lane = NN_ITEM % 32;
          exchange[lane] = (u32)position;
          NN_BARRIER;
          for (int matrix = 0; matrix < 4; matrix++) {
            const int rows = matrix * 8;
            const u16 low = is_transposed ? tile[exchange[rows + lane % 4 * 2] + lane / 4] : tile[exchange[rows + lane / 4] + lane % 4 * 2];
            const u16 high = is_transposed ? tile[exchange[rows + lane % 4 * 2 + 1] + lane / 4] : tile[exchange[rows + lane / 4] + lane % 4 * 2 + 1];
            registers[matrix] = (u32)low | (u32)high << 16;
          }
          NN_BARRIER;
        }
        NN_FUNCTION void nn_multiply_matrices(float* sums, const u32* a, const u32* b, int is_bf16, __local u32* exchange) {
          const int lane = NN_ITEM % 32;
          for (int i = 0; i < 4; i++) exchange[lane * 6 + i] = a[i];
          for (int i = 0; i < 2; i++) exchange[lane * 6 + 4 + i] = b[i];
          NN_BARRIER;
          for (int part = 0; part < 4; part++) {
            const int row = lane / 4 + part / 2 * 8, column = lane % 4 * 2 + part % 2;
            float sum = sums[part];
            for (int k = 0; k < 16; k++) {
              const u32 left = exchange[(row % 8 * 4 + k % 8 / 2) * 6 + row / 8 + k / 8 * 2] >> k % 2 * 16;
              const u32 right = exchange[(column * 4 + k % 8 / 2) * 6 + 4 + k / 8] >> k % 2 * 16;
              sum = fma(nn_from_16(left & 0xffffu, is_bf16), nn_from_16(right & 0xffffu, is_bf16), sum);
            }
            sums[part] = sum;
          }
          NN_BARRIER;
        }
        NN_FUNCTION void nn_multiply_step(int step, float* sums, const u32* a, const u32* b, int is_bf16, __local u32* exchange) {
          for (int i = 0; i < 4; i++) sums[i] = step == 0 ? 0.0f : sums[i];
          nn_multiply_matrices(sums, a, b, is_bf16, exchange);
        }

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
        struct __align__(8) nn_u16x4 { u16 x, y, z, w; };
        NN_FUNCTION nn_u16x4 nn_four_bits(u16 a, u16 b, u16 c, u16 d) { nn_u16x4 v; v.x = a; v.y = b; v.z = c; v.w = d; return v; }
        NN_FUNCTION nn_u16x4 nn_fetch4_bits(const u16* pointer, i64 position, int is_aligned) {
          const u16* p = pointer + position;
          return is_aligned ? *(const nn_u16x4*)p : nn_four_bits(p[0], p[1], p[2], p[3]);
        }
        NN_FUNCTION float4 nn_fetch4_f16(const u16* pointer, i64 position, int is_aligned) {
          const nn_u16x4 v = nn_fetch4_bits(pointer, position, is_aligned);
          return nn_four(nn_from_f16(v.x), nn_from_f16(v.y), nn_from_f16(v.z), nn_from_f16(v.w));
        }
        NN_FUNCTION float4 nn_fetch4_bf16(const u16* pointer, i64 position, int is_aligned) {
          const nn_u16x4 v = nn_fetch4_bits(pointer, position, is_aligned);
          return nn_four(nn_from_bf16(v.x), nn_from_bf16(v.y), nn_from_bf16(v.z), nn_from_bf16(v.w));
        }
        #define nn_from_code(code) ((float)(signed char)(code))
        NN_FUNCTION float4 nn_fetch4_codes(const u8* pointer, i64 position, int is_aligned) {
          const u8* p = pointer + position;
          const u32 bits = is_aligned ? *(const u32*)p : (u32)p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
          return nn_four(nn_from_code((u8)bits), nn_from_code((u8)(bits >> 8)), nn_from_code((u8)(bits >> 16)), nn_from_code((u8)(bits >> 24)));
        }
        #define NN_WRITE4_BITS(pointer, a, b, c, d) *(nn_u16x4*)(pointer) = nn_four_bits(a, b, c, d)
        NN_FUNCTION float4 nn_read4_f16(const u16* p) {
          const nn_u16x4 v = *(const nn_u16x4*)p;
          return nn_four(nn_from_f16(v.x), nn_from_f16(v.y), nn_from_f16(v.z), nn_from_f16(v.w));
        }
        NN_FUNCTION float4 nn_read4_bf16(const u16* p) {
          const nn_u16x4 v = *(const nn_u16x4*)p;
          return nn_four(nn_from_bf16(v.x), nn_from_bf16(v.y), nn_from_bf16(v.z), nn_from_bf16(v.w));
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
        #define nn_put2_f32(pointer, position, a, b) nn_put2_pair((pointer) + (position), a, b)
        #define nn_put2_f16(pointer, position, a, b) *(u32*)((pointer) + (position)) = nn_pair(nn_to_f16(a), nn_to_f16(b))
        #define nn_put2_bf16(pointer, position, a, b) *(u32*)((pointer) + (position)) = nn_pair(nn_to_bf16(a), nn_to_bf16(b))
        NN_FUNCTION void nn_put2_pair(float* p, float a, float b) { float2 pair; pair.x = a; pair.y = b; *(float2*)p = pair; }
        #define NN_KEEP2(pointer, a, b) nn_put2_pair(pointer, a, b)
        NN_FUNCTION void nn_keep8(u16* p, const u16* v) {
          uint4 bits;
          bits.x = nn_pair(v[0], v[1]); bits.y = nn_pair(v[2], v[3]); bits.z = nn_pair(v[4], v[5]); bits.w = nn_pair(v[6], v[7]);
          *(uint4*)p = bits;
        }
        #define NN_UNROLL_CUDA _Pragma("unroll")
        #define NN_SOMETIMES(condition) if (condition)
        NN_FUNCTION float nn_power_of_two(float x) { float r; asm("ex2.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(x)); return r; }
        #define nn_short_exp_f32(x) nn_power_of_two((x) * 1.4426950408889634f)
        #define nn_short_divide_f32(x, y) ((x) * nn_about_one_over(y))
        NN_FUNCTION u32 nn_pair_f16(float low, float high) { u32 bits; asm("cvt.rn.f16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low)); return bits; }
        NN_FUNCTION u32 nn_pair_bf16(float low, float high) { u32 bits; asm("cvt.rn.bf16x2.f32 %0, %1, %2;" : "=r"(bits) : "f"(high), "f"(low)); return bits; }
        NN_FUNCTION void nn_round2_f16(float* pair) { const u32 bits = nn_pair_f16(pair[0], pair[1]); pair[0] = nn_from_f16((u16)bits); pair[1] = nn_from_f16((u16)(bits >> 16)); }
        NN_FUNCTION void nn_round2_bf16(float* pair) { const u32 bits = nn_pair_bf16(pair[0], pair[1]); pair[0] = NN_BITS_TO_F32(bits << 16); pair[1] = NN_BITS_TO_F32(bits & 0xffff0000u); }
        #define NN_WARP_EXCHANGE(items)
        #define NN_DYNAMIC_TILE(name) extern __shared__ __align__(16) u16 nn_dynamic[]; u16* name = nn_dynamic
        NN_FUNCTION u32 nn_shared_address(const void* pointer) { return (u32)__cvta_generic_to_shared(pointer); }
        NN_FUNCTION void nn_load_matrices(u32* registers, const u16* place) {
          asm volatile("ldmatrix.sync.aligned.m8n8.x4.shared.b16 {%0, %1, %2, %3}, [%4];"
            : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3]) : "r"(nn_shared_address(place)) : "memory");
        }
        NN_FUNCTION void nn_load_transposed(u32* registers, const u16* place) {
          asm volatile("ldmatrix.sync.aligned.m8n8.x4.trans.shared.b16 {%0, %1, %2, %3}, [%4];"
            : "=r"(registers[0]), "=r"(registers[1]), "=r"(registers[2]), "=r"(registers[3]) : "r"(nn_shared_address(place)) : "memory");
        }
        #define NN_LDMATRIX_X4_FROM(registers, tile, position, distance) nn_load_matrices(registers, (tile) + (position) + (distance))
        #define NN_LDMATRIX_X4_TRANS_FROM(registers, tile, position, distance) nn_load_transposed(registers, (tile) + (position) + (distance))
        #define NN_LDMATRIX_X4(registers, tile, position) nn_load_matrices(registers, (tile) + (position))
        #define NN_LDMATRIX_X4_TRANS(registers, tile, position) nn_load_transposed(registers, (tile) + (position))
        NN_FUNCTION void NN_MMA_16816_F16(float* sums, const u32* a, const u32* b) {
          asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
        }
        NN_FUNCTION void nn_multiply_new_f16(float* sums, const u32* a, const u32* b) {
          asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.f16.f16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %10, %10, %10};"
            : "=f"(sums[0]), "=f"(sums[1]), "=f"(sums[2]), "=f"(sums[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "f"(0.0f));
        }
        NN_FUNCTION void NN_MMA_16816_BF16(float* sums, const u32* a, const u32* b) {
          asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%0, %1, %2, %3};"
            : "+f"(sums[0]), "+f"(sums[1]), "+f"(sums[2]), "+f"(sums[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]));
        }
        NN_FUNCTION void nn_multiply_new_bf16(float* sums, const u32* a, const u32* b) {
          asm volatile("mma.sync.aligned.m16n8k16.row.col.f32.bf16.bf16.f32 {%0, %1, %2, %3}, {%4, %5, %6, %7}, {%8, %9}, {%10, %10, %10, %10};"
            : "=f"(sums[0]), "=f"(sums[1]), "=f"(sums[2]), "=f"(sums[3]) : "r"(a[0]), "r"(a[1]), "r"(a[2]), "r"(a[3]), "r"(b[0]), "r"(b[1]), "f"(0.0f));
        }
        #define NN_MMA_16816_F16_STEP(step, sums, a, b) if ((step) == 0) nn_multiply_new_f16(sums, a, b); else NN_MMA_16816_F16(sums, a, b)
        #define NN_MMA_16816_BF16_STEP(step, sums, a, b) if ((step) == 0) nn_multiply_new_bf16(sums, a, b); else NN_MMA_16816_BF16(sums, a, b)
        NN_FUNCTION void nn_copy_16(u16* to, const u16* from, int bytes) {
          asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" : : "r"(nn_shared_address(to)), "l"(from), "r"(bytes) : "memory");
        }
        #define NN_COPY_ASYNC_16(tile, position, source, start, bytes) nn_copy_16((tile) + (position), (source) + (start), bytes)
        NN_FUNCTION void nn_copy_4(float* to, const float* from) { asm volatile("cp.async.ca.shared.global [%0], [%1], 4;" : : "r"(nn_shared_address(to)), "l"(from) : "memory"); }
        #define NN_COPY_ASYNC_4(tile, position, source, start) nn_copy_4((tile) + (position), (source) + (start))
        #define NN_COPY_COMMIT asm volatile("cp.async.commit_group;" : : : "memory")
        #define NN_COPY_WAIT(pending) asm volatile("cp.async.wait_group %0;" : : "n"(pending) : "memory")

        """;
}
