namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// The words in which kernels are written. Those of a dialect: how a kernel, a pointer, a barrier, a mathematical function is spelled. The common ones build on
/// them and say what an operation means: the same as on the processor, up to rounding.
/// </summary>
internal static class CPreambles
{
    /// <summary>
    /// OpenCL C. 16-bit floats are stored only: vload_half and vstore_half belong to the core of the language. Loops with barriers within are not written out: what compilers then read ahead of its
    /// time has no registers. Segments that are alike are written each by itself: PoCL 3.1 computes barriers behind a choice of buffers wrongly.
    /// </summary>
    public const string OpenCl = """
        typedef long i64;
        typedef ulong u64;
        typedef uint u32;
        typedef ushort u16;
        typedef uchar u8;
        #define NN_KERNEL(items) __kernel __attribute__((reqd_work_group_size(items, 1, 1))) void
        #define NN_KERNEL_BESIDE(items, groups) NN_KERNEL(items)
        #define NN_FUNCTION static inline
        #define NN_GLOBAL __global
        #define NN_SHARED __local
        #define NN_LOCAL __local
        #define NN_SHUFFLES 0
        #define NN_KEEPS_NAN 0
        #define NN_JOINS_SEGMENTS 0
        #define NN_RESTRICT restrict
        #define NN_ITEM ((int)get_local_id(0))
        #define NN_GROUP ((i64)get_group_id(0))
        #define NN_BARRIER barrier(CLK_LOCAL_MEM_FENCE | CLK_GLOBAL_MEM_FENCE)
        #define NN_WARP_BARRIER NN_BARRIER
        #define NN_UNROLL _Pragma("unroll")
        #define NN_UNROLL_SOME _Pragma("unroll 4")
        #define NN_NO_UNROLL _Pragma("unroll 1")
        #define NN_LIVE
        #define NN_INFINITY INFINITY
        #define NN_NAN NAN
        #define NN_BITS_TO_F32(x) as_float(x)
        #define NN_F32_TO_BITS(x) as_uint(x)
        #define NN_MULTIPLY_HIGH(a, b) mul_hi(a, b)
        #define NN_CLAIM(cell) (atomic_cmpxchg(cell, 0, 1) == 0)
        #define NN_ATOMIC_OR(cell, bits) atomic_or(cell, bits)
        #define NN_LOWEST_BIT(bits) (31 - (int)clz((bits) & -(bits)))
        #define nn_fma_f32(a, b, c) fma(a, b, c)
        #define nn_exp_f32(x) exp(x)
        #define nn_log_f32(x) log(x)
        #define nn_log1p_f32(x) log1p(x)
        #define nn_expm1_f32(x) expm1(x)
        #define nn_sqrt_f32(x) sqrt(x)
        #define nn_divide_f32(x, y) ((x) / (y))
        #define nn_abs_f32(x) fabs(x)
        #define nn_abs_i64(x) ((i64)abs((i64)(x)))
        #define nn_sin_f32(x) sin(x)
        #define nn_cos_f32(x) cos(x)
        #define nn_tanh_f32(x) tanh(x)
        #define nn_erf_f32(x) erf(x)
        #define nn_floor_f32(x) floor(x)
        #define nn_ceiling_f32(x) ceil(x)
        #define nn_round_f32(x) rint(x)
        #define nn_power_f32(x, y) pow(x, y)
        #define nn_remainder_f32(x, y) fmod(x, y)
        #define nn_load_f16(pointer, position) vload_half((size_t)(position), (const __global half*)(pointer))
        #define nn_store_f16(pointer, position, value) vstore_half_rte(value, (size_t)(position), (__global half*)(pointer))
        #define nn_load_shared_f16(pointer, position) vload_half((size_t)(position), (const __local half*)(pointer))
        #define nn_store_shared_f16(pointer, position, value) vstore_half_rte(value, (size_t)(position), (__local half*)(pointer))
        NN_FUNCTION float nn_round_to_f16(float x) { u16 bits; vstore_half_rte(x, 0, (half*)&bits); return vload_half(0, (const half*)&bits); }

        """;

    /// <summary>What OpenCL C needs before it knows doubles.</summary>
    public const string OpenClDouble = """
        #pragma OPENCL EXTENSION cl_khr_fp64 : enable

        """;

