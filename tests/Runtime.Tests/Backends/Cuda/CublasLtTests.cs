using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Products by a library: what it is told gives the right numbers, mistakes of it are found before it is used, the faster way is chosen.</summary>
public sealed class CublasLtTests
{
    public static TheoryData<string, string> Products => new()
    {
        { "matrices", "f32" }, { "left turned", "f32" }, { "right turned", "f32" }, { "both turned", "f32" }, { "batch", "f32" }, { "result turned", "f32" },
        { "rows of a sequence", "f32" }, { "matrices", "f16" }, { "right turned", "bf16" }, { "batch", "f16" },
    };

    [Theory]
    [MemberData(nameof(Products))]
    public void The_library_computes_the_product(string form, string type)
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        using var context = FakeCuda.Context(fake, hasProducts: true);
        context.LibraryUse = LibraryUse.Always;
        using var backend = new DeviceBackend("cuda", context);
        var element = type switch
        {
            "f16" => ElementType.Float16,
            "bf16" => ElementType.BFloat16,
            _ => ElementType.Float32,
        };
        var (graph, output) = Build(form, element);
        using var program = backend.Compile(new CompileRequest([output], [], []));
        var checks = cublas.Products;
        Assert.Equal(12, checks);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        program.Run(CancellationToken.None);
        Assert.Equal(checks + 1, cublas.Products);
        var expected = BackendRun.Outputs(new ReferenceBackend(), [output], graph.Inputs)[0];
        Assert.Equal(expected, program.Output(0).ToDoubles());
    }

    [Fact]
    public void A_library_that_gives_wrong_numbers_is_not_used()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas { ForgetsToTurn = true };
        using var context = FakeCuda.Context(fake, hasProducts: true);
        context.LibraryUse = LibraryUse.Always;
        using var backend = new DeviceBackend("cuda", context);
        Run(backend, Build("matrices", ElementType.Float32));
        var used = cublas.Products;
        Assert.InRange(used, 2, 12);
        Run(backend, Build("left turned", ElementType.Float32));
        Assert.Equal(used, cublas.Products);
        Assert.NotEmpty(fake.Launches);
    }

    [Fact]
    public void What_the_library_cannot_do_is_done_by_our_kernel()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        using var context = FakeCuda.Context(fake, hasProducts: true);
        context.LibraryUse = LibraryUse.Always;
        using var backend = new DeviceBackend("cuda", context);
        Run(backend, Build("matrices", ElementType.Float32));
        cublas.FindsNothing = true;
        var used = cublas.Products;
        Run(backend, Build("matrices", ElementType.Float16));
        Assert.Equal(used, cublas.Products);
        Assert.NotEmpty(fake.Launches);
    }

    [Fact]
    public void A_variable_is_written_by_our_kernel_which_looks_for_faults()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        using var context = FakeCuda.Context(fake, hasProducts: true);
        context.LibraryUse = LibraryUse.Always;
        using var backend = new DeviceBackend("cuda", context);
        var (graph, output) = Build("matrices", ElementType.Float32);
        var variable = new Variable("w", output.Type, VariableKind.Parameter, null);
        graph.Builder.CreateVariable(variable, 0);
        using var program = backend.Compile(new CompileRequest([], [new VariableAssignment(variable, output)], []));
        using var storage = new Tensor(ElementType.Float32, [32, 48]);
        program.BindVariable(variable, storage);
        foreach (var (input, value) in graph.Inputs)
            program.BindInput(input, value);
        var before = cublas.Products;
        program.Run(CancellationToken.None);
        Assert.Equal(before, cublas.Products);
        Assert.NotEmpty(fake.Launches);
    }

    [Theory]
    [InlineData("off", "Never")]
    [InlineData("on", "Always")]
    [InlineData("auto", "Measured")]
    [InlineData(null, "Measured")]
    public void The_environment_says_when(string? text, string use) => Assert.Equal(use, CudaBackend.UseOf(text).ToString());

    [Fact]
    public void Without_the_library_or_when_it_is_not_wanted_our_kernels_run()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        using (var context = FakeCuda.Context(fake))
        using (var backend = new DeviceBackend("cuda", context))
        {
            context.LibraryUse = LibraryUse.Always;
            Run(backend, Build("matrices", ElementType.Float32));
        }

        using (var context = FakeCuda.Context(fake, hasProducts: true))
        using (var backend = new DeviceBackend("cuda", context))
        {
            context.LibraryUse = LibraryUse.Never;
            Run(backend, Build("matrices", ElementType.Float32));
        }

        Assert.Equal(0, cublas.Products);
        Assert.Equal(2, fake.Launches.Count);
    }

    [Fact]
    public void The_faster_way_is_measured_once_and_kept()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        using var context = FakeCuda.Context(fake, hasProducts: true);
        using var backend = new DeviceBackend("cuda", context);
        var (graph, output) = Large();
        using (var program = backend.Compile(new CompileRequest([output], [], [])))
        {
            cublas.ComputesNothing = true;
            foreach (var (input, value) in graph.Inputs)
                program.BindInput(input, value);
            program.Run(CancellationToken.None);
            var measured = cublas.Products;
            Assert.True(measured > 12);
            program.Run(CancellationToken.None);
            Assert.InRange(cublas.Products, measured, measured + 1);
        }

        // The choice holds for the next program: one product, or none where our kernel was chosen.
        var before = cublas.Products;
        Run(backend, Large());
        Assert.InRange(cublas.Products, before, before + 1);
    }

    [Fact]
    public void A_choice_is_kept_with_the_kernels()
    {
        using var fake = new FakeCuda();
        var folder = Directory.CreateTempSubdirectory("nn-choice-");
        try
        {
            using var context = FakeCuda.Context(fake, cache: folder.FullName);
            var product = new LibraryProduct(ElementType.Float16, ElementType.Float16, 1, new(0, 8, 8, 8, false, 0), new(0, 8, 8, 8, false, 0), new(0, 8, 8, 8, false, 0), false, false, 1024);
            var choices = new LibraryChoices(context, "cublasLt 13");
            Assert.Null(choices.Find(product));
            choices.Keep(product, isFaster: true);
            Assert.True(choices.Find(product));
            Assert.True(new LibraryChoices(context, "cublasLt 13").Find(product));
            Assert.Null(new LibraryChoices(context, "cublasLt 12").Find(product));
            Assert.Null(new LibraryChoices(context, "cublasLt 13").Find(product with { Batch = 2 }));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public void Everything_is_given_back()
    {
        using var fake = new FakeCuda();
        using var cublas = new FakeCublas();
        var context = FakeCuda.Context(fake, hasProducts: true);
        context.LibraryUse = LibraryUse.Always;
        using (var backend = new DeviceBackend("cuda", context))
            Run(backend, Build("batch", ElementType.Float32));
        Assert.Equal((0, 0), (cublas.Living, fake.Living));
    }

    private static (TestGraph Graph, Node Output) Build(string form, ElementType element)
    {
        var graph = new TestGraph();
        var builder = graph.Builder;
        var output = form switch
        {
            "left turned" => builder.MatrixProduct(builder.Transpose(Numbers(graph, element, 24, 32), [1, 0]), Numbers(graph, element, 24, 48)),
            "right turned" => builder.MatrixProduct(Numbers(graph, element, 32, 24), builder.Transpose(Numbers(graph, element, 48, 24), [1, 0])),
            "both turned" => builder.MatrixProduct(builder.Transpose(Numbers(graph, element, 24, 32), [1, 0]), builder.Transpose(Numbers(graph, element, 48, 24), [1, 0])),
            "batch" => builder.MatrixProduct(Numbers(graph, element, 3, 32, 24), Numbers(graph, element, 3, 24, 48)),
            "result turned" => builder.Transpose(builder.MatrixProduct(Numbers(graph, element, 32, 24), Numbers(graph, element, 24, 48)), [1, 0]),
            "rows of a sequence" => builder.MatrixProduct(
                builder.Reshape(Numbers(graph, element, 2, 16, 24), Shape.Of(32, 24)), Numbers(graph, element, 24, 48)),
            _ => builder.MatrixProduct(Numbers(graph, element, 32, 24), Numbers(graph, element, 24, 48)),
        };
        return (graph, output);
    }

    private static (TestGraph Graph, Node Output) Large()
    {
        var graph = new TestGraph();
        return (graph, graph.Builder.MatrixProduct(Numbers(graph, ElementType.Float32, 512, 256), Numbers(graph, ElementType.Float32, 256, 512)));
    }

    // Whole numbers, so that every sum is exact in every type.
    private static Node Numbers(TestGraph graph, ElementType element, params int[] shape)
    {
        var count = shape.Aggregate(1, static (product, size) => product * size);
        return graph.Input(element, [.. shape], [.. Enumerable.Range(0, count).Select(i => (double)((((i * 7) + graph.Inputs.Count) % 5) - 2))]);
    }

    private static void Run(DeviceBackend backend, (TestGraph Graph, Node Output) built)
    {
        using var program = backend.Compile(new CompileRequest([built.Output], [], []));
        foreach (var (input, value) in built.Graph.Inputs)
            program.BindInput(input, value);
        program.Run(CancellationToken.None);
    }
}
