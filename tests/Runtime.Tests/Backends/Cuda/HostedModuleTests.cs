using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>What runs kernels for CUDA on the processor finds mistakes that a card would punish.</summary>
public sealed unsafe class HostedModuleTests
{
    [FactRequiringClang]
    public void A_copy_is_there_when_it_was_waited_for_and_not_before()
    {
        Assert.Equal(0, Run("NN_COPY_COMMIT; NN_COPY_WAIT(0);", distance: 0, out var waited));
        Assert.Equal(Enumerable.Range(0, 32).Select(static i => (ushort)(8 * i)), waited);
        Assert.Equal(0, Run("NN_COPY_COMMIT; NN_COPY_WAIT(1);", distance: 0, out var early));
        Assert.All(early, static value => Assert.Equal(0, value));
        Assert.Equal(0, Run("NN_COPY_WAIT(0);", distance: 0, out var never));
        Assert.All(never, static value => Assert.Equal(0, value));
    }

    [FactRequiringClang]
    public void A_copy_from_a_place_that_is_not_aligned_is_a_complaint() => Assert.NotEqual(0, Run("NN_COPY_COMMIT; NN_COPY_WAIT(0);", distance: 1, out _));

    [FactRequiringClang]
    public void Items_of_a_warp_exchange_values()
    {
        using var module = Build("((int*)m1)[NN_ITEM] = nn_shuffle_i32(NN_ITEM, 5);", out var name);
        var results = stackalloc int[32];
        Assert.Equal(0, module.Call(name, [0, 0, (ulong)results, 0, 0, 0], 1, 32));
        for (var i = 0; i < 32; i++)
            Assert.Equal(i ^ 5, results[i]);
    }

    // The compiler's own are off by a unit here, as they may be on a card.
    [FactRequiringClang]
    public void Quotients_and_roots_that_are_floats_come_out_as_such()
    {
        using var module = Build(
            """
            const float x = NN_ITEM * 41.0f, y = 41.0f, zero = 0.0f * (float)o0;
            float* results = (float*)m1 + NN_ITEM * 8;
            results[0] = nn_divide_f32(x, y); results[1] = nn_floor_divide_f32(-x, y); results[2] = nn_sqrt_f32(x * x); results[3] = nn_modulo_f32(-x, y);
            results[4] = nn_divide_f32(1.0f, zero); results[5] = nn_divide_f32(1.0f, NN_INFINITY); results[6] = nn_sqrt_f32(zero); results[7] = nn_divide_f32(zero, zero);
            """,
            out var name);
        var results = stackalloc float[32 * 8];
        Assert.Equal(0, module.Call(name, [0, 0, (ulong)results, 0, 0, 0], 1, 32));
        for (var i = 0; i < 32; i++)
        {
            Assert.Equal([i, -i, i * 41, 0, float.PositiveInfinity, 0, 0], new ReadOnlySpan<float>(results + (i * 8), 7).ToArray());
            Assert.True(float.IsNaN(results[(i * 8) + 7]));
        }
    }

    private static int Run(string wait, int distance, out ushort[] results)
    {
        using var module = Build(
            $"NN_SHARED_TILE u16 tile[256]; for (int i = 0; i < 8; i++) tile[NN_ITEM * 8 + i] = 0; NN_COPY_ASYNC_16(tile, NN_ITEM * 8, (const u16*)m0, NN_ITEM * 8 + {distance}, 16); "
            + $"{wait} NN_BARRIER; ((u16*)m1)[NN_ITEM] = tile[NN_ITEM * 8];",
            out var name);
        var memory = (byte*)NativeMemory.AlignedAlloc(1024, 64);
        try
        {
            for (var i = 0; i < 300; i++)
                ((ushort*)memory)[i] = (ushort)i;
            results = new ushort[32];
            fixed (ushort* place = results)
                return module.Call(name, [(ulong)memory, 0, (ulong)place, 0, 0, 0], 1, 32);
        }
        finally
        {
            NativeMemory.AlignedFree(memory);
        }
    }

    private static HostedModule Build(string body, out string name)
    {
        var text = $"NN_KERNEL(32) nn_kernel(NN_GLOBAL const u8* m0, i64 o0, NN_GLOBAL u8* m1, i64 o1, int kernel_number, NN_GLOBAL int* fault) {{ {body} }}\n";
        var source = new KernelSource(text, 1, 32, UsesDoubles: false);
        name = ModuleText.NameOf(source);
        return HostedModule.Build(ModuleText.Of([source], CDialect.Cuda));
    }
}
