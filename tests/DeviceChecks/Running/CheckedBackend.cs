using System.Globalization;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Cuda;
using Dsl.Runtime.Backends.OpenCl;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>The backend of a name.</summary>
internal static class CheckedBackend
{
    /// <summary>The backend; null when there is none of that name here.</summary>
    public static IBackend? Create(string name)
    {
        var parts = name.Split(':');
        var number = 0;
        if (parts.Length > 2 || (parts.Length == 2 && !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out number)))
            return null;
        return parts[0] switch
        {
            "cpu" => new CpuBackend(),
            "opencl" => OpenClBackend.TryCreate(number),
            "cuda" => CudaBackend.TryCreate(number, out _),
            _ => null,
        };
    }
}
