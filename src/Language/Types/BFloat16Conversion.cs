using System.Runtime.CompilerServices;

namespace Dsl.Language.Types;

/// <summary>The upper half of a 32-bit float as a storage format.</summary>
public static class BFloat16Conversion
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float ToSingle(ushort bits) => BitConverter.Int32BitsToSingle(bits << 16);

    /// <summary>Rounds to nearest, ties to even; NaN stays NaN.</summary>
    public static ushort FromSingle(float value)
    {
        if (float.IsNaN(value))
            return 0x7FC0;
        var bits = BitConverter.SingleToUInt32Bits(value);
        return (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }
}
