using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Dsl.Runtime.Backends.Cpu.Lanes;

/// <summary>
/// erf(t) / t on sixteen intervals of width 1/4 from 0 to 4: polynomials of degree 5 in the distance from a point near the interval's middle,
/// fitted at Chebyshev nodes. The points are chosen so that the value there is a 32-bit float to within 1/200 of its last place.
/// </summary>
internal static class ErrorFunctionTable
{
    private const MethodImplOptions Inline = MethodImplOptions.AggressiveInlining;

    public static MethodInfo CentersMethod { get; } = new Func<Vector512<float>>(Centers).Method;

    /// <summary>From the constant term up.</summary>
    public static MethodInfo[] CoefficientMethods { get; } =
        [Row(Coefficients0), Row(Coefficients1), Row(Coefficients2), Row(Coefficients3), Row(Coefficients4), Row(Coefficients5)];

    private static MethodInfo Row(Func<Vector512<float>> row) => row.Method;

    [MethodImpl(Inline)]
    private static Vector512<float> Centers() => Vector512.Create(
        0.123592377f, 0.375053406f, 0.625164032f, 0.874031067f, 1.1253624f, 1.3764267f, 1.62380981f, 1.87410736f,
        2.12463379f, 2.37576294f, 2.62382507f, 2.87509918f, 3.12518311f, 3.37649536f, 3.62601471f, 3.87582397f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients0() => Vector512.Create(
        1.12266004f, 1.07763124f, 0.997124076f, 0.896496952f, 0.789526582f, 0.689039707f, 0.602501452f, 0.529297352f,
        0.469418049f, 0.420589149f, 0.381044179f, 0.347797453f, 0.319978088f, 0.296164542f, 0.275784791f, 0.258009642f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients1() => Vector512.Create(
        -0.0921252444f, -0.2594769f, -0.373951614f, -0.424311996f, -0.418986887f, -0.37731567f, -0.321292192f, -0.264466733f,
        -0.215123191f, -0.175353006f, -0.144784495f, -0.120867968f, -0.102366291f, -0.0877098516f, -0.0760566667f, -0.0665688887f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients2() => Vector512.Create(
        -0.365876377f, -0.28847295f, -0.165178061f, -0.0401708223f, 0.0542972535f, 0.104434192f, 0.117079295f, 0.107458152f,
        0.088892132f, 0.0698173046f, 0.0540257804f, 0.0417495258f, 0.0326905996f, 0.0259639621f, 0.0209730696f, 0.0171750728f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients3() => Vector512.Create(
        0.0547792576f, 0.143000275f, 0.175347552f, 0.151774809f, 0.0961425081f, 0.0387449451f, -0.00123250904f, -0.0212716144f,
        -0.0262707788f, -0.0236248411f, -0.0187168606f, -0.0139987441f, -0.0103325164f, -0.00766243925f, -0.00577893481f, -0.00443048775f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients4() => Vector512.Create(
        0.106287137f, 0.0627231449f, 0.00190923316f, -0.0443436094f, -0.0603943765f, -0.0503577963f, -0.0298816413f, -0.0113088423f,
        -0.000124062353f, 0.00439025788f, 0.00504601095f, 0.00421287864f, 0.00313022826f, 0.00223038043f, 0.00158728869f, 0.00114301732f);

    [MethodImpl(Inline)]
    private static Vector512<float> Coefficients5() => Vector512.Create(
        -0.0194523763f, -0.0463118292f, -0.046542991f, -0.0256008469f, -0.000655239448f, 0.0144279404f, 0.0169406515f, 0.0120685305f,
        0.00591761712f, 0.00167249539f, -0.000308871357f, -0.000866001355f, -0.000815595151f, -0.000612886099f, -0.000427269668f, -0.000293064222f);
}
