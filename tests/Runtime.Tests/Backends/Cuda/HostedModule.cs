using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// A module of CUDA C that runs on the processor: clang compiles its text as C++, the items of a group are threads, barriers and exchanges between the items of a warp wait for
/// them. What is inline assembly there is functions here, written from the PTX instruction set: conversions of 16-bit floats, the instructions of tensor cores, copies that are
/// done no sooner than they are waited for. An address that those instructions would not take is a complaint.
/// </summary>
internal sealed unsafe partial class HostedModule : IDisposable
{
    private const string Shim = """
        #define __global__
        #define __device__
        #define __shared__ static __attribute__((section("nn_group")))
        #define __launch_bounds__(...)
        #define __forceinline__ inline
        #define __align__(n) __attribute__((aligned(n)))
        extern "C" {
        int pthread_create(unsigned long*, const void*, void* (*)(void*), void*);
        int pthread_join(unsigned long, void**);
        int pthread_barrier_init(void*, const void*, unsigned);
        int pthread_barrier_wait(void*);
        int pthread_barrier_destroy(void*);
        float fmaf(float, float, float); float expf(float); float exp2f(float); float logf(float); float log1pf(float); float expm1f(float); float sqrtf(float); float fabsf(float); float sinf(float);
        float cosf(float); float tanhf(float); float erff(float); float floorf(float); float ceilf(float); float rintf(float); float powf(float, float); float fmodf(float, float);
        double fma(double, double, double); double exp(double); double log(double); double log1p(double); double expm1(double); double sqrt(double); double fabs(double); double sin(double);
        double cos(double); double tanh(double); double erf(double); double floor(double); double ceil(double); double rint(double); double pow(double, double); double fmod(double, double);
        }
        struct nn_index3 { unsigned x, y, z; };
        static thread_local nn_index3 threadIdx;
        static nn_index3 blockIdx;
        struct __align__(8) float2 { float x, y; };
        struct __align__(16) float4 { float x, y, z, w; };
        struct __align__(8) uint2 { unsigned x, y; };
        struct __align__(16) uint4 { unsigned x, y, z, w; };
        struct __align__(16) int4 { int x, y, z, w; };
        static inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
        static inline float2 make_float2(float x, float y) { return {x, y}; }
        static inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }
        static inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
        struct __align__(16) nn_barrier { char bytes[64]; };
        static nn_barrier nn_of_group, nn_of_warps[32];
        static unsigned long long nn_exchanged[1024];
        extern "C" { __attribute__((section("nn_group"))) __align__(16) unsigned short nn_dynamic[131072]; }
        static thread_local unsigned nn_barriers;
        static inline void __syncthreads() { nn_barriers++; pthread_barrier_wait(&nn_of_group); }
        static inline void __syncwarp() { nn_barriers++; pthread_barrier_wait(&nn_of_warps[threadIdx.x / 32]); }
        static inline unsigned long long __cvta_generic_to_shared(const void* pointer) { return (unsigned long long)pointer; }
        template <class T> static T __shfl_xor_sync(unsigned, T value, int mask) {
          const unsigned item = threadIdx.x;
          T other;
          __builtin_memcpy(&nn_exchanged[item], &value, sizeof(T));
          pthread_barrier_wait(&nn_of_warps[item / 32]);
          __builtin_memcpy(&other, &nn_exchanged[item ^ mask], sizeof(T));
          pthread_barrier_wait(&nn_of_warps[item / 32]);
          return other;
        }
        static inline float __int_as_float(int bits) { return __builtin_bit_cast(float, bits); }
        static inline int __float_as_int(float value) { return __builtin_bit_cast(int, value); }
        static inline float __uint_as_float(unsigned bits) { return __builtin_bit_cast(float, bits); }
        static inline unsigned __float_as_uint(float value) { return __builtin_bit_cast(unsigned, value); }
        static inline float nn_hosted_near(float x) { return x > 1e-30f && x < 1e30f || x < -1e-30f && x > -1e30f ? __uint_as_float(__float_as_uint(x) ^ 1) : x; }
        static inline unsigned __umulhi(unsigned a, unsigned b) { return (unsigned)((unsigned long long)a * b >> 32); }
        static inline int atomicOr(int* cell, int bits) { return __atomic_fetch_or(cell, bits, 5); }
        static inline int __popc(unsigned bits) { return __builtin_popcount(bits); }
        static inline int atomicCAS(int* cell, int expected, int desired) { __atomic_compare_exchange_n(cell, &expected, desired, false, 5, 5); return expected; }
        static inline float nn_hosted_from_f16(unsigned short bits) {
          const unsigned sign = (unsigned)(bits & 0x8000) << 16, rest = bits & 0x7fff;
          if (rest >= 0x7c00) return __uint_as_float(sign | 0x7f800000u | (rest & 0x3ff) << 13);
          const float value = __uint_as_float(rest << 13) * 5.192296858534828e33f;
          return __uint_as_float(sign | __float_as_uint(value));
        }
        static inline unsigned short nn_hosted_to_f16(float x) {
          const unsigned bits = __float_as_uint(x), sign = bits >> 16 & 0x8000, rest = bits & 0x7fffffff;
          if (rest > 0x7f800000) return (unsigned short)(sign | 0x7e00);
          if (rest >= 0x477ff000) return (unsigned short)(sign | 0x7c00);
          if (rest < 0x38800000) return (unsigned short)(sign | (unsigned short)(int)rintf(__uint_as_float(rest) * 16777216.0f));
          return (unsigned short)(sign | (rest - 0x38000000 + 0xfff + (rest >> 13 & 1)) >> 13);
        }

        """;