    /// <summary>
    /// CUDA C without headers: 16-bit floats are converted by two instructions of the machine, and from Ampere on maxima that keep NaN are one each. Quotients and roots are compiled as approximations without
    /// branches; what is left over of them corrects them, so that those that are floats come out as such: floor and == tell. Where that is no number they were infinite, or nothing.
    /// </summary>
    public const string Cuda = """
        typedef long long i64;
        typedef unsigned long long u64;
        typedef unsigned int u32;
        typedef unsigned short u16;
        typedef unsigned char u8;
        #define NN_KERNEL(items) extern "C" __global__ __launch_bounds__(items) void
        #define NN_KERNEL_BESIDE(items, groups) extern "C" __global__ __launch_bounds__(items, groups) void
        #define NN_FUNCTION static __device__ __forceinline__
        #define NN_GLOBAL
        #define NN_SHARED __shared__
        #define NN_LOCAL
        #define NN_SHUFFLES 1
        #define NN_JOINS_SEGMENTS 1
        #define nn_shuffle_f32(x, mask) __shfl_xor_sync(0xffffffffu, x, mask)
        #define nn_shuffle_f64(x, mask) __shfl_xor_sync(0xffffffffu, x, mask)
        #define nn_shuffle_i32(x, mask) __shfl_xor_sync(0xffffffffu, x, mask)
        #define nn_shuffle_i64(x, mask) __shfl_xor_sync(0xffffffffu, x, mask)
        #define NN_RESTRICT __restrict__
        #define NN_ITEM ((int)threadIdx.x)
        #define NN_GROUP ((i64)blockIdx.x)
        #define NN_BARRIER __syncthreads()
        #define NN_WARP_BARRIER __syncwarp()
        #define NN_UNROLL _Pragma("unroll")
        #define NN_UNROLL_SOME _Pragma("unroll 4")
        #define NN_NO_UNROLL _Pragma("unroll 1")
        #define NN_LIVE
        #define NN_INFINITY __int_as_float(0x7f800000)
        #define NN_NAN __int_as_float(0x7fc00000)
        #define NN_BITS_TO_F32(x) __int_as_float((int)(x))
        #define NN_F32_TO_BITS(x) ((u32)__float_as_int(x))
        #define NN_MULTIPLY_HIGH(a, b) __umulhi(a, b)
        #define NN_CLAIM(cell) (atomicCAS(cell, 0, 1) == 0)
        #define NN_ATOMIC_OR(cell, bits) atomicOr(cell, bits)
        #define NN_LOWEST_BIT(bits) __popc(((bits) & -(bits)) - 1u)
        #define nn_fma_f32(a, b, c) fmaf(a, b, c)
        #define nn_exp_f32(x) expf(x)
        #define nn_log_f32(x) logf(x)
        #define nn_log1p_f32(x) log1pf(x)
        #define nn_expm1_f32(x) expm1f(x)
        #define nn_abs_f32(x) fabsf(x)
        NN_FUNCTION float nn_about_one_over(float x) { float r; asm("rcp.approx.ftz.f32 %0, %1;" : "=f"(r) : "f"(x)); return r; }
        NN_FUNCTION float nn_divide_f32(float x, float y) { float q = x / y, r = fmaf(fmaf(-q, y, x), nn_about_one_over(y), q); return fabsf(r) < NN_INFINITY ? r : q; }
        NN_FUNCTION float nn_sqrt_f32(float x) { float q = sqrtf(x), r = fmaf(fmaf(-q, q, x), nn_about_one_over(q + q), q); return fabsf(r) < NN_INFINITY ? r : q; }
        NN_FUNCTION i64 nn_abs_i64(i64 x) { return x < 0 ? (i64)(0 - (u64)x) : x; }
        #define nn_sin_f32(x) sinf(x)
        #define nn_cos_f32(x) cosf(x)
        #define nn_tanh_f32(x) tanhf(x)
        #define nn_erf_f32(x) erff(x)
        #define nn_floor_f32(x) floorf(x)
        #define nn_ceiling_f32(x) ceilf(x)
        #define nn_round_f32(x) rintf(x)
        #define nn_power_f32(x, y) powf(x, y)
        #define nn_remainder_f32(x, y) fmodf(x, y)
        #if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
        #define NN_KEEPS_NAN 1
        NN_FUNCTION float nn_maximum_or_nan(float a, float b) { float x; asm("max.NaN.f32 %0, %1, %2;" : "=f"(x) : "f"(a), "f"(b)); return x; }
        NN_FUNCTION float nn_minimum_or_nan(float a, float b) { float x; asm("min.NaN.f32 %0, %1, %2;" : "=f"(x) : "f"(a), "f"(b)); return x; }
        #else
        #define NN_KEEPS_NAN 0
        #endif
        NN_FUNCTION float nn_from_f16(u16 bits) { float x; asm("cvt.f32.f16 %0, %1;" : "=f"(x) : "h"(bits)); return x; }
        NN_FUNCTION u16 nn_to_f16(float x) { u16 bits; asm("cvt.rn.f16.f32 %0, %1;" : "=h"(bits) : "f"(x)); return bits; }
        #define nn_load_f16(pointer, position) nn_from_f16((pointer)[position])
        #define nn_store_f16(pointer, position, value) (pointer)[position] = nn_to_f16(value)
        #define nn_load_shared_f16 nn_load_f16
        #define nn_store_shared_f16 nn_store_f16
        NN_FUNCTION float nn_round_to_f16(float x) { return nn_from_f16(nn_to_f16(x)); }

        """;

