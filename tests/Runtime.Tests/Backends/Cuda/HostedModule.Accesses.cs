using System.Runtime.InteropServices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// Counting of accesses: clang's instrumentation against races calls a function for each of them, which notes from where it was called, the address, and how often the item has come to a barrier.
/// Vectors are vectors of the compiler there, so that an access of 16 bytes is one, as on a card.
/// </summary>
internal sealed unsafe partial class HostedModule
{
    /// <summary>So many of a launch's groups, the first and the last among them, show what all do.</summary>
    public const uint CountedGroups = 3;

    private const string NoCounts = """
        #define NN_COUNT(place, bytes, is_write)
        #define NN_COUNT_START(item, group)
        #define NN_COUNT_END
        #define NN_COMPUTES 1

        """;

    private const string Counts = """
        extern "C" { void* realloc(void*, unsigned long); void free(void*); }
        struct nn_access { unsigned long long site, address; unsigned group, barriers, bytes, is_write; };
        struct nn_notes { nn_access* accesses; unsigned count, room; };
        static nn_notes nn_of_items[1024];
        static thread_local nn_notes* nn_mine;
        static thread_local unsigned nn_group_number, nn_barriers_before;
        static __attribute__((noinline)) void nn_note(unsigned long long site, const void* address, unsigned bytes, unsigned is_write, unsigned barriers) {
          nn_notes* notes = nn_mine;
          if (notes->count == notes->room) notes->accesses = (nn_access*)realloc(notes->accesses, (notes->room = notes->room * 2 + 1024) * sizeof(nn_access));
          notes->accesses[notes->count++] = {site, (unsigned long long)address, nn_group_number, barriers, bytes, is_write};
        }
        #define NN_COUNT(place, bytes, is_write) if (nn_mine) nn_note((unsigned long long)__builtin_return_address(0) + is_write, place, bytes, is_write, nn_barriers)
        #define NN_COUNT_START(item, group) nn_mine = &nn_of_items[item]; nn_group_number = group
        #define NN_COUNT_END nn_mine = 0
        #define NN_COMPUTES 0

        """;

    private const string Notes = """
        extern "C" {
        #define NN_NOTED(bytes) \
          void __tsan_read##bytes(void* p) { NN_COUNT(p, bytes, 0); } \
          void __tsan_write##bytes(void* p) { NN_COUNT(p, bytes, 1); } \
          void __tsan_unaligned_read##bytes(void* p) { NN_COUNT(p, bytes, 0); } \
          void __tsan_unaligned_write##bytes(void* p) { NN_COUNT(p, bytes, 1); }
        NN_NOTED(1) NN_NOTED(2) NN_NOTED(4) NN_NOTED(8) NN_NOTED(16)
        void __tsan_init() {}
        extern char __start_nn_group[], __stop_nn_group[];
        const void* nn_group_start() { return __start_nn_group; }
        const void* nn_group_end() { return __stop_nn_group; }
        const nn_access* nn_accesses(unsigned item, unsigned* count) { *count = nn_of_items[item].count; return nn_of_items[item].accesses; }
        void nn_forget() { for (int i = 0; i < 1024; i++) { free(nn_of_items[i].accesses); nn_of_items[i] = {0, 0, 0}; } }
        }

        """;

    private static readonly string[] CountingOptions =
    [
        "-O2", "-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops", "-fsanitize=thread",
        "-mllvm", "-tsan-instrument-func-entry-exit=0", "-mllvm", "-tsan-instrument-atomics=0", "-mllvm", "-tsan-instrument-memintrinsics=0",
        "-mllvm", "-tsan-instrument-read-before-write=1", "-mllvm", "-disable-loop-idiom-all", "-mllvm", "-disable-vector-combine",
    ];

    private static readonly (string From, string To)[] Vectors =
    [
        ("struct __align__(8) float2 { float x, y; };", "typedef float float2 __attribute__((ext_vector_type(2)));"),
        ("struct __align__(16) float4 { float x, y, z, w; };", "typedef float float4 __attribute__((ext_vector_type(4)));"),
        ("struct __align__(8) uint2 { unsigned x, y; };", "typedef unsigned uint2 __attribute__((ext_vector_type(2)));"),
        ("struct __align__(16) uint4 { unsigned x, y, z, w; };", "typedef unsigned uint4 __attribute__((ext_vector_type(4)));"),
        ("struct __align__(16) int4 { int x, y, z, w; };", "typedef int int4 __attribute__((ext_vector_type(4)));"),
        ("struct __align__(8) nn_u16x4 { u16 x, y, z, w; };", "typedef u16 nn_u16x4 __attribute__((ext_vector_type(4)));"),
    ];

    /// <summary>Runs some groups of a launch and counts what their items access.</summary>
    /// <param name="launch">The launch.</param>
    /// <param name="memory">Pieces of the device's memory, with their bytes.</param>
    public LaunchAccesses Count(FakeLaunch launch, IReadOnlyDictionary<nint, nuint> memory)
    {
        Assert.Equal(0, Call(launch.Name, launch.Values, launch.Groups, launch.Items, CountedGroups));
        var (start, end) = (Address("nn_group_start"), Address("nn_group_end"));
        var get = (delegate* unmanaged<uint, uint*, ItemAccess*>)NativeLibrary.GetExport(handle, "nn_accesses");
        var counted = new AccessCounter(launch, start, end, memory);
        for (var warp = 0u; warp * AccessCounter.Lanes < launch.Items; warp++)
        {
            for (var lane = 0u; lane < AccessCounter.Lanes && (warp * AccessCounter.Lanes) + lane < launch.Items; lane++)
            {
                uint count;
                var accesses = get((warp * AccessCounter.Lanes) + lane, &count);
                counted.Add((int)lane, new ReadOnlySpan<ItemAccess>(accesses, (int)count));
            }

            counted.EndWarp();
        }

        ((delegate* unmanaged<void>)NativeLibrary.GetExport(handle, "nn_forget"))();
        return counted.Result;
    }

    private ulong Address(string function) => ((delegate* unmanaged<ulong>)NativeLibrary.GetExport(handle, function))();

    // Only the kernels are looked at, not what stands for the machine around them; what tensor cores would compute does not matter.
    private static string Counting(string shim, string tensors, string kernels, string runner)
    {
        foreach (var (from, to) in Vectors)
        {
            shim = shim.Replace(from, to, StringComparison.Ordinal);
            kernels = kernels.Replace(from, to, StringComparison.Ordinal);
        }

        // Stores count after a fault too, which numbers that were not computed soon lead to.
        kernels = kernels.Replace("const int is_live = fault[0] == 0;", "const int is_live = 1;", StringComparison.Ordinal);
        const string begin = "#pragma clang attribute push(__attribute__((no_sanitize(\"thread\"))), apply_to = function)\n", end = "\n#pragma clang attribute pop\n";
        return begin + shim.Replace("static inline void __syncthreads", "static __attribute__((noinline)) void __syncthreads", StringComparison.Ordinal) + Counts + tensors + Notes + end + kernels + begin + runner + end;
    }
}
