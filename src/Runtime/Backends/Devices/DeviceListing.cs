using System.Globalization;
using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>The kernels of a computation as text, for people: without the words that a preamble defines.</summary>
public static class DeviceListing
{
    /// <summary>A device without tensor cores that OpenCL offers, as most are.</summary>
    private static readonly DeviceDescription openCl = new(
        "a device of OpenCL", string.Empty, CDialect.OpenCl, 8L << 30, 2L << 30, new DeviceLimits(32 << 10, 256, HasDoubles: true, HasTensorCores: false), IsProcessor: false);

    /// <summary>A device of NVIDIA's Ampere generation.</summary>
    private static readonly DeviceDescription cuda = new(
        "a device of CUDA", string.Empty, CDialect.Cuda, 24L << 30, 24L << 30,
        new DeviceLimits(48 << 10, 1024, HasDoubles: true, HasTensorCores: true) { DynamicSharedBytes = 99 << 10 }, IsProcessor: false);

    /// <summary>What a usual device of OpenCL would be given.</summary>
    public static string OfOpenCl(CompileRequest request) => Of(request, openCl);

    /// <summary>What a usual device of CUDA would be given.</summary>
    public static string OfCuda(CompileRequest request) => Of(request, cuda);

    private static string Of(CompileRequest request, DeviceDescription device)
    {
        var text = new StringBuilder();
        var seen = new Dictionary<string, int>();
        foreach (var source in new DeviceSources(DeviceBackend.Schedule(request, device), device).All)
        {
            var isNew = seen.TryAdd(source.Text, seen.Count + 1);
            var shared = source.SharedBytes + source.DynamicSharedBytes;
            text.Append(CultureInfo.InvariantCulture, $"// kernel {seen[source.Text]}{(isNew ? string.Empty : " again")}: {source.Groups} groups of {source.Items} items");
            text.Append(shared > 0 ? string.Create(CultureInfo.InvariantCulture, $", {shared} bytes of group memory\n") : "\n");
            if (isNew)
                text.Append(source.Text.Replace("nn_kernel", string.Create(CultureInfo.InvariantCulture, $"nn_kernel{seen.Count}"), StringComparison.Ordinal)).Append('\n');
        }

        return text.ToString();
    }
}
