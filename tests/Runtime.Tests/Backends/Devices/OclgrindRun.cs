namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Small checks under Oclgrind; any line in its log fails the check during which it was written.</summary>
public abstract class OclgrindRun : DeviceCheckRun, IDisposable
{
    private readonly string folder;

    private protected OclgrindRun(string suite, params string[] arguments)
        : this(Directory.CreateTempSubdirectory("nn-oclgrind-").FullName, suite, arguments)
    {
    }

    private OclgrindRun(string folder, string suite, string[] arguments)
        : base(suite, ["--device", "opencl", "--log", Oclgrind.LogOf(folder), .. arguments])
    {
        this.folder = folder;
    }

    protected override IReadOnlyDictionary<string, string> Environment => Oclgrind.Environment(folder);

    public void Dispose()
    {
        Directory.Delete(folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
