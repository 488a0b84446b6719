using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// From CUDA C to machine code of one device, by NVRTC. Where the compiler is older than the device, it gives the driver PTX to finish, for the newest architecture
/// that both know.
/// </summary>
internal sealed unsafe class CudaCompiler
{
    private readonly NvrtcLibrary library;

    /// <param name="library">NVRTC.</param>
    /// <param name="capability">The device's compute capability, ten times the major number and the minor one.</param>
    public CudaCompiler(NvrtcLibrary library, int capability)
    {
        this.library = library;
        (Target, GivesBinary) = Choose(capability, Known(library));
    }

    /// <summary>What is compiled for: <c>sm_90</c> gives machine code, <c>compute_90</c> PTX.</summary>
    public string Target { get; }

    /// <summary>Whether the result is machine code.</summary>
    public bool GivesBinary { get; }

    /// <summary>What a compiled text depends on besides itself.</summary>
    public string Identity => $"nvrtc {library.Version} {Target}";

    /// <summary>The architecture to compile for.</summary>
    /// <param name="capability">Of the device.</param>
    /// <param name="known">Those that the compiler knows; empty where it does not say.</param>
    public static (string Target, bool GivesBinary) Choose(int capability, ImmutableArray<int> known)
    {
        if (known.IsEmpty || known.Contains(capability))
            return (string.Create(CultureInfo.InvariantCulture, $"sm_{capability}"), true);
        var older = known.Where(architecture => architecture < capability).DefaultIfEmpty(capability).Max();
        return (string.Create(CultureInfo.InvariantCulture, $"compute_{older}"), false);
    }

    /// <summary>Compiles a text.</summary>
    /// <exception cref="DeviceException">The compiler refuses it; the message holds what it says.</exception>
    public byte[] Compile(string text)
    {
        nint program;
        fixed (byte* source = Encoding.UTF8.GetBytes(text + '\0'))
        fixed (byte* name = "nn.cu\0"u8)
            Check(library.CreateProgram(&program, source, name, 0, null, null), "nvrtcCreateProgram");
        try
        {
            fixed (byte* architecture = Encoding.UTF8.GetBytes($"--gpu-architecture={Target}\0"))
            fixed (byte* quiet = "--disable-warnings\0"u8)
            fixed (byte* division = "--prec-div=false\0"u8)
            fixed (byte* root = "--prec-sqrt=false\0"u8)
            {
                // Quotients and roots are written without branches; the preamble corrects those that a script asks for.
                var options = stackalloc byte*[4] { architecture, quiet, division, root };
                var code = library.CompileProgram(program, 4, options);
                if (code != 0)
                    throw new DeviceException($"NVRTC {library.Version} refuses a kernel for {Target}: {library.Describe(code)}: {Log(program)}", DeviceTrouble.Build);
            }

            return GivesBinary ? Result(program, library.BinarySize, library.Binary, "nvrtcGetCUBIN") : Result(program, library.AssemblySize, library.Assembly, "nvrtcGetPTX");
        }
        finally
        {
            library.DestroyProgram(&program);
        }
    }

    private static ImmutableArray<int> Known(NvrtcLibrary library)
    {
        var count = 0;
        if (library.CountArchitectures(&count) != 0 || count <= 0)
            return [];
        var architectures = new int[count];
        fixed (int* place = architectures)
            return library.Architectures(place) == 0 ? [.. architectures] : [];
    }

    private byte[] Result(nint program, delegate* unmanaged<nint, nuint*, int> size, delegate* unmanaged<nint, byte*, int> get, string function)
    {
        nuint bytes = 0;
        Check(size(program, &bytes), function);
        var result = new byte[bytes];
        fixed (byte* place = result)
            Check(get(program, place), function);
        return result;
    }

    private string Log(nint program)
    {
        nuint bytes = 0;
        if (library.LogSize(program, &bytes) != 0 || bytes <= 1)
            return "it says nothing more";
        var text = new byte[bytes];
        fixed (byte* place = text)
        {
            if (library.Log(program, place) != 0)
                return "it says nothing more";
        }

        return CompilerLog.Shorten(Encoding.UTF8.GetString(text));
    }

    private void Check(int code, string function)
    {
        if (code != 0)
            throw new DeviceException($"{function} failed: {library.Describe(code)}");
    }
}
