using Dsl.DeviceChecks.Graphs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Microsoft.ML.OnnxRuntime;

namespace Dsl.OnnxRuntime.Tests;

/// <summary>Runs an ONNX file with ONNX Runtime, a reader that shares nothing with this program.</summary>
internal static class OnnxModelRun
{
    /// <summary>The results, in their order, as doubles.</summary>
    /// <exception cref="CheckFailedException">The file is not taken, or does not run.</exception>
    public static double[][] Results(byte[] model, IReadOnlyList<Tensor> inputs)
    {
        using var options = new SessionOptions { IntraOpNumThreads = 1, InterOpNumThreads = 1, LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR };
        try
        {
            using var network = new InferenceSession(model, options);
            var names = network.InputMetadata.Keys.ToList();
            var given = names.Select((name, i) => (name, Value: Value(inputs[i]))).ToList();
            using var run = new RunOptions();
            using var results = network.Run(run, [.. given.Select(static g => g.name)], [.. given.Select(static g => g.Value)], network.OutputNames);
            return [.. results.Select(Numbers)];
        }
        catch (OnnxRuntimeException exception)
        {
            throw new CheckFailedException(exception.Message);
        }
    }

    private static unsafe OrtValue Value(Tensor tensor)
    {
        var shape = tensor.Shape.Select(static size => (long)size).ToArray();
        var value = OrtValue.CreateAllocatedTensorValue(OrtAllocator.DefaultInstance, Type(tensor.Element), shape);
        new ReadOnlySpan<byte>((void*)tensor.AddressToRead, (int)tensor.ByteCount).CopyTo(value.GetTensorMutableRawData());
        return value;
    }

    private static double[] Numbers(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        var element = Enum.GetValues<ElementType>().Single(element => Type(element) == info.ElementDataType);
        using var tensor = new Tensor(element, [.. info.Shape.Select(static size => (int)size)]);
        unsafe
        {
            value.GetTensorMutableRawData().CopyTo(new Span<byte>((void*)tensor.Address, (int)tensor.ByteCount));
        }

        return tensor.ToDoubles();
    }

    private static Microsoft.ML.OnnxRuntime.Tensors.TensorElementType Type(ElementType element) => element switch
    {
        ElementType.Float32 => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float,
        ElementType.Float16 => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Float16,
        ElementType.BFloat16 => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.BFloat16,
        ElementType.Float64 => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Double,
        ElementType.Int => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64,
        _ => Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Bool,
    };
}
