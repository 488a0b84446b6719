using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A CUDA device in use: its primary context, which NVIDIA's libraries use too, and one stream in which everything happens in order.</summary>
internal sealed unsafe class CudaContext : DeviceContext
{
    private const uint StreamBesideOthers = 1;
    private const int CaptureOfThread = 1;
    private const int CaptureRefused = 900;
    private const int LastCaptureRefused = 907;

    // Smaller products take so little time that which way is faster does not matter.
    private const double LeastOperations = 1 << 26;

    private readonly CudaDevice device;
    private readonly CudaCompiler? compiler;
    private readonly string compilerObstacle;
    private readonly CudaStaging staging;
    private readonly nint context;
    private readonly Lazy<(CublasLtProducts Products, LibraryChoices Choices)?> products;

    /// <param name="library">The driver.</param>
    /// <param name="device">Which device.</param>
    /// <param name="nvrtc">The compiler; null where there is none.</param>
    /// <param name="compilerObstacle">Why there is no compiler.</param>
    /// <param name="findProducts">Finds cuBLASLt when it is first wanted; null where it is not there.</param>
    public CudaContext(CudaLibrary library, CudaDevice device, NvrtcLibrary? nvrtc, string compilerObstacle, Func<CublasLtLibrary?> findProducts)
        : base(device.Description)
    {
        Library = library;
        this.device = device;
        this.compilerObstacle = compilerObstacle;
        compiler = nvrtc is null ? null : new CudaCompiler(nvrtc, device.Capability);
        nint handle;
        Check(library.PrimaryContextRetain(&handle, device.Handle), "cuDevicePrimaryCtxRetain");
        context = handle;
        Enter();
        Check(library.StreamCreate(&handle, StreamBesideOthers), "cuStreamCreate");
        Stream = handle;
        staging = new CudaStaging(library, Stream);
        products = new(() => findProducts() is { } found ? Open(new CublasLtProducts(found, this)) : null);
    }

    public CudaLibrary Library { get; }

    /// <summary>Where everything happens in order.</summary>
    public nint Stream { get; }

    /// <summary>Whether cuBLASLt is there; loads it.</summary>
    public bool HasLibrary => products.Value is not null;

    /// <summary>When products are computed by cuBLASLt.</summary>
    public LibraryUse LibraryUse { get; set; }

    public override bool CanRecord => true;

    public override long? FreeBytes
    {
        get
        {
            Enter();
            nuint free = 0, total = 0;
            return Library.MemoryInfo(&free, &total) == 0 ? (long)free : null;
        }
    }

    public override string BuildOptions => compiler?.Identity ?? string.Empty;

    /// <summary>Makes the context the calling thread's: the driver keeps one for each thread.</summary>
    public void Enter() => Check(Library.SetCurrentContext(context), "cuCtxSetCurrent");

    protected override nint AllocateMemory(long bytes)
    {
        Enter();
        ulong memory;
        var code = Library.MemoryAllocate(&memory, (nuint)Math.Max(bytes, 1));
        CudaErrors.Check(Library, code, "cuMemAlloc");
        return (nint)memory;
    }

    protected override void FreeMemory(nint memory)
    {
        // Of a lost device nothing can be had, and nothing needs to be given back.
        Library.SetCurrentContext(context);
        Library.MemoryFree((ulong)memory);
    }

    /// <summary>How many modules are compiled at the same time: NVRTC takes one on each thread.</summary>
    public override int Compilers => CompilerThreads;

    /// <summary>How many threads compile.</summary>
    public int CompilerThreads { get; init; } = Environment.ProcessorCount;

    public override nint BuildModule(string text, out byte[] binary) => LoadTranslated(binary = Translate(text));

    public override byte[] Translate(string text) => compiler is { } known
        ? known.Compile(text)
        : throw new DeviceException(
            $"{Device.Name} needs NVIDIA's run-time compiler, and {compilerObstacle}: install the CUDA toolkit or `pip install nvidia-cuda-nvrtc`, " +
            $"and name its folder in {CudaSearch.PathVariable} where it is not found; with --device opencl the same card needs its driver only",
            DeviceTrouble.Build);

