using System.Runtime.InteropServices;
using System.Text;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>The functions of NVRTC: what it compiles to is the text itself.</summary>
internal sealed unsafe partial class FakeCuda
{
    /// <summary>The address of a function of the compiler; 0 where it has none.</summary>
    public static nint Compiler(string name) => name switch
    {
        "nvrtcVersion" => (nint)(delegate* unmanaged<int*, int*, int>)&CompilerVersion,
        "nvrtcGetErrorString" => (nint)(delegate* unmanaged<int, byte*>)&CompilerError,
        "nvrtcGetNumSupportedArchs" => (nint)(delegate* unmanaged<int*, int>)&CountArchitectures,
        "nvrtcGetSupportedArchs" => (nint)(delegate* unmanaged<int*, int>)&Architectures,
        "nvrtcCreateProgram" => (nint)(delegate* unmanaged<nint*, byte*, byte*, int, byte**, byte**, int>)&CreateProgram,
        "nvrtcCompileProgram" => (nint)(delegate* unmanaged<nint, int, byte**, int>)&CompileProgram,
        "nvrtcGetProgramLogSize" => (nint)(delegate* unmanaged<nint, nuint*, int>)&LogSize,
        "nvrtcGetProgramLog" => (nint)(delegate* unmanaged<nint, byte*, int>)&Log,
        "nvrtcGetCUBINSize" => (nint)(delegate* unmanaged<nint, nuint*, int>)&BinarySize,
        "nvrtcGetCUBIN" => (nint)(delegate* unmanaged<nint, byte*, int>)&Binary,
        "nvrtcGetPTXSize" => (nint)(delegate* unmanaged<nint, nuint*, int>)&AssemblySize,
        "nvrtcGetPTX" => (nint)(delegate* unmanaged<nint, byte*, int>)&Assembly,
        "nvrtcDestroyProgram" => (nint)(delegate* unmanaged<nint*, int>)&DestroyProgram,
        _ => 0,
    };

    [UnmanagedCallersOnly]
    private static int CompilerVersion(int* major, int* minor)
    {
        (*major, *minor) = (13, 0);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static byte* CompilerError(int code)
    {
        fixed (byte* text = "NVRTC_ERROR_COMPILATION\0"u8)
            return text;
    }

    [UnmanagedCallersOnly]
    private static int CountArchitectures(int* count)
    {
        *count = current!.KnownArchitectures.Length;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Architectures(int* place)
    {
        current!.KnownArchitectures.CopyTo(new Span<int>(place, current.KnownArchitectures.Length));
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int CreateProgram(nint* program, byte* source, byte* name, int headers, byte** texts, byte** names)
    {
        *program = Add(Marshal.PtrToStringUTF8((nint)source)!);
        return Call("nvrtcCreateProgram");
    }

    [UnmanagedCallersOnly]
    private static int CompileProgram(nint program, int count, byte** options)
    {
        current!.CompilerOptions = string.Join(' ', Enumerable.Range(0, count).Select(i => Marshal.PtrToStringUTF8((nint)options[i])));
        if (Call("nvrtcCompileProgram") is not 0 and var code)
            return code;
        if (current.meeting?.SignalAndWait(TimeSpan.FromMinutes(1)) == false)
            return 1;
        return current.CompilerLog is null || (current.Refused is { } refused && !((string)Find(program)).Contains(refused, StringComparison.Ordinal)) ? 0 : 6;
    }

    [UnmanagedCallersOnly]
    private static int LogSize(nint program, nuint* bytes)
    {
        *bytes = (nuint)(current!.CompilerLog?.Length ?? 0) + 1;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int Log(nint program, byte* text)
    {
        PutText(current!.CompilerLog ?? string.Empty, text, (current.CompilerLog?.Length ?? 0) + 1);
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int BinarySize(nint program, nuint* bytes) => Size(program, bytes);

    [UnmanagedCallersOnly]
    private static int Binary(nint program, byte* place) => Give("nvrtcGetCUBIN", program, place);

    [UnmanagedCallersOnly]
    private static int AssemblySize(nint program, nuint* bytes) => Size(program, bytes);

    [UnmanagedCallersOnly]
    private static int Assembly(nint program, byte* place) => Give("nvrtcGetPTX", program, place);

    [UnmanagedCallersOnly]
    private static int DestroyProgram(nint* program)
    {
        var removed = Remove(*program);
        *program = 0;
        return removed;
    }

    private static int Size(nint program, nuint* bytes)
    {
        *bytes = (nuint)Encoding.UTF8.GetByteCount((string)Find(program));
        return 0;
    }

    private static int Give(string function, nint program, byte* place)
    {
        var text = Encoding.UTF8.GetBytes((string)Find(program));
        text.CopyTo(new Span<byte>(place, text.Length));
        return Call(function);
    }
}
