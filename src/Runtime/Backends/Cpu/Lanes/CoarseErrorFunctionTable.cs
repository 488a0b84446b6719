using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// erf(t) / t on eight intervals of width 1/2 from 0 to 4, as <see cref="ErrorFunctionTable"/> has it on sixteen: where a register holds eight numbers, a number of eight is looked up by one
/// instruction and one of sixteen by three, so that polynomials of degree 6 are cheaper.
/// </summary>
internal static class CoarseErrorFunctionTable
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    /// <summary>Lanes of a table of eight numbers, chosen by the low three bits of the indices.</summary>
    public static MethodInfo LookUp { get; } = new Func<Vector256<float>, Vector256<int>, Vector256<float>>(Avx2.PermuteVar8x32).Method;

    public static MethodInfo CentersMethod { get; } = new Func<Vector256<float>>(Centers).Method;

    /// <summary>From the constant term up.</summary>
    public static MethodInfo[] CoefficientMethods { get; } =
        [Row(Coefficients0), Row(Coefficients1), Row(Coefficients2), Row(Coefficients3), Row(Coefficients4), Row(Coefficients5), Row(Coefficients6)];

    private static MethodInfo Row(Func<Vector256<float>> row) => row.Method;

    [MethodImpl(Inline)]
    private static Vector256<float> Centers() => Vector256.Create(0.249999389f, 0.749998569f, 1.24999344f, 1.74999595f, 2.2500217f, 2.74999952f, 3.24998999f, 3.75000525f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients0() => Vector256.Create(1.10530567f, 0.948208094f, 0.738322735f, 0.563813567f, 0.443790138f, 0.363599837f, 0.307691932f, 0.266666263f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients1() => Vector256.Create(-0.181165099f, -0.407034844f, -0.401440442f, -0.292022318f, -0.194064111f, -0.132004946f, -0.0946657509f, -0.0711106658f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients2() => Vector256.Create(-0.335351229f, -0.100218378f, 0.0846288502f, 0.114094608f, 0.0791082606f, 0.0474155173f, 0.0290988181f, 0.0189619381f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients3() => Vector256.Create(0.104692489f, 0.16932489f, 0.0663443804f, -0.0136734685f, -0.0255075768f, -0.0162393171f, -0.00889325049f, -0.00505455025f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients4() => Vector256.Create(0.0890199021f, -0.0248516444f, -0.0579831861f, -0.0196781084f, 0.00285461266f, 0.00472099194f, 0.00264841947f, 0.0013441086f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients5() => Vector256.Create(-0.0349804573f, -0.0372766331f, 0.00806897786f, 0.0148688154f, 0.00357133732f, -0.000676443102f, -0.000717677933f, -0.000352744973f);

    [MethodImpl(Inline)]
    private static Vector256<float> Coefficients6() => Vector256.Create(-0.0179955252f, 0.014106255f, 0.0100482991f, -0.0032957634f, -0.00283344998f, -0.000365003652f, 0.000135792667f, 8.9611196e-05f);
}
