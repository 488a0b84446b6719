using System.Diagnostics;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// A clang that translates CUDA C to PTX, without any header or library of NVIDIA: what the language has by itself is declared by a few lines of ours. It finds
/// mistakes of syntax and type, unknown names, wrong constraints of inline assembly; it does not look into the assembly's text.
/// </summary>
internal static class Clang
{
    /// <summary>What a CUDA compiler declares before the first line.</summary>
    public const string Shim = """
        #define __global__ __attribute__((global))
        #define __device__ __attribute__((device))
        #define __shared__ __attribute__((shared))
        #define __launch_bounds__(...) __attribute__((launch_bounds(__VA_ARGS__)))
        #define __forceinline__ inline __attribute__((always_inline))
        #define __align__(n) __attribute__((aligned(n)))
        typedef __SIZE_TYPE__ size_t;
        struct nn_index3 { unsigned x, y, z; };
        extern const __device__ __attribute__((weak)) nn_index3 threadIdx, blockIdx, blockDim, gridDim;
        struct __align__(8) float2 { float x, y; };
        struct __align__(16) float4 { float x, y, z, w; };
        struct __align__(8) uint2 { unsigned x, y; };
        struct __align__(16) uint4 { unsigned x, y, z, w; };
        struct __align__(16) int4 { int x, y, z, w; };
        struct __align__(16) double2 { double x, y; };
        struct __align__(16) longlong2 { long long x, y; };
        __device__ inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
        __device__ inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
        __device__ inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
        __device__ inline float2 make_float2(float x, float y) { return {x, y}; }
        __device__ void __syncwarp(unsigned mask = 0xffffffffu);
        __device__ void __threadfence();
        __device__ float __shfl_xor_sync(unsigned mask, float value, int lane, int width = 32);
        __device__ float __shfl_down_sync(unsigned mask, float value, unsigned lanes, int width = 32);
        __device__ float __shfl_sync(unsigned mask, float value, int lane, int width = 32);
        __device__ double __shfl_xor_sync(unsigned mask, double value, int lane, int width = 32);
        __device__ double __shfl_down_sync(unsigned mask, double value, unsigned lanes, int width = 32);
        __device__ long long __shfl_xor_sync(unsigned mask, long long value, int lane, int width = 32);
        __device__ long long __shfl_down_sync(unsigned mask, long long value, unsigned lanes, int width = 32);
        __device__ int __shfl_xor_sync(unsigned mask, int value, int lane, int width = 32);
        __device__ unsigned __shfl_xor_sync(unsigned mask, unsigned value, int lane, int width = 32);
        __device__ inline float __int_as_float(int bits) { return __builtin_bit_cast(float, bits); }
        __device__ inline int __float_as_int(float value) { return __builtin_bit_cast(int, value); }
        __device__ inline float __uint_as_float(unsigned bits) { return __builtin_bit_cast(float, bits); }
        __device__ inline unsigned __float_as_uint(float value) { return __builtin_bit_cast(unsigned, value); }
        __device__ inline double __longlong_as_double(long long bits) { return __builtin_bit_cast(double, bits); }
        __device__ inline long long __double_as_longlong(double value) { return __builtin_bit_cast(long long, value); }
        __device__ inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }
        __device__ unsigned long long __umul64hi(unsigned long long a, unsigned long long b);
        __device__ int __popc(unsigned bits);
        __device__ size_t __cvta_generic_to_shared(const void* pointer);
        __device__ int atomicCAS(int* cell, int expected, int desired);
        __device__ int atomicAdd(int* cell, int value);
        __device__ int atomicMax(int* cell, int value);
        __device__ int atomicOr(int* cell, int value);
        __device__ int atomicExch(int* cell, int value);
        extern "C" {
        __device__ float fmaf(float, float, float);
        __device__ float expf(float); __device__ float exp2f(float); __device__ float logf(float); __device__ float log1pf(float); __device__ float expm1f(float);
        __device__ float sqrtf(float); __device__ float rsqrtf(float); __device__ float fabsf(float); __device__ float sinf(float); __device__ float cosf(float);
        __device__ float tanhf(float); __device__ float erff(float); __device__ float floorf(float); __device__ float ceilf(float); __device__ float rintf(float);
        __device__ float powf(float, float); __device__ float fmodf(float, float); __device__ float fmaxf(float, float); __device__ float fminf(float, float);
        __device__ double fma(double, double, double);
        __device__ double exp(double); __device__ double log(double); __device__ double log1p(double); __device__ double expm1(double);
        __device__ double sqrt(double); __device__ double rsqrt(double); __device__ double fabs(double); __device__ double sin(double); __device__ double cos(double);
        __device__ double tanh(double); __device__ double erf(double); __device__ double floor(double); __device__ double ceil(double); __device__ double rint(double);
        __device__ double pow(double, double); __device__ double fmod(double, double);
        }

        """;

    /// <summary>The newest clang whose command is found; null where there is none.</summary>
    public static string? Command { get; } = Find();

    /// <summary>Translates a text.</summary>
    /// <param name="text">CUDA C, without the shim.</param>
    /// <returns>The PTX; or null and what clang says.</returns>
    public static (string? Ptx, string Messages) Translate(string text) => Translate(
        Shim + "#line 1 \"kernels\"\n" + text,
        [
            "-x", "cuda", "--cuda-device-only", "--cuda-gpu-arch=sm_80", "-nocudainc", "-nocudalib", "-fms-extensions", "-Xclang", "-target-feature", "-Xclang", "+ptx75",
            "-Wno-unknown-cuda-version", "-Wno-undefined-internal", "-std=c++17", "-O0", "-S",
        ]);

    /// <summary>Translates OpenCL C to the intermediate language of LLVM for SPIR, every warning being an error: also that a name hides another, which CUDA C would take for what it hides.</summary>
    /// <param name="text">OpenCL C 1.2.</param>
    /// <returns>The intermediate text; or null and what clang says.</returns>
    public static (string? Intermediate, string Messages) TranslateOpenCl(string text) => Translate(
        text,
        [
            "-x", "cl", "-cl-std=CL1.2", "-target", "spir64", "-Xclang", "-finclude-default-header",
            "-Wall", "-Wextra", "-Wshadow", "-Werror", "-Wno-unused-function", "-Wno-unused-parameter", "-Wno-unused-variable", "-Wno-tautological-compare", "-O0", "-emit-llvm", "-S",
        ]);

    /// <summary>Translates a text with options of its own.</summary>
    public static (string? Result, string Messages) Translate(string text, string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("nn-clang-");
        try
        {
            var (source, result) = (Path.Combine(folder.FullName, "kernels.c"), Path.Combine(folder.FullName, "kernels.out"));
            File.WriteAllText(source, text);
            var start = new ProcessStartInfo(Command!)
            {
                RedirectStandardError = true,
                RedirectStandardOutput = true,
            };
            foreach (var argument in (string[])[.. arguments, source, "-o", result])
                start.ArgumentList.Add(argument);

            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var messages = process.StandardError.ReadToEnd();
            process.WaitForExit();
            messages += output.Result;
            return (process.ExitCode == 0 && File.Exists(result) ? File.ReadAllText(result) : null, messages);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Find()
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return ((string[])["clang-16", "clang-15", "clang-14"]).FirstOrDefault(name => folders.Any(folder => File.Exists(Path.Combine(folder, name))));
    }
}
