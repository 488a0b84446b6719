using System.Text;
using Dsl.Runtime.Backends.CStyle;

namespace Dsl.Runtime.Backends.OpenCl;

/// <summary>A device in use: one queue, in which everything happens in order.</summary>
internal sealed unsafe class OpenClContext : IDisposable
{
    private const uint BuildLog = 0x1183;

    private readonly nint context;
    private readonly Dictionary<string, nint> programs = [];
    private bool isDisposed;

    public OpenClContext(OpenClLibrary library, OpenClDevice device)
    {
        Library = library;
        Device = device;
        var handle = device.Handle;
        int code;
        context = library.CreateContext(null, 1, &handle, 0, 0, &code);
        Check(code, "clCreateContext");
        Queue = library.CreateCommandQueue(context, device.Handle, 0, &code);
        Check(code, "clCreateCommandQueue");
    }

    public OpenClLibrary Library { get; }

    public OpenClDevice Device { get; }

    public nint Queue { get; }

    /// <summary>Throws where a call failed.</summary>
    public static void Check(int code, string function)
    {
        if (code != 0)
            throw new OpenClException(function, code);
    }

    /// <summary>Memory of the device.</summary>
    public nint Allocate(long bytes)
    {
        int code;
        var memory = Library.CreateBuffer(context, 1, (nuint)Math.Max(bytes, 1), null, &code);
        Check(code, "clCreateBuffer");
        return memory;
    }

    public void Free(nint memory)
    {
        if (memory != 0 && !isDisposed)
            Library.ReleaseMemObject(memory);
    }

    /// <summary>A kernel of its own arguments; its program is built once for all kernels of the same text.</summary>
    public nint CreateKernel(KernelSource source)
    {
        if (!programs.TryGetValue(source.Text, out var program))
            programs.Add(source.Text, program = Build(source.Complete(CDialect.OpenCl)));
        int code;
        fixed (byte* name = "nn_kernel\0"u8)
        {
            var kernel = Library.CreateKernel(program, name, &code);
            Check(code, "clCreateKernel");
            return kernel;
        }
    }

    public void Write(nint memory, long offset, nint source, long bytes)
    {
        if (bytes > 0)
            Check(Library.EnqueueWrite(Queue, memory, 1, (nuint)offset, (nuint)bytes, (void*)source, 0, null, null), "clEnqueueWriteBuffer");
    }

    public void Read(nint memory, long offset, nint destination, long bytes)
    {
        if (bytes > 0)
            Check(Library.EnqueueRead(Queue, memory, 1, (nuint)offset, (nuint)bytes, (void*)destination, 0, null, null), "clEnqueueReadBuffer");
    }

    public void Copy(nint source, long sourceOffset, nint destination, long destinationOffset, long bytes)
    {
        if (bytes > 0)
            Check(Library.EnqueueCopy(Queue, source, destination, (nuint)sourceOffset, (nuint)destinationOffset, (nuint)bytes, 0, null, null), "clEnqueueCopyBuffer");
    }

    public void Dispose()
    {
        if (isDisposed)
            return;
        isDisposed = true;
        Library.Finish(Queue);
        foreach (var program in programs.Values)
            Library.ReleaseProgram(program);
        Library.ReleaseQueue(Queue);
        Library.ReleaseContext(context);
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
            program = Library.CreateProgramWithSource(context, 1, &start, &length, &code);
            Check(code, "clCreateProgramWithSource");
        }

        var device = Device.Handle;
        fixed (byte* options = "-cl-std=CL1.2\0"u8)
            code = Library.BuildProgram(program, 1, &device, options, 0, 0);
        if (code == 0)
            return program;
        var log = Log(program);
        Library.ReleaseProgram(program);
        throw new OpenClException($"the driver of {Device.Name} refuses a kernel: {log}");
    }

    private string Log(nint program)
    {
        nuint bytes = 0;
        if (Library.GetProgramBuildInfo(program, Device.Handle, BuildLog, 0, null, &bytes) != 0 || bytes == 0)
            return "it says nothing more";
        var text = new byte[bytes];
        fixed (byte* place = text)
        {
            if (Library.GetProgramBuildInfo(program, Device.Handle, BuildLog, bytes, place, null) != 0)
                return "it says nothing more";
        }

        return Encoding.UTF8.GetString(text).TrimEnd('\0').Trim();
    }
}