    /// <summary>Layouts of fragments: NVIDIA, "Parallel Thread Execution ISA", ldmatrix .m8n8.x4 and mma.m16n8k16.</summary>
    private const string Tensors = """
        typedef unsigned int nn_word;
        static int nn_complaints;
        static nn_word nn_fragments[1024][6];
        struct nn_copy { unsigned short* to; const unsigned short* from; int bytes, size; };
        static thread_local nn_copy nn_copies[256];
        static thread_local int nn_begun, nn_done, nn_ends[256], nn_groups;
        static inline void nn_hosted_require(const void* place) { if ((unsigned long long)place % 16 != 0) nn_complaints++; }
        static void nn_hosted_load(nn_word* registers, const unsigned short* place, int is_transposed) {
          const unsigned item = threadIdx.x, first = item / 32 * 32, lane = item % 32;
          nn_hosted_require(place);
          NN_COUNT(place, 16, 0);
          if (!NN_COMPUTES) return;
          nn_exchanged[item] = (unsigned long long)place;
          pthread_barrier_wait(&nn_of_warps[item / 32]);
          for (unsigned matrix = 0; matrix < 4; matrix++) {
            nn_word halves[2];
            for (unsigned part = 0; part < 2; part++) {
              const unsigned along = lane % 4 * 2 + part, row = is_transposed ? along : lane / 4, column = is_transposed ? lane / 4 : along;
              halves[part] = ((const unsigned short*)nn_exchanged[first + matrix * 8 + row])[column];
            }
            registers[matrix] = halves[0] | halves[1] << 16;
          }
          pthread_barrier_wait(&nn_of_warps[item / 32]);
        }
        static inline float nn_hosted_half(nn_word pair, unsigned part, int is_bf16) {
          const nn_word bits = pair >> (16 * part) & 0xffff;
          return is_bf16 ? __uint_as_float(bits << 16) : nn_hosted_from_f16((unsigned short)bits);
        }
        static void nn_hosted_multiply(float* sums, const nn_word* a, const nn_word* b, int is_bf16) {
          if (!NN_COMPUTES) return;
          const unsigned item = threadIdx.x, first = item / 32 * 32, lane = item % 32;
          for (int i = 0; i < 4; i++) nn_fragments[item][i] = a[i];
          for (int i = 0; i < 2; i++) nn_fragments[item][4 + i] = b[i];
          pthread_barrier_wait(&nn_of_warps[item / 32]);
          for (unsigned part = 0; part < 4; part++) {
            const unsigned row = lane / 4 + part / 2 * 8, column = lane % 4 * 2 + part % 2;
            for (unsigned k = 0; k < 16; k++) {
              const nn_word* left = nn_fragments[first + row % 8 * 4 + k % 8 / 2], *right = nn_fragments[first + column * 4 + k % 8 / 2];
              sums[part] = fmaf(nn_hosted_half(left[row / 8 + k / 8 * 2], k % 2, is_bf16), nn_hosted_half(right[4 + k / 8], k % 2, is_bf16), sums[part]);
            }
          }
          pthread_barrier_wait(&nn_of_warps[item / 32]);
        }
        static void nn_hosted_copy(unsigned short* to, const unsigned short* from, int bytes) {
          nn_hosted_require(to);
          if (bytes > 0) nn_hosted_require(from);
          if (bytes < 0 || bytes > 16) nn_complaints++;
          NN_COUNT(to, 16, 1);
          if (bytes > 0) NN_COUNT(from, bytes, 0);
          nn_copies[nn_begun++ % 256] = {to, from, bytes, 16};
        }
        static void nn_hosted_copy_4(float* to, const float* from) {
          if ((unsigned long long)to % 4 != 0 || (unsigned long long)from % 4 != 0) nn_complaints++;
          NN_COUNT(to, 4, 1);
          NN_COUNT(from, 4, 0);
          nn_copies[nn_begun++ % 256] = {(unsigned short*)to, (const unsigned short*)from, 4, 4};
        }
        static void nn_hosted_commit() { nn_ends[nn_groups++ % 256] = nn_begun; }
        static void nn_hosted_wait(int pending) {
          for (const int limit = nn_groups > pending ? nn_ends[(nn_groups - pending - 1) % 256] : 0; nn_done < limit; nn_done++) {
            const nn_copy copy = nn_copies[nn_done % 256];
            for (int i = 0; 2 * i < copy.size; i++) copy.to[i] = 2 * i < copy.bytes ? copy.from[i] : 0;
          }
        }

        """;

