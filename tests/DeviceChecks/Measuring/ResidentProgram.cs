using System.Diagnostics;
using System.Runtime.InteropServices;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.DeviceChecks.Measuring;

/// <summary>A program whose inputs lie on the device and stay there, so that only kernels are measured.</summary>
internal sealed unsafe class ResidentProgram : IDisposable
{
    private const int FaultBytes = 64;
    private const int PatternBytes = 1 << 20;
    private const double LeastSeconds = 0.15;
    private const int Repetitions = 3;

    private readonly DeviceContext context;
    private readonly KernelProgram program;
    private readonly DeviceMachine machine;
    private readonly List<nint> memory = [];
    private readonly Dictionary<object, nint> bound = new(ReferenceEqualityComparer.Instance);

    public ResidentProgram(DeviceBackend backend, CompileRequest request)
    {
        context = backend.Context;
        program = backend.Schedule(request);
        var sources = new DeviceSources(program, context.Device);
        context.Modules.Require(sources.All);
        machine = new DeviceMachine(program, sources, context, Filled(FaultBytes, isZero: true), []);
        machine.PlaceArena(new DevicePlace(Filled(program.ArenaBytes, isZero: true), 0));
        for (var slot = 0; slot < program.Buffers.Length; slot++)
        {
            var (buffer, placement) = program.Buffers[slot];
            object? key = placement switch
            {
                InputPlacement input => input.Input,
                SuppliedPlacement supplied => supplied.Node,
                VariablePlacement variable => variable.Variable,
                _ => null,
            };
            if (key is null)
                continue;
            if (!bound.TryGetValue(key, out var place))
                bound.Add(key, place = Filled(buffer.ByteCount, isZero: !Language.Types.ElementTypes.IsFloat(buffer.Element)));
            machine[slot] = new DevicePlace(place, 0);
        }
    }

    /// <summary>How many kernels it has; the turns of recurrences are counted once.</summary>
    public int Kernels => program.Kernels.Length;

    /// <summary>The seconds of one run: the least of a few repetitions, each of as many runs as fill a good part of a second.</summary>
    public double Measure()
    {
        // The second run may be the one that is recorded, the third shows whether that works.
        for (var i = 0; i < 3; i++)
            Run();
        context.Finish();
        var runs = 1;
        var best = double.MaxValue;
        for (var repetition = 0; repetition < Repetitions;)
        {
            var started = Stopwatch.GetTimestamp();
            for (var i = 0; i < runs; i++)
                Run();
            context.Finish();
            var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            if (seconds < LeastSeconds && runs < 1 << 20)
            {
                runs = Math.Max(runs + 1, (int)(runs * Math.Min(1.2 * LeastSeconds / Math.Max(seconds, 1e-6), 64)));
                continue;
            }

            best = Math.Min(best, seconds / runs);
            repetition++;
        }

        return best;
    }

    public void Dispose()
    {
        context.Finish();
        machine.Dispose();
        foreach (var piece in memory)
            context.Free(piece);
    }

    private void Run() => machine.Run(0, program.Kernels.Length, CancellationToken.None);

    // Memory of zeros, or of small 16-bit floats, which are small 32-bit floats as well.
    private nint Filled(long bytes, bool isZero)
    {
        var place = context.Allocate(bytes);
        memory.Add(place);
        var first = Math.Min(bytes, PatternBytes);
        var pattern = (byte*)NativeMemory.AllocZeroed((nuint)Math.Max(first, 1));
        try
        {
            for (var i = 0; !isZero && i + 1 < first; i += 2)
                *(Half*)(pattern + i) = (Half)(0.25 + (i % 509 / 1024.0));
            context.Write(place, 0, (nint)pattern, first);
        }
        finally
        {
            NativeMemory.Free(pattern);
        }

        for (var done = first; done < bytes;)
        {
            var size = Math.Min(done, bytes - done);
            context.Copy(place, 0, place, done, size);
            done += size;
        }

        return place;
    }
}
