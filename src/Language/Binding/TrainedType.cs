using Dsl.Language.Graph;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

/// <summary>How a value is kept in a training that stores values in 16 bits.</summary>
/// <param name="Element">The type in which it is kept.</param>
/// <param name="Storage">The type of 16 bits that the training was given.</param>
/// <param name="Training">The training.</param>
public sealed record TrainedType(ElementType Element, ElementType Storage, SourceLocation Training)
{
    /// <summary>The place in a script that an operation comes from: for one of the library, the call that led there; null where neither is known.</summary>
    public static SourceLocation? PlaceOf(Node node)
    {
        var place = node.Location;
        while (place is { Source.IsLibrary: true })
            place = place.CalledFrom;
        return place;
    }
}
