using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Language.Lowering;

/// <summary>A dense row-major tensor in memory that kernels load from and store to. Identity is the object.</summary>
public sealed class TensorBuffer(string name, ElementType element, ImmutableArray<int> shape)
{
    public string Name { get; } = name;

    public ElementType Element { get; } = element;

    public ImmutableArray<int> Shape { get; } = shape;

    public long ElementCount
    {
        get
        {
            var count = 1L;
            foreach (var size in Shape)
                count *= size;
            return count;
        }
    }

    public long ByteCount => ElementCount * Element.ByteSize();

    public override string ToString() => $"{Name}: {Element.Name()}[{string.Join(", ", Shape)}]";
}
