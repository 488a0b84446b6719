using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Backends.Reference;

/// <summary>The elements of a buffer: floats of every precision as doubles, ints and bools as whole numbers.</summary>
internal sealed class ReferenceBuffer
{
    public ReferenceBuffer(TensorBuffer buffer)
    {
        Element = buffer.Element;
        Count = checked((int)buffer.ElementCount);
        Floats = IsFloat ? new double[Count] : [];
        Integers = IsFloat ? [] : new long[Count];
    }

    public ElementType Element { get; }

    public int Count { get; }

    public double[] Floats { get; }

    public long[] Integers { get; }

    private bool IsFloat => Element.IsFloat();

    public void Fill(ReadOnlySpan<double> values)
    {
        for (var i = 0; i < Count; i++)
        {
            var value = values.Length == 1 ? values[0] : values[i];
            if (IsFloat)
                Floats[i] = value;
            else
                Integers[i] = (long)value;
        }
    }

    /// <summary>Replaces each float by what the element type holds of it.</summary>
    public void Round()
    {
        for (var i = 0; i < Floats.Length; i++)
            Floats[i] = ElementRounding.Round(Floats[i], Element);
    }

    public void Read(Tensor tensor)
    {
        if (Element == ElementType.Int)
        {
            tensor.AsSpan<long>().CopyTo(Integers);
            return;
        }

        for (var i = 0; i < Count; i++)
        {
            if (IsFloat)
                Floats[i] = tensor.GetDouble(i);
            else
                Integers[i] = (long)tensor.GetDouble(i);
        }
    }

    public void Write(Tensor tensor)
    {
        if (Element == ElementType.Int)
        {
            Integers.CopyTo(tensor.AsSpan<long>());
            return;
        }

        for (var i = 0; i < Count; i++)
            tensor.SetDouble(i, IsFloat ? Floats[i] : Integers[i]);
    }

    /// <summary>Copies elements from another buffer of the same type.</summary>
    public void Copy(int position, ReferenceBuffer source, int sourcePosition, int count)
    {
        if (IsFloat)
            Array.Copy(source.Floats, sourcePosition, Floats, position, count);
        else
            Array.Copy(source.Integers, sourcePosition, Integers, position, count);
    }
}
