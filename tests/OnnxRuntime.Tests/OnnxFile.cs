using Dsl.Runtime.Export;

namespace Dsl.OnnxRuntime.Tests;

/// <summary>ONNX files in memory.</summary>
internal static class OnnxFile
{
    public static byte[] Bytes(OnnxGraph graph)
    {
        using var stream = new MemoryStream();
        OnnxWriter.Write(stream, graph);
        return stream.ToArray();
    }
}
