using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// The reports of several runs, one after the other in the memory of the device: each run's is put there by a small kernel, and all come back by one transfer. Where a report
/// says so, that kernel leaves a mark in the memory for faults, at which every kernel looks that writes variables.
/// </summary>
internal sealed unsafe class RunHistory : IDisposable
{
    /// <summary>For how many reports there is room.</summary>
    public const int Rows = 256;

    private const int HeaderInts = 4;
    private const int Items = 32;

    private readonly DeviceContext context;
    private readonly ValueBlock report;
    private readonly DeviceFunction function;
    private readonly nint memory;
    private readonly int guardByte;
    private readonly byte[] collected;
    private int first;
    private int next;

    /// <param name="context">The device.</param>
    /// <param name="report">What each run leaves; it begins with the memory for a fault.</param>
    /// <param name="guardByte">The byte of a report that halts later runs where it is 0; -1 where none does.</param>
    /// <exception cref="DeviceException">The device refuses.</exception>
    public RunHistory(DeviceContext context, ValueBlock report, int guardByte)
    {
        this.context = context;
        this.report = report;
        this.guardByte = guardByte;
        collected = new byte[Rows * report.Bytes];
        var header = stackalloc int[HeaderInts] { 0, (int)report.Bytes / sizeof(int), guardByte, 0 };
        memory = context.Allocate((HeaderInts * sizeof(int)) + collected.Length);
        context.Upload(new DevicePlace(memory, 0), (nint)header, HeaderInts * sizeof(int));
        function = context.CreateFunction(Source, 2, 0, report.Memory);
        function.Place(0, new DevicePlace(memory, 0));
        function.Place(1, new DevicePlace(report.Memory, 0));
    }

    /// <summary>How many more reports fit before they must be collected.</summary>
    public int Room => Rows - next;

    /// <summary>The kernel: what it needs to know of a program is in the memory, so that all programs share it.</summary>
    public static KernelSource Source { get; } = new(
        $$"""
        NN_KERNEL({{Items}}) {{KernelText.FunctionName}}(NN_GLOBAL u8* m0, i64 o0, NN_GLOBAL const u8* m1, i64 o1, {{KernelText.BodyStart}}  NN_GLOBAL int* history = (NN_GLOBAL int*)(m0 + o0);
          NN_GLOBAL const int* report = (NN_GLOBAL const int*)(m1 + o1);
          const int row = history[0], words = history[1], guard = history[2];
          for (int start = 0; start < words; start += {{Items}}) {
            const int i = start + NN_ITEM;
            if (i < words) history[{{HeaderInts}} + row * words + i] = report[i];
          }
          NN_BARRIER;
          if (NN_ITEM == 0) {
            history[0] = row + 1;
            if (guard >= 0 && m1[o1 + guard] == 0 && fault[0] == 0) fault[0] = {{DeviceFault.Halted}};
          }
        }

        """,
        1,
        Items,
        UsesDoubles: false);

    /// <summary>Puts the report of the run before into the queue to be kept; there must be room.</summary>
    public void Add()
    {
        function.Enqueue();
        context.Traffic.Launches++;
        next++;
    }

    /// <summary>Brings the reports that were added since the last time.</summary>
    /// <returns>Whether the memory for a fault is as clear as before: no run has met one, and none has halted those after it.</returns>
    /// <exception cref="DeviceException">The device refuses.</exception>
    public bool Collect()
    {
        var (begin, count) = (first, next - first);
        first = next;
        if (count == 0)
            return true;
        fixed (byte* place = collected)
            context.Download(new DevicePlace(memory, (HeaderInts * sizeof(int)) + (begin * report.Bytes)), (nint)place, count * report.Bytes);

        // Another window of many runs is to find room in one piece.
        if (next > Rows / 2)
        {
            (first, next) = (0, 0);
            var start = 0;
            context.Upload(new DevicePlace(memory, 0), (nint)(&start), sizeof(int));
        }

        // A run's own mark comes after its report.
        var last = collected.AsSpan((count - 1) * (int)report.Bytes, (int)report.Bytes);
        return MemoryMarshal.Read<int>(last) == 0 && (guardByte < 0 || last[guardByte] != 0);
    }

    /// <summary>Makes the host's copy of the report that of one of those that were collected, from 0.</summary>
    public void Look(int run) => collected.AsSpan(run * (int)report.Bytes, (int)report.Bytes).CopyTo(report.Host);

    public void Dispose()
    {
        function.Dispose();
        context.Free(memory);
    }
}
