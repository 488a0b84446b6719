using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// A whole compiler's opinion of kernels: clang has one for AMD's graphics processors, which assigns registers and says how many. It takes CUDA C too; what is inline assembly there is a comment with the
/// same operands, so that values live as long as they do on NVIDIA's. Functions of mathematics are as short as that machine has them.
/// </summary>
internal static partial class MachineCompiler
{
    // Waves of 32 items, as on NVIDIA's.
    private const string Machine = "gfx1030";

    private const string Functions = """
        __device__ inline void __syncthreads() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "workgroup"); __builtin_amdgcn_s_barrier(); __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "workgroup"); }
        __device__ inline void __syncwarp() { __builtin_amdgcn_fence(__ATOMIC_SEQ_CST, "wavefront"); }
        __device__ inline unsigned long long __cvta_generic_to_shared(const void* pointer) { return (unsigned long long)pointer; }
        struct nn_item_x { __device__ operator unsigned() const { return __builtin_amdgcn_workitem_id_x(); } };
        struct nn_group_x { __device__ operator unsigned() const { return __builtin_amdgcn_workgroup_id_x(); } };
        struct nn_item { nn_item_x x; }; struct nn_group { nn_group_x x; };
        #define threadIdx (nn_item())
        #define blockIdx (nn_group())
        #define NN_OPAQUE(type, name, parameters, ...) __device__ inline type name parameters { type result; asm volatile("; " #name : "=v"(result) : __VA_ARGS__); return result; }
        NN_OPAQUE(float, __shfl_xor_sync, (unsigned, float value, int lane), "v"(value), "i"(lane))
        NN_OPAQUE(double, __shfl_xor_sync, (unsigned, double value, int lane), "v"(value), "i"(lane))
        NN_OPAQUE(long long, __shfl_xor_sync, (unsigned, long long value, int lane), "v"(value), "i"(lane))
        NN_OPAQUE(int, __shfl_xor_sync, (unsigned, int value, int lane), "v"(value), "i"(lane))
        __device__ inline float __int_as_float(int bits) { return __builtin_bit_cast(float, bits); }
        __device__ inline int __float_as_int(float value) { return __builtin_bit_cast(int, value); }
        __device__ inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }
        __device__ inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
        __device__ inline int atomicCAS(int* cell, int expected, int desired) { __atomic_compare_exchange_n(cell, &expected, desired, false, 5, 5); return expected; }
        __device__ inline int atomicOr(int* cell, int value) { return __atomic_fetch_or(cell, value, 5); }
        __device__ inline float fmaf(float a, float b, float c) { return __builtin_fmaf(a, b, c); }
        __device__ inline float expf(float x) { return __builtin_exp2f(x * 1.44269504f); }
        __device__ inline float logf(float x) { return __builtin_log2f(x) * 0.69314718f; }
        __device__ inline float log1pf(float x) { return x > 0.01f ? logf(1 + x) : x - x * x / 2; }
        __device__ inline float expm1f(float x) { return x > 0.01f ? expf(x) - 1 : x + x * x / 2; }
        __device__ inline float sqrtf(float x) { return __builtin_sqrtf(x); }
        __device__ inline float fabsf(float x) { return __builtin_fabsf(x); }
        __device__ inline float sinf(float x) { return __builtin_sinf(x); }
        __device__ inline float cosf(float x) { return __builtin_cosf(x); }
        __device__ inline float floorf(float x) { return __builtin_floorf(x); }
        __device__ inline float ceilf(float x) { return __builtin_ceilf(x); }
        __device__ inline float rintf(float x) { return __builtin_rintf(x); }
        __device__ inline float tanhf(float x) { const float e = expf(2 * x); return (e - 1) / (e + 1); }
        __device__ inline float erff(float x) { float p = x * x; return x * (1 + p * (0.3f + p * (0.1f + p * (0.02f + p * 0.003f)))) * expf(-p); }
        __device__ inline float powf(float x, float y) { return __builtin_exp2f(__builtin_log2f(x) * y); }
        __device__ inline float fmodf(float x, float y) { return x - y * __builtin_truncf(x / y); }
        NN_OPAQUE(double, fma, (double a, double b, double c), "v"(a), "v"(b), "v"(c))
        NN_OPAQUE(double, exp, (double x), "v"(x)) NN_OPAQUE(double, log, (double x), "v"(x)) NN_OPAQUE(double, log1p, (double x), "v"(x)) NN_OPAQUE(double, expm1, (double x), "v"(x))
        NN_OPAQUE(double, sqrt, (double x), "v"(x)) NN_OPAQUE(double, fabs, (double x), "v"(x)) NN_OPAQUE(double, sin, (double x), "v"(x)) NN_OPAQUE(double, cos, (double x), "v"(x))
        NN_OPAQUE(double, tanh, (double x), "v"(x)) NN_OPAQUE(double, erf, (double x), "v"(x)) NN_OPAQUE(double, floor, (double x), "v"(x)) NN_OPAQUE(double, ceil, (double x), "v"(x))
        NN_OPAQUE(double, rint, (double x), "v"(x)) NN_OPAQUE(double, pow, (double x, double y), "v"(x), "v"(y)) NN_OPAQUE(double, fmod, (double x, double y), "v"(x), "v"(y))

        """;

