using Dsl.DeviceChecks.Measuring;
using Dsl.DeviceChecks.Running;
using Dsl.Runtime.Backends.Cuda;

if (args is ["cuda"])
    return CudaReport.Write(CudaSupport.Find(), Console.Out);
if (args is ["measure", ..])
{
    if (MeasureOptions.Read(args.AsSpan(1)) is { } wanted)
        return MeasureCommand.Run(wanted, Console.Out);
    await Console.Error.WriteLineAsync(MeasureOptions.Usage);
    return 2;
}

if (CheckOptions.Read(args) is not { } options)
{
    await Console.Error.WriteLineAsync(CheckOptions.Usage);
    return 2;
}

var backend = CheckedBackend.Create(options.Device);
if (backend is null)
{
    await Console.Error.WriteLineAsync($"there is no device {options.Device}");
    return 3;
}

using (backend as IDisposable)
{
    var checks = options.Suites.SelectMany(static suite => CheckSuites.Of(suite)).Where(check => options.Only is null || check.Name == options.Only);
    return CheckRunner.Run([.. checks], backend, options.Extent, options.Log, Console.Out) == 0 ? 0 : 1;
}
