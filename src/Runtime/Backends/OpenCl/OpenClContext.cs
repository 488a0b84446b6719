using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A device in use: one queue, in which everything happens in order.</summary>
internal sealed unsafe class OpenClContext : DeviceContext
{
    private const uint BuildLog = 0x1183;
    private const uint BinarySizes = 0x1165;
    private const uint Binaries = 0x1166;

    private readonly OpenClLibrary library;
    private readonly nint device;
    private readonly nint context;
    private readonly nint queue;

    public OpenClContext(OpenClLibrary library, OpenClDevice device)
        : base(device.Description)
    {
        this.library = library;
        this.device = device.Handle;
        BuildOptions = device.DividesExactly ? "-cl-std=CL1.2 -cl-fp32-correctly-rounded-divide-sqrt" : "-cl-std=CL1.2";
        var handle = device.Handle;
        int code;
        context = library.CreateContext(null, 1, &handle, 0, 0, &code);
        Check(code, "clCreateContext");
        queue = library.CreateCommandQueue(context, device.Handle, 0, &code);
        Check(code, "clCreateCommandQueue");
    }

    public override string BuildOptions { get; }

    /// <summary>Throws where a call failed.</summary>
    public static void Check(int code, string function)
    {
        if (code != 0)
            throw new DeviceException(function, code);
    }

    protected override nint AllocateMemory(long bytes)
    {
        int code;
        var memory = library.CreateBuffer(context, 1, (nuint)Math.Max(bytes, 1), null, &code);
        Check(code, "clCreateBuffer");
        return memory;
    }

    protected override void FreeMemory(nint memory) => library.ReleaseMemObject(memory);

    public override nint BuildModule(string text, out byte[] binary)
    {
        int code;
        nint program;
        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* place = bytes)
        {
            var start = place;
            var length = (nuint)bytes.Length;
            program = library.CreateProgramWithSource(context, 1, &start, &length, &code);
            Check(code, "clCreateProgramWithSource");
        }

        if (Build(program) == 0)
        {
            binary = Cache is null ? [] : BinaryOf(program);
            return program;
        }

        var log = Log(program);
        library.ReleaseProgram(program);
        throw new DeviceException($"the driver of {Device.Name} refuses a kernel: {log}", DeviceTrouble.Build);
    }

    public override nint LoadModule(ReadOnlySpan<byte> binary)
    {
        int status;
        int code;
        nint program;
        var (handle, length) = (device, (nuint)binary.Length);
        fixed (byte* place = binary)
        {
            var start = place;
            program = library.CreateProgramWithBinary(context, 1, &handle, &length, &start, &status, &code);
        }

        if (code != 0)
            return 0;
        if (status == 0 && Build(program) == 0)
            return program;
        library.ReleaseProgram(program);
        return 0;
    }

    public override void ReleaseModule(nint module) => library.ReleaseProgram(module);

    public override DeviceFunction CreateFunction(nint module, string name, KernelSource source, int operands, int number, nint fault)
    {
        int code;
        fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'))
        {
            var kernel = library.CreateKernel(module, text, &code);
            Check(code, "clCreateKernel");
            return new OpenClFunction(library, queue, kernel, source, operands, number, fault);
        }
    }

    public override void Write(nint memory, long offset, nint source, long bytes)
    {
        if (bytes > 0)
            Check(library.EnqueueWrite(queue, memory, 1, (nuint)offset, (nuint)bytes, (void*)source, 0, null, null), "clEnqueueWriteBuffer");
    }

    public override void Read(nint memory, long offset, nint destination, long bytes)
    {
        if (bytes > 0)
            Check(library.EnqueueRead(queue, memory, 1, (nuint)offset, (nuint)bytes, (void*)destination, 0, null, null), "clEnqueueReadBuffer");
    }

    public override void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes)
    {
        if (bytes > 0)
            Check(library.EnqueueCopy(queue, source, destination, (nuint)sourceOffset, (nuint)destinationOffset, (nuint)bytes, 0, null, null), "clEnqueueCopyBuffer");
    }

    public override void Finish() => Check(library.Finish(queue), "clFinish");

    protected override void Release()
    {
        library.Finish(queue);
        Modules.Release();
        library.ReleaseQueue(queue);
        library.ReleaseContext(context);
    }

    private int Build(nint program)
    {
        var handle = device;
        fixed (byte* options = Encoding.UTF8.GetBytes(BuildOptions + '\0'))
            return library.BuildProgram(program, 1, &handle, options, 0, 0);
    }

    // The context has one device, so each list has one entry.
    private byte[] BinaryOf(nint program)
    {
        nuint length = 0;
        if (library.GetProgramInfo(program, BinarySizes, (nuint)sizeof(nuint), &length, null) != 0 || length == 0 || length > int.MaxValue)
            return [];
        var binary = new byte[length];
        fixed (byte* place = binary)
        {
            var start = place;
            return library.GetProgramInfo(program, Binaries, (nuint)sizeof(nint), &start, null) == 0 ? binary : [];
        }
    }

    private string Log(nint program)
    {
        nuint bytes = 0;
        if (library.GetProgramBuildInfo(program, device, BuildLog, 0, null, &bytes) != 0 || bytes == 0)
            return "it says nothing more";
        var text = new byte[bytes];
        fixed (byte* place = text)
        {
            if (library.GetProgramBuildInfo(program, device, BuildLog, bytes, place, null) != 0)
                return "it says nothing more";
        }

        return CompilerLog.Shorten(Encoding.UTF8.GetString(text));
    }
}
