using System.Runtime.InteropServices;
using System.Text;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// A CUDA driver and compiler of managed functions: device memory is the host's, copies happen, kernels are only noted unless they are to run, a module is the text that was to be compiled.
/// Calls are noted in their order; any of them can be made to fail. What the device would still hold after a test can be asked for.
/// </summary>
internal sealed unsafe partial class FakeCuda : IDisposable
{
    public const int OutOfMemory = 2;
    public const int IllegalAddress = 700;
    public const int CaptureInvalidated = 901;

    // The functions are called on the thread of the test that made the driver current, and on those that it starts.
    private static readonly AsyncLocal<FakeCuda?> ofThread = new();

    private readonly Dictionary<string, int> failures = [];
    private readonly Dictionary<nint, object> objects = [];
    private readonly Lock gate = new();
    private readonly Dictionary<nint, nuint> memory = [];
    private readonly HashSet<nint> pinned = [];
    private readonly Barrier? meeting;
    private List<Action>? captured;
    private nint nextObject = 0x1000;

    public FakeCuda()
    {
        ofThread.Value = this;
    }

    private static FakeCuda? current => ofThread.Value;

    public List<string> Calls { get; } = [];

    public List<FakeLaunch> Launches { get; } = [];

    public string DeviceName { get; init; } = "Fake 100";

    public int Devices { get; init; } = 1;

    public (int Major, int Minor) Capability { get; init; } = (8, 0);

    /// <summary>Memory that no process has taken.</summary>
    public long FreeBytes { get; set; } = 39L << 30;

    public int[] KnownArchitectures { get; init; } = [75, 80, 90];

    public string? CompilerLog { get; init; }

    /// <summary>A text with this in it is refused with the log; all are where it is null.</summary>
    public string? Refused { get; init; }

    /// <summary>So many compilations must be under way at the same time before any of them ends.</summary>
    public int CompilationsTogether
    {
        init => meeting = new Barrier(value);
    }

    /// <summary>Whether kernels run, on the processor; else they are only noted.</summary>
    public bool RunsKernels { get; init; }

    /// <summary>What becomes of the text of a module before it runs.</summary>
    public Func<string, string> Instead { get; init; } = static text => text;

    /// <summary>Of kernels that run, whether accesses to memory are counted; then some groups of each launch run, and numbers are not to be compared.</summary>
    public bool CountsAccesses { get; init; }

    /// <summary>What was counted, launch by launch.</summary>
    public List<LaunchAccesses> Accesses { get; } = [];

    /// <summary>Whether nothing is noted, so that nothing is allocated either.</summary>
    public bool IsSilent { get; set; }

    public string? CompilerOptions { get; private set; }

    /// <summary>Modules, streams, events and graphs that exist, and pieces of memory.</summary>
    public int Living => objects.Count + memory.Count + pinned.Count;

    public int LivingMemory => memory.Count;

    public int Contexts { get; private set; }

    public static CudaContext Context(FakeCuda fake, bool hasCompiler = true, bool hasProducts = false, string? cache = null, int compilers = 1, int enoughGroups = DeviceTarget.ManyGroups)
    {
        var library = CudaLibrary.TryCreate(Driver, out var obstacle);
        Assert.Equal(string.Empty, obstacle);
        var device = CudaDevice.All(library!, out _)[0];
        device = device with { Description = device.Description with { Limits = device.Description.Limits with { EnoughGroups = enoughGroups } } };
        var compiler = hasCompiler ? NvrtcLibrary.TryCreate(Compiler, "libnvrtc.so.13", out obstacle) : null;
        Assert.Equal(string.Empty, obstacle);
        fake.Calls.Clear();
        return new CudaContext(
            library!, device, compiler, "libnvrtc.so.13 is not there", () => hasProducts ? CublasLtLibrary.TryCreate(FakeCublas.Find, "libcublasLt.so.13") : null)
        {
            Cache = new DeviceOptions(cache).OpenCache(),
            CompilerThreads = compilers,
        };
    }

    /// <summary>Makes every later call of a function give this error; 0 for none.</summary>
    public void Fail(string function, int code) => failures[function] = code;

    /// <summary>How often a function was called.</summary>
    public int Count(string function) => Calls.Count(call => call.Split(' ')[0] == function);

    /// <summary>The calls since the last time without those that only make a context current.</summary>
    public string[] Take()
    {
        var taken = Calls.Where(static call => call != "cuCtxSetCurrent").ToArray();
        Calls.Clear();
        return taken;
    }

    public void Dispose()
    {
        foreach (var piece in memory.Keys)
            NativeMemory.AlignedFree((void*)piece);
        foreach (var piece in pinned)
            NativeMemory.Free((void*)piece);
        ofThread.Value = null;
        meeting?.Dispose();
    }

    private static int Call(string function, string detail = "")
    {
        var fake = current ?? throw new InvalidOperationException("no fake driver on this thread");
        if (!fake.IsSilent)
        {
            lock (fake.gate)
                fake.Calls.Add(detail.Length == 0 ? function : $"{function} {detail}");
        }

        return fake.failures.GetValueOrDefault(function);
    }

    private static nint Add(object thing)
    {
        var fake = current!;
        lock (fake.gate)
        {
            fake.objects.Add(++fake.nextObject, thing);
            return fake.nextObject;
        }
    }

    private static object Find(nint thing)
    {
        var fake = current!;
        lock (fake.gate)
            return fake.objects[thing];
    }

    private static int Remove(nint thing)
    {
        var fake = current!;
        lock (fake.gate)
            return fake.objects.Remove(thing) ? 0 : 400;
    }

    // Happens now, or when the graph that is being captured is launched.
    private static void Happen(Action action)
    {
        if (current!.captured is { } list)
            list.Add(action);
        else
            action();
    }

    private static void PutText(string text, byte* place, int bytes)
    {
        var data = Encoding.UTF8.GetBytes(text + '\0');
        data.AsSpan(0, Math.Min(bytes, data.Length)).CopyTo(new Span<byte>(place, bytes));
    }
}