    /// <summary>Compiles a module.</summary>
    /// <param name="text">CUDA C.</param>
    /// <returns>What became of each kernel; none and what clang says where it refuses.</returns>
    public static (ImmutableArray<KernelRegisters> Kernels, string Messages) Compile(string text)
    {
        var shim = Clang.Shim[..Clang.Shim.IndexOf("__device__ void __syncwarp", StringComparison.Ordinal)].Replace("extern const __device__ __attribute__((weak)) nn_index3 threadIdx, blockIdx, blockDim, gridDim;", string.Empty, StringComparison.Ordinal);
        var (assembly, messages) = Clang.Translate(
            shim.Replace("__launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))", "__launch_bounds__(items, ...) __attribute__((amdgpu_flat_work_group_size(items, items)))", StringComparison.Ordinal) + Functions + Opaque(text),
            ["-x", "hip", "--cuda-device-only", $"--offload-arch={Machine}", "-nogpuinc", "-nogpulib", "-std=c++17", "-w", "-O3", "-S"]);
        return assembly is null ? ([], messages) : ([.. Kernel().Matches(assembly).Select(Read)], messages);
    }

    private static string Opaque(string text)
    {
        text = text
            .Replace("asm(\"cvt.f32.f16 %0, %1;\" : \"=f\"(x) : \"h\"(bits));", "x = (float)__builtin_bit_cast(_Float16, bits);", StringComparison.Ordinal)
            .Replace("asm(\"cvt.rn.f16.f32 %0, %1;\" : \"=h\"(bits) : \"f\"(x));", "bits = __builtin_bit_cast(u16, (_Float16)x);", StringComparison.Ordinal);
        return Statement().Replace(text, static match => Constraint().Replace(
            match.Value.Replace(match.Groups["text"].Value, "; an instruction", StringComparison.Ordinal), static constraint => $"\"{constraint.Groups["direction"].Value}v\"("));
    }

    private static KernelRegisters Read(Match kernel)
    {
        return new KernelRegisters(kernel.Groups["name"].Value, Number("vgpr_count"), Number("sgpr_count"), Number("vgpr_spill_count"), Number("private_segment_fixed_size"), Number("group_segment_fixed_size"));

        int Number(string field) => int.Parse(Regex.Match(kernel.Value, $@"\.{field}: +(\d+)", RegexOptions.CultureInvariant).Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("""asm( volatile)?\("(?<text>[^"]*)"[^;]*;""")]
    private static partial Regex Statement();

    [GeneratedRegex("\"(?<direction>[=+]?)[rlfh]\"\\(")]
    private static partial Regex Constraint();

    // The description of a kernel at the end of the assembly.
    [GeneratedRegex(@"  - \.args:(?:(?!\n  - )[\s\S])*?\.name: +(?<name>\w+)(?:(?!\n  - )[\s\S])*")]
    private static partial Regex Kernel();
}
