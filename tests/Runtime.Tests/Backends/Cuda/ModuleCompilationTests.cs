using System.Collections.Immutable;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Modules that NVRTC compiles at the same time: shared out by the lengths of their kernels, loaded one after another by the thread that waits.</summary>
public sealed class ModuleCompilationTests
{
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(9, 1, 1)]
    [InlineData(4, 8, 1)]
    [InlineData(9, 8, 3)]
    [InlineData(100, 4, 8)]
    public void Kernels_are_shared_out_to_modules(int kernels, int compilers, int modules)
    {
        var sources = Sources(kernels);
        var parts = ModuleParts.Of(sources, compilers);
        Assert.Equal(modules, parts.Length);
        Assert.Equal(sources.Select(static source => source.Text).Order(StringComparer.Ordinal), parts.SelectMany(static part => part).Select(static source => source.Text).Order(StringComparer.Ordinal));
        var lengths = parts.Select(static part => part.Sum(static source => source.Text.Length)).ToArray();
        Assert.True(lengths.Max() - lengths.Min() <= sources.Max(static source => source.Text.Length));
        if (modules > 1)
            Assert.Equal(parts.Select(Texts), ModuleParts.Of([.. sources.Reverse()], compilers).Select(Texts));

        static string Texts(ImmutableArray<KernelSource> part) => string.Concat(part.Select(static source => source.Text));
    }

    [Fact]
    public void Modules_are_compiled_at_the_same_time_and_loaded_in_order()
    {
        using var fake = new FakeCuda { CompilationsTogether = 3 };
        using var context = FakeCuda.Context(fake, compilers: 3);
        var sources = Sources(12);
        context.Modules.Require(sources);
        Assert.Equal((12, 0), (context.Modules.Built, context.Modules.Loaded));
        Assert.Equal((3, 3), (fake.Count("nvrtcCompileProgram"), fake.Count("cuModuleLoadDataEx")));
        var calls = fake.Calls.ToList();
        Assert.True(calls.LastIndexOf("nvrtcCompileProgram") < calls.IndexOf("cuModuleLoadDataEx"));
        Assert.Equal("cuCtxSetCurrent", calls[calls.IndexOf("cuModuleLoadDataEx") - 1]);
        Assert.Equal(3, sources.Select(source => context.Modules.Find(source).Module).Distinct().Count());
        context.Modules.Require(sources);
        Assert.Equal(3, fake.Count("nvrtcCompileProgram"));
    }

    [Fact]
    public void A_kernel_that_is_refused_is_told_of_once_and_nothing_stays()
    {
        var sources = Sources(12);
        var refused = ModuleText.NameOf(sources[5]);
        using var fake = new FakeCuda { CompilerLog = "line 7: no", Refused = refused };
        var context = FakeCuda.Context(fake, compilers: 3);
        var refusal = Assert.Throws<DeviceException>(() => context.Modules.Require(sources));
        Assert.Equal((DeviceTrouble.Build, 1), (refusal.Trouble, refusal.Message.Split("line 7: no").Length - 1));
        Assert.Equal(0, fake.Count("cuModuleLoadDataEx"));
        context.Modules.Require(sources.Where((_, i) => i != 5));
        Assert.Equal(11, context.Modules.Built);
        context.Dispose();
        Assert.Equal(0, fake.Living);
    }

    [Fact]
    public void Without_the_compiler_it_is_said_once_what_to_install()
    {
        using var fake = new FakeCuda();
        using var context = FakeCuda.Context(fake, hasCompiler: false, compilers: 3);
        Assert.StartsWith("Fake 100 needs NVIDIA's run-time compiler", Assert.Throws<DeviceException>(() => context.Modules.Require(Sources(12))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_module_is_kept_on_disk_by_itself()
    {
        var folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;
        try
        {
            Assert.Equal((12, 0, 3), Figures());
            Assert.Equal((0, 12, 0), Figures());
            var gone = new FileInfo(Directory.GetFiles(folder)[0]);
            gone.Delete();
            Assert.Equal((4, 8, 1), Figures());
            Assert.Equal((0, 12, 0), Figures());
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        (int Built, int Loaded, int Compilations) Figures()
        {
            using var fake = new FakeCuda();
            using var context = FakeCuda.Context(fake, cache: folder, compilers: 3);
            context.Modules.Require(Sources(12));
            return (context.Modules.Built, context.Modules.Loaded, fake.Count("nvrtcCompileProgram"));
        }
    }

    private static KernelSource[] Sources(int count) =>
        [.. Enumerable.Range(0, count).Select(static i => new KernelSource($"NN_KERNEL(64) nn_kernel(const u8* m0, i64 o0, int kernel_number, int* fault) {{ /* {i,3} */ }}\n", 5, 64, UsesDoubles: false))];
}