    private const string Runner = """
        struct nn_work { void (*call)(unsigned long long*); unsigned long long* values; unsigned groups, most, item; };
        static void* nn_item(void* given) {
          const nn_work* work = (const nn_work*)given;
          threadIdx.x = work->item;
          const unsigned count = work->groups < work->most ? work->groups : work->most;
          for (unsigned turn = 0; turn < count; turn++) {
            if (work->item == 0) blockIdx.x = count < 2 ? 0 : (unsigned)((unsigned long long)turn * (work->groups - 1) / (count - 1));
            __syncthreads();
            NN_COUNT_START(work->item, turn);
            work->call(work->values);
            NN_COUNT_END;
            __syncthreads();
          }
          return 0;
        }
        extern "C" int nn_run(void (*call)(unsigned long long*), unsigned long long* values, unsigned groups, unsigned items, unsigned most) {
          static nn_work works[1024];
          static unsigned long threads[1024];
          if (items > 1024) return 1;
          pthread_barrier_init(&nn_of_group, 0, items);
          for (unsigned warp = 0; warp * 32 < items; warp++) pthread_barrier_init(&nn_of_warps[warp], 0, items - warp * 32 < 32 ? items - warp * 32 : 32);
          for (unsigned item = 0; item < items; item++) {
            works[item] = {call, values, groups, most, item};
            if (pthread_create(&threads[item], 0, nn_item, &works[item]) != 0) return 2;
          }
          for (unsigned item = 0; item < items; item++) pthread_join(threads[item], 0);
          pthread_barrier_destroy(&nn_of_group);
          for (unsigned warp = 0; warp * 32 < items; warp++) pthread_barrier_destroy(&nn_of_warps[warp]);
          return nn_complaints;
        }

        """;

    private readonly nint handle;
    private readonly delegate* unmanaged<nint, ulong*, uint, uint, uint, int> run;

    private HostedModule(nint handle)
    {
        this.handle = handle;
        run = (delegate* unmanaged<nint, ulong*, uint, uint, uint, int>)NativeLibrary.GetExport(handle, "nn_run");
    }