    /// <summary>What both dialects have in common: maxima that keep NaN, whole numbers that wrap around and divide downwards, random numbers, faults.</summary>
    public const string Common = """
        NN_FUNCTION float nn_from_bf16(u16 bits) { return NN_BITS_TO_F32((u32)bits << 16); }
        NN_FUNCTION u16 nn_to_bf16(float x) {
          u32 bits = NN_F32_TO_BITS(x);
          if ((bits & 0x7fffffffu) > 0x7f800000u) return (u16)((bits >> 16) | 0x40u);
          return (u16)((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
        }
        #define nn_load_bf16(pointer, position) nn_from_bf16((pointer)[position])
        #define nn_store_bf16(pointer, position, value) (pointer)[position] = nn_to_bf16(value)
        NN_FUNCTION float nn_round_to_bf16(float x) { return nn_from_bf16(nn_to_bf16(x)); }
        #if NN_KEEPS_NAN
        #define nn_maximum_f32(a, b) nn_maximum_or_nan(a, b)
        #define nn_minimum_f32(a, b) nn_minimum_or_nan(a, b)
        #else
        NN_FUNCTION float nn_maximum_f32(float a, float b) { return a > b || a != a ? a : b; }
        NN_FUNCTION float nn_minimum_f32(float a, float b) { return a < b || a != a ? a : b; }
        #endif
        NN_FUNCTION float nn_sign_f32(float x) { return x > 0.0f ? 1.0f : x < 0.0f ? -1.0f : x != x ? x : 0.0f; }
        NN_FUNCTION float nn_sigmoid_f32(float x) { float e = nn_exp_f32(-nn_abs_f32(x)); return (x >= 0.0f ? 1.0f : e) / (1.0f + e); }
        NN_FUNCTION float nn_modulo_f32(float x, float y) { float r = nn_remainder_f32(x, y); return r != 0.0f && (r < 0.0f) != (y < 0.0f) ? r + y : r; }
        NN_FUNCTION float nn_floor_divide_f32(float x, float y) {
          float q = nn_floor_f32(nn_divide_f32(x, y)), r = nn_fma_f32(-q, y, x);
          if ((r < 0.0f && y > 0.0f) || (r > 0.0f && y < 0.0f)) return q - 1.0f;
          return (r >= y && y > 0.0f) || (r <= y && y < 0.0f) ? q + 1.0f : q;
        }
        NN_FUNCTION i64 nn_f32_to_int(float x) { return x != x ? 0 : x >= 9223372036854775807.0f ? 0x7fffffffffffffff : x <= -9223372036854775808.0f ? -0x7fffffffffffffff - 1 : (i64)x; }
        NN_FUNCTION i64 nn_maximum_i64(i64 a, i64 b) { return a > b ? a : b; }
        NN_FUNCTION i64 nn_minimum_i64(i64 a, i64 b) { return a < b ? a : b; }
        NN_FUNCTION i64 nn_sign_i64(i64 x) { return (x > 0) - (x < 0); }
        NN_FUNCTION i64 nn_floor_divide_i64(i64 a, i64 b) {
          if (b == 0) return 0;
          if (b == -1) return (i64)(0 - (u64)a);
          return a / b - (a % b != 0 && (a < 0) != (b < 0));
        }
        NN_FUNCTION i64 nn_modulo_i64(i64 a, i64 b) {
          if (b == 0 || b == -1) return 0;
          i64 r = a % b;
          return r != 0 && (r < 0) != (b < 0) ? r + b : r;
        }
        NN_FUNCTION i64 nn_power_i64(i64 base, i64 exponent) {
          if (exponent < 0) return base == 1 ? 1 : base == -1 ? (exponent & 1 ? -1 : 1) : 0;
          u64 result = 1, power = (u64)base;
          for (; exponent > 0; exponent >>= 1) { if (exponent & 1) result *= power; power *= power; }
          return (i64)result;
        }
        NN_FUNCTION float nn_uniform(i64 seed, i64 stream, i64 counter, i64 element) {
          u64 key = (u64)seed ^ ((u64)stream * 0x9E3779B97F4A7C15ul);
          u32 k0 = (u32)key, k1 = (u32)(key >> 32);
          u32 c0 = (u32)counter, c1 = (u32)((u64)counter >> 32), c2 = (u32)(element >> 2), c3 = (u32)(element >> 34);
          for (int round = 0; round < 10; round++) {
            u32 highA = NN_MULTIPLY_HIGH(0xD2511F53u, c0), lowA = 0xD2511F53u * c0;
            u32 highB = NN_MULTIPLY_HIGH(0xCD9E8D57u, c2), lowB = 0xCD9E8D57u * c2;
            c0 = highB ^ c1 ^ k0; c1 = lowB; c2 = highA ^ c3 ^ k1; c3 = lowA;
            k0 += 0x9E3779B9u; k1 += 0xBB67AE85u;
          }
          int lane = (int)(element & 3);
          u32 low = (lane & 1) ? c1 : c0, high = (lane & 1) ? c3 : c2, bits = (lane & 2) ? high : low;
          return (float)(bits >> 8) * 5.9604644775390625e-8f;
        }
        NN_FUNCTION i64 nn_index(i64 index, i64 bound, int number, int site, NN_GLOBAL int* fault) {
          i64 position = index < 0 ? index + bound : index;
          if (position >= 0 && position < bound) return position;
          if (NN_CLAIM(fault)) {
            fault[1] = number; fault[2] = site;
            fault[3] = (int)(u32)(u64)index; fault[4] = (int)(u32)((u64)index >> 32);
            fault[5] = (int)(u32)(u64)bound; fault[6] = (int)(u32)((u64)bound >> 32);
          }
          return 0;
        }

        """;

