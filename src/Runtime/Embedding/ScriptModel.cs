using System.Collections.Immutable;

namespace Dsl.Runtime.Embedding;

/// <summary>
/// What a name of an engine stands for at each call: a model with its weights of then, or a function of one tensor. It is compiled once for each shape of its input, and
/// again when lines were run since. May be called from any thread, one call at a time.
/// </summary>
public sealed class ScriptModel
{
    private readonly ScriptEngine engine;

    internal ScriptModel(ScriptEngine engine, string name)
    {
        this.engine = engine;
        Name = name;
    }

    /// <summary>The name.</summary>
    public string Name { get; }

    /// <summary>The model's output for an input, as when it is not being trained.</summary>
    /// <exception cref="ArgumentException">The input does not fit the model; the message says why.</exception>
    /// <exception cref="InvalidOperationException">A fault stopped the computation, such as an index beyond a table.</exception>
    public TensorData Apply(TensorData input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return engine.Call(Name, input.Shape.AsSpan(), input.IsInteger, input.CopyTo, TensorData.Of);
    }

    /// <summary>The same from span to span; after the first call with a shape nothing of the size of the data is allocated.</summary>
    /// <param name="input">The input, row by row.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="output">Takes the output, row by row.</param>
    /// <returns>The output's shape.</returns>
    /// <exception cref="ArgumentException">The input does not fit the model or its shape, or the output is too short.</exception>
    /// <exception cref="InvalidOperationException">A fault stopped the computation.</exception>
    public unsafe ImmutableArray<int> Apply(ReadOnlySpan<float> input, ReadOnlySpan<int> shape, Span<float> output)
    {
        if (!TensorData.Fills(input.Length, shape))
            throw new ArgumentException($"{input.Length} numbers do not fill the shape [{string.Join(", ", shape.ToArray())}]", nameof(input));
        fixed (float* source = input, destination = output)
        {
            // A lambda cannot hold a span; the memory stays where it is until the call is done.
            var (from, to, inputLength, outputLength) = ((nint)source, (nint)destination, input.Length, output.Length);
            return engine.Call(
                Name,
                shape,
                isInteger: false,
                tensor => new ReadOnlySpan<float>((void*)from, inputLength).CopyTo(tensor.AsSpan<float>()),
                tensor =>
                {
                    if (tensor.ElementCount > outputLength)
                        throw new ArgumentException($"the result has {tensor.ElementCount} numbers, and there is room for {outputLength}", nameof(output));
                    TensorData.CopyFloats(tensor, new Span<float>((void*)to, outputLength));
                    return tensor.Shape;
                });
        }
    }
}