    public override nint LoadTranslated(byte[] binary)
    {
        var module = Load(binary, out var code);
        Check(code, "cuModuleLoadDataEx");
        return module;
    }

    public override nint LoadModule(ReadOnlySpan<byte> binary) => Load(binary, out _);

    public override void ReleaseModule(nint module) => Library.ModuleUnload(module);

    public override DeviceFunction CreateFunction(nint module, string name, KernelSource source, int operands, int number, nint fault) =>
        new CudaFunction(this, FunctionOf(module, name), source, operands, number, fault);

    public override void Write(nint memory, long offset, nint source, long bytes)
    {
        Enter();
        staging.Write((ulong)(memory + offset), (byte*)source, bytes);
    }

    public override void Read(nint memory, long offset, nint destination, long bytes)
    {
        Enter();
        staging.Read((byte*)destination, (ulong)(memory + offset), bytes);
    }

    public override void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes)
    {
        if (bytes <= 0)
            return;
        Enter();
        Check(Library.CopyOnDevice((ulong)(destination + destinationOffset), (ulong)(source + sourceOffset), (nuint)bytes, Stream), "cuMemcpyDtoDAsync");
    }

    public override void Finish()
    {
        Enter();
        Check(Library.StreamSynchronize(Stream), "cuStreamSynchronize");
    }

    public override bool MayPrefer(ContractionKernel kernel) =>
        LibraryUse != LibraryUse.Never && LibraryProduct.Of(kernel) is { } product && (LibraryUse == LibraryUse.Always || product.Operations >= LeastOperations) && HasLibrary;

    public override IDeviceStep Prefer(ContractionKernel kernel, (int Left, int Right, int Output) slots, IDeviceStep own)
    {
        if (LibraryUse == LibraryUse.Never || LibraryProduct.Of(kernel) is not { } product || (LibraryUse == LibraryUse.Measured && product.Operations < LeastOperations))
            return own;
        return products.Value is var (library, choices) && library.TryPlan(product) is { } plan
            ? new LibraryStep(this, library, plan, product, slots, own, choices, LibraryUse == LibraryUse.Always ? true : choices.Find(product))
            : own;
    }

    public override DeviceSequence? Record(Action enqueue)
    {
        Enter();
        Check(Library.CaptureBegin(Stream, CaptureOfThread), "cuStreamBeginCapture");
        nint graph = 0;
        int code;
        try
        {
            enqueue();
        }
        finally
        {
            // A stream that stays in this state takes nothing else.
            code = Library.CaptureEnd(Stream, &graph);
        }

        if (code is >= CaptureRefused and <= LastCaptureRefused)
            return null;
        Check(code, "cuStreamEndCapture");
        nint executable;
        code = Library.GraphInstantiate(&executable, graph, 0);
        Library.GraphDestroy(graph);
        Check(code, "cuGraphInstantiate");
        return new CudaSequence(this, executable);
    }

    protected override void Release()
    {
        Library.SetCurrentContext(context);
        Library.StreamSynchronize(Stream);
        staging.Release();
        if (products is { IsValueCreated: true, Value: var (library, _) })
            library.Dispose();
        Modules.Release();
        Library.StreamDestroy(Stream);
        Library.PrimaryContextRelease(device.Handle);
    }

    private (CublasLtProducts Products, LibraryChoices Choices)? Open(CublasLtProducts found) => (found, new LibraryChoices(this, found.Identity));

    private nint Load(ReadOnlySpan<byte> image, out int code)
    {
        Enter();
        nint module;

        // PTX is text, which ends with a zero; machine code knows its own length.
        fixed (byte* place = (byte[])[.. image, 0])
            code = Library.ModuleLoad(&module, place, 0, null, null);
        return code == 0 ? module : 0;
    }

    private nint FunctionOf(nint module, string name)
    {
        nint function;
        fixed (byte* place = Encoding.UTF8.GetBytes(name + '\0'))
            Check(Library.ModuleFunction(&function, module, place), "cuModuleGetFunction");
        return function;
    }

    private void Check(int code, string function) => CudaErrors.Check(Library, code, function);
}
