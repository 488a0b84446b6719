using System.Collections.Immutable;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Lints;

/// <summary>That a value was computed by a function, model or operator of the library, which is not to be seen from the operations it became.</summary>
/// <param name="Name">What was applied.</param>
/// <param name="Result">What it gave.</param>
/// <param name="Inputs">The tensors it was given.</param>
/// <param name="Site">The call or pipe that applied it.</param>
/// <param name="Frame">Where that stands.</param>
internal sealed record NamedApplication(string Name, Node Result, ImmutableArray<Node> Inputs, SyntaxNode Site, Frame Frame)
{
    /// <summary>The place in the script that led to it: its own, or that of the call into the library.</summary>
    public SourceLocation ScriptLocation()
    {
        var location = Site.Location;
        var frame = Frame;
        while (Elaborator.IsLibrary(location.Source) && frame?.CallSite is { } site)
        {
            location = site;
            frame = frame.Caller;
        }

        return location;
    }
}
