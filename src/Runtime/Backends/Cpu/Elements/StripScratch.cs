using System.Runtime.InteropServices;

namespace Dsl.Runtime.Backends.Cpu.Elements;

/// <summary>Room on the stack for the partial results of a strip of columns; whole vectors may be stored beyond the last column.</summary>
[StructLayout(LayoutKind.Explicit, Size = (Columns + 64) * sizeof(float))]
internal struct StripScratch
{
    /// <summary>Columns of a strip: a page of 32-bit numbers.</summary>
    public const int Columns = 1024;

    [FieldOffset(0)]
    public float First;
}
