using System.Text;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A device in use: one queue, in which everything happens in order.</summary>
internal sealed unsafe class OpenClContext : DeviceContext
{
    private const uint BuildLog = 0x1183;

    private readonly OpenClLibrary library;
    private readonly nint device;
    private readonly nint context;
    private readonly nint queue;
    private readonly Dictionary<string, nint> programs = [];
    private bool isDisposed;

    public OpenClContext(OpenClLibrary library, OpenClDevice device)
        : base(device.Description)
    {
        this.library = library;
        this.device = device.Handle;
        var handle = device.Handle;
        int code;
        context = library.CreateContext(null, 1, &handle, 0, 0, &code);
        Check(code, "clCreateContext");
        queue = library.CreateCommandQueue(context, device.Handle, 0, &code);
        Check(code, "clCreateCommandQueue");
    }

    /// <summary>Throws where a call failed.</summary>
    public static void Check(int code, string function)
    {
        if (code != 0)
            throw new DeviceException(function, code);
    }

    public override nint Allocate(long bytes)
    {
        int code;
        var memory = library.CreateBuffer(context, 1, (nuint)Math.Max(bytes, 1), null, &code);
        Check(code, "clCreateBuffer");
        return memory;
    }

    public override void Free(nint memory)
    {
        if (memory != 0 && !isDisposed)
            library.ReleaseMemObject(memory);
    }

    public override DeviceFunction CreateFunction(KernelSource source, int operands, int number, nint fault)
    {
        if (!programs.TryGetValue(source.Text, out var program))
            programs.Add(source.Text, program = Build(source.Complete(CDialect.OpenCl)));
        int code;
        fixed (byte* name = "nn_kernel\0"u8)
        {
            var kernel = library.CreateKernel(program, name, &code);
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

    public override void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        library.Finish(queue);
        foreach (var program in programs.Values)
            library.ReleaseProgram(program);
        library.ReleaseQueue(queue);
        library.ReleaseContext(context);
    }

    private nint Build(string text)
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

        var handle = device;
        fixed (byte* options = "-cl-std=CL1.2\0"u8)
            code = library.BuildProgram(program, 1, &handle, options, 0, 0);
        if (code == 0)
            return program;
        var log = Log(program);
        library.ReleaseProgram(program);
        throw new DeviceException($"the driver of {Device.Name} refuses a kernel: {log}");
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

        return Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
    }
}
