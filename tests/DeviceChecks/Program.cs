using Dsl.DeviceChecks.Running;

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
