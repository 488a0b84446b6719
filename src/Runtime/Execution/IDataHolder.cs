using System.Collections.Immutable;
using Dsl.Language.Types;

namespace Dsl.Runtime.Execution;

/// <summary>A backend with memory of its own, to which data can be brought once for many runs.</summary>
internal interface IDataHolder : IBackend
{
    /// <summary>Bytes of its memory that nobody has taken.</summary>
    long AvailableBytes { get; }

    /// <summary>Brings data there, piece by piece, without a copy in the machine's memory.</summary>
    /// <param name="element">The type of the elements.</param>
    /// <param name="shape">The shape; the first axis counts rows.</param>
    /// <param name="fill">Writes rows to the beginning of a tensor: from the row of that number on, so many.</param>
    /// <returns>The data, to be disposed of by the caller; null where there is no room.</returns>
    Tensor? Hold(ElementType element, ImmutableArray<int> shape, Action<int, int, Tensor> fill);
}