    /// <summary>The common words for doubles.</summary>
    public const string CommonDouble = """
        #define nn_fma_f64(a, b, c) fma(a, b, c)
        #define nn_exp_f64(x) exp(x)
        #define nn_log_f64(x) log(x)
        #define nn_log1p_f64(x) log1p(x)
        #define nn_expm1_f64(x) expm1(x)
        #define nn_sqrt_f64(x) sqrt(x)
        #define nn_divide_f64(x, y) ((x) / (y))
        #define nn_abs_f64(x) fabs(x)
        #define nn_sin_f64(x) sin(x)
        #define nn_cos_f64(x) cos(x)
        #define nn_tanh_f64(x) tanh(x)
        #define nn_erf_f64(x) erf(x)
        #define nn_floor_f64(x) floor(x)
        #define nn_ceiling_f64(x) ceil(x)
        #define nn_round_f64(x) rint(x)
        #define nn_power_f64(x, y) pow(x, y)
        #define nn_remainder_f64(x, y) fmod(x, y)
        NN_FUNCTION double nn_maximum_f64(double a, double b) { return a > b || a != a ? a : b; }
        NN_FUNCTION double nn_minimum_f64(double a, double b) { return a < b || a != a ? a : b; }
        NN_FUNCTION double nn_sign_f64(double x) { return x > 0.0 ? 1.0 : x < 0.0 ? -1.0 : x != x ? x : 0.0; }
        NN_FUNCTION double nn_sigmoid_f64(double x) { double e = nn_exp_f64(-nn_abs_f64(x)); return (x >= 0.0 ? 1.0 : e) / (1.0 + e); }
        NN_FUNCTION double nn_modulo_f64(double x, double y) { double r = nn_remainder_f64(x, y); return r != 0.0 && (r < 0.0) != (y < 0.0) ? r + y : r; }
        NN_FUNCTION double nn_floor_divide_f64(double x, double y) { double q = nn_floor_f64(x / y); double r = nn_fma_f64(-q, y, x); return (r < 0.0 && y > 0.0) || (r > 0.0 && y < 0.0) ? q - 1.0 : q; }
        NN_FUNCTION i64 nn_f64_to_int(double x) { return x != x ? 0 : x >= 9223372036854775807.0 ? 0x7fffffffffffffff : x <= -9223372036854775808.0 ? -0x7fffffffffffffff - 1 : (i64)x; }

        """;
}
