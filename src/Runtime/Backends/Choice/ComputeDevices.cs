using System.Collections.Immutable;
using System.Globalization;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Backends.Reference;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Choice;

/// <summary>What computes, by the names that users give it.</summary>
public static class ComputeDevices
{
    /// <summary>The environment variable with the name of what computes where none is given.</summary>
    public const string Variable = "NN_DEVICE";

    /// <summary>The processor for what is small, a graphics processor for the rest where there is one.</summary>
    public const string Automatic = "auto";

    /// <summary>The processor itself.</summary>
    public const string Processor = "cpu";

    private const string Exact = "reference";
    private const string Cuda = "cuda";
    private const string OpenCl = "opencl";
    private const string WhatToDo = "`nn devices` lists what there is and what is missing, and the device `cpu` needs nothing";

    /// <summary>The names, the default first; a device of several is named with its number, as <c>opencl:1</c>.</summary>
    public static ImmutableArray<string> Names { get; } = [Automatic, Processor, Exact, Cuda, OpenCl];

    /// <summary>The name that holds where none is given.</summary>
    public static string Default => Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? name : Automatic;

    /// <summary>Whether a text is one of the names, with a number where that is possible.</summary>
    public static bool IsName(string text) => TryParse(text, out _, out _);

    /// <summary>Begins to use what a name stands for; to be disposed of where it can be. Libraries of devices are loaded only for their own names.</summary>
    /// <param name="text">One of <see cref="Names"/>, with a number where that is possible.</param>
    /// <param name="threads">Threads of the processor; 0 for as many as the process may use.</param>
    /// <param name="problem">Why there is nothing of this name, what there is instead, and how to get it.</param>
    public static IBackend? TryOpen(string text, int threads, out string problem)
    {
        problem = string.Empty;
        if (!TryParse(text, out var name, out var number))
        {
            problem = $"there is no device '{text}': the names are {string.Join(", ", Names)}, and {Cuda}:1, {OpenCl}:1 and so on for further devices of a kind";
            return null;
        }

        try
        {
            IBackend? backend = name switch
            {
                Automatic when GraphicsProcessors.MayBeThere() => Choosing(OpenProcessor(threads), threads),
                Automatic or Processor => OpenProcessor(threads),
                Exact => new ReferenceBackend(),
                Cuda => CudaBackend.TryCreate(number, out problem),
                _ => OpenClBackend.TryCreate(number, out problem),
            };
            if (backend is not null)
                return backend;
        }
        catch (DeviceException exception)
        {
            problem = $"the device {text} cannot be used: {exception.Message}";
        }

        problem = $"{problem}; {WhatToDo}";
        return null;
    }

    private static CpuBackend OpenProcessor(int threads) => new(new CpuOptions(threads) { EvaluatesSmall = true });

    private static AutomaticBackend Choosing(CpuBackend processor, int threads) =>
        new(processor, TryOpenGraphicsProcessor, device => RateMeasurement.Of(device, processor, threads));

    // The processor offers itself through OpenCL too, but its own backend is faster.
    private static DeviceBackend? TryOpenGraphicsProcessor()
    {
        try
        {
            if (CudaSupport.Find() is { Devices: not [], Libraries: [{ IsThere: true }, ..] })
                return CudaBackend.TryCreate(0, out _);
            return OpenClBackend.Devices() is [{ IsProcessor: false }, ..] ? OpenClBackend.TryCreate(0, out _) : null;
        }
        catch (DeviceException)
        {
            // Nobody asked for it by name, and the processor computes the same.
            return null;
        }
    }

    private static bool TryParse(string text, out string name, out int number)
    {
        number = 0;
        name = text;
        if (Names.Contains(text))
            return true;
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
            return false;
        name = text[..colon];
        return name is Cuda or OpenCl && int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
