using System.Globalization;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>The backend of a name.</summary>
internal static class CheckedBackend
{
    /// <summary>The backend; null when there is none of that name here.</summary>
    public static IBackend? Create(string name) => name.Split(':') switch
    {
        ["cpu"] => new CpuBackend(),
        ["opencl"] => OpenClBackend.TryCreate(0),
        ["opencl", var number] when int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var position) => OpenClBackend.TryCreate(position),
        _ => null,
    };
}