    /// <summary>Compiles a module; fails with what clang says.</summary>
    /// <param name="text">Its text.</param>
    /// <param name="countsAccesses">Whether every access to memory is noted.</param>
    public static HostedModule Build(string text, bool countsAccesses = false)
    {
        var folder = Directory.CreateTempSubdirectory("nn-hosted-");
        try
        {
            var (source, code, library) = (Path.Combine(folder.FullName, "kernels.cpp"), Path.Combine(folder.FullName, "kernels.o"), Path.Combine(folder.FullName, "kernels.so"));
            var calls = string.Concat(Kernel().Matches(text).Select(Call));
            var hosted = Hosted(text);
            File.WriteAllText(source, countsAccesses ? Counting(Shim, Tensors, hosted, Runner + calls) : NoCounts + Shim + Tensors + hosted + Runner + calls);
            Translate(["-x", "c++", "-std=c++17", "-w", "-fPIC", "-c", source, "-o", code, .. countsAccesses ? CountingOptions : ["-O1"]]);
            Translate(["-shared", code, "-o", library, "-lm", "-lpthread"]);
            return new HostedModule(NativeLibrary.Load(library));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Runs a kernel to its end; fails where it did what a card does not take.</summary>
    public void Run(string name, ulong[] values, uint groups, uint items) => Assert.Equal(0, Call(name, values, groups, items));

    /// <summary>Runs a kernel to its end; gives the number of complaints.</summary>
    public int Call(string name, ulong[] values, uint groups, uint items, uint mostGroups = uint.MaxValue)
    {
        fixed (ulong* place = values)
            return run(NativeLibrary.GetExport(handle, $"call_{name}"), place, groups, items, mostGroups);
    }

    public void Dispose() => NativeLibrary.Free(handle);

    private static void Translate(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Clang.Command!, arguments) { RedirectStandardError = true })!;
        var messages = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, messages);
    }

    private static string Hosted(string text)
    {
        text = text
            .Replace("asm(\"cvt.f32.f16 %0, %1;\" : \"=f\"(x) : \"h\"(bits));", "x = nn_hosted_from_f16(bits);", StringComparison.Ordinal)
            .Replace("asm(\"cvt.rn.f16.f32 %0, %1;\" : \"=h\"(bits) : \"f\"(x));", "bits = nn_hosted_to_f16(x);", StringComparison.Ordinal)
            .Replace("asm(\"cvt.rn.f16x2.f32 %0, %1, %2;\" : \"=r\"(bits) : \"f\"(high), \"f\"(low));", "bits = (u32)nn_hosted_to_f16(low) | (u32)nn_hosted_to_f16(high) << 16;", StringComparison.Ordinal)
            .Replace("asm(\"cvt.rn.bf16x2.f32 %0, %1, %2;\" : \"=r\"(bits) : \"f\"(high), \"f\"(low));", "bits = (u32)nn_to_bf16(low) | (u32)nn_to_bf16(high) << 16;", StringComparison.Ordinal)
            .Replace("asm(\"ex2.approx.ftz.f32 %0, %1;\" : \"=f\"(r) : \"f\"(x));", "r = nn_hosted_near(exp2f(x));", StringComparison.Ordinal)
            .Replace("asm(\"rcp.approx.ftz.f32 %0, %1;\" : \"=f\"(r) : \"f\"(x));", "r = nn_hosted_near(1.0f / x);", StringComparison.Ordinal)
            .Replace("float q = x / y, r", "float q = nn_hosted_near(x / y), r", StringComparison.Ordinal)
            .Replace("float q = sqrtf(x), r", "float q = nn_hosted_near(sqrtf(x)), r", StringComparison.Ordinal)
            .Replace("extern __shared__", "extern", StringComparison.Ordinal);
        return Assembly().Replace(text, static match => Instead(match.Value));
    }

    // What stands for an instruction, with the names that the functions around it have.
    private static string Instead(string assembly) =>
        assembly.Contains("ldmatrix", StringComparison.Ordinal) ? $"nn_hosted_load(registers, place, {(assembly.Contains(".trans", StringComparison.Ordinal) ? 1 : 0)})"
        : assembly.Contains("mma.sync", StringComparison.Ordinal) && assembly.Contains("%10", StringComparison.Ordinal)
            ? $"(sums[0] = sums[1] = sums[2] = sums[3] = 0.0f, nn_hosted_multiply(sums, a, b, {(assembly.Contains(".bf16", StringComparison.Ordinal) ? 1 : 0)}))"
        : assembly.Contains("mma.sync", StringComparison.Ordinal) ? $"nn_hosted_multiply(sums, a, b, {(assembly.Contains(".bf16", StringComparison.Ordinal) ? 1 : 0)})"
        : assembly.Contains("cp.async.ca", StringComparison.Ordinal) ? "nn_hosted_copy_4(to, from)"
        : assembly.Contains("cp.async.cg", StringComparison.Ordinal) ? "nn_hosted_copy(to, from, bytes)"
        : assembly.Contains("commit_group", StringComparison.Ordinal) ? "nn_hosted_commit()"
        : assembly.Contains("wait_group", StringComparison.Ordinal) ? "nn_hosted_wait(pending)"
        : assembly.Contains(".NaN.f32", StringComparison.Ordinal) ? "x = a"
        : throw new ArgumentException($"nothing stands for {assembly}", nameof(assembly));

    // A function that takes all arguments as numbers of 64 bits.
    private static string Call(Match kernel)
    {
        var types = kernel.Groups["parameters"].Value.Split(',').Select(static parameter => parameter.Trim()).Select(static parameter => parameter[..parameter.LastIndexOf(' ')]);
        var arguments = string.Join(", ", types.Select(static (type, i) => $"({type})values[{i}]"));
        var name = kernel.Groups["name"].Value;
        return new StringBuilder("extern \"C\" void call_").Append(name).Append("(unsigned long long* values) { ").Append(name).Append('(').Append(arguments).Append("); }\n").ToString();
    }

    // Its parentheses are nested twice at most.
    [GeneratedRegex("""asm( volatile)?\((?:[^()"]|"[^"]*"|\((?:[^()]|\([^()]*\))*\))*\)""")]
    private static partial Regex Assembly();

    [GeneratedRegex(@"^NN_KERNEL(_BESIDE)?\(\d+(, \d+)?\) (?<name>nn_\w+)\((?<parameters>[^)]*)\) \{", RegexOptions.Multiline)]
    private static partial Regex Kernel();
}
