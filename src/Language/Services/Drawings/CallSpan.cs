using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Text;

namespace Dsl.Language.Services.Drawings;

/// <summary>The operations that one application of a layer, or one call of a function, has built; those within it are its children.</summary>
/// <param name="first">The id of the first operation.</param>
/// <param name="end">The id after that of the last.</param>
/// <param name="site">The call; null for what surrounds all.</param>
/// <param name="layer">The layer; null for a function.</param>
/// <param name="callee">What is called, as it is written.</param>
/// <param name="output">The type of what the layer gives, as text.</param>
internal sealed class CallSpan(int first, int end, SourceLocation? site, ModelInstance? layer, string callee, string output)
{
    private readonly List<CallSpan> children = [];

    public SourceLocation? Site { get; } = site;

    public ModelInstance? Layer { get; } = layer;

    public string Callee { get; } = callee;

    public string Output { get; } = output;

    /// <summary>Whether a layer is applied within.</summary>
    public bool HasLayers { get; private set; }

    /// <summary>The spans of a description, each within the one around it; the outermost stands for all there is.</summary>
    /// <param name="model">The description; null for none.</param>
    /// <param name="shapeOf">What is written of the size of a value.</param>
    public static CallSpan TreeOf(DescribedModel? model, Func<Node, string> shapeOf)
    {
        var root = new CallSpan(int.MinValue, int.MaxValue, null, null, string.Empty, string.Empty);
        if (model is null)
            return root;
        var calls = 0;
        var spans = new List<CallSpan>();
        for (var i = 0; i < model.Applications.Length; i++)
        {
            AddCalls(i);
            var application = model.Applications[i];
            spans.Add(new CallSpan(application.FirstNode, application.EndNode, application.Site, application.Instance, string.Empty, application.Output is { } given ? shapeOf(given) : string.Empty));
        }

        AddCalls(int.MaxValue);

        // What ends later is further out.
        spans.Reverse();
        foreach (var span in spans.Where(static span => span.First < span.End).OrderBy(static span => span.First).ThenByDescending(static span => span.End))
        {
            var around = root;
            while (around.children is [.., var last] && last.First <= span.First && span.End <= last.End)
            {
                around.HasLayers |= span.Layer is not null;
                around = last;
            }

            around.HasLayers |= span.Layer is not null;
            around.children.Add(span);
        }

        return root;

        void AddCalls(int layers)
        {
            for (; calls < model.Calls.Length && model.Calls[calls].LayersBefore <= layers; calls++)
            {
                var call = model.Calls[calls];
                spans.Add(new CallSpan(call.FirstNode, call.EndNode, call.Site, null, call.Callee, string.Empty));
            }
        }
    }

    private int First { get; } = first;

    private int End { get; } = end;

    /// <summary>The child that built an operation; null where it is its own.</summary>
    public CallSpan? ChildOf(int node)
    {
        var (low, high) = (0, children.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (node < children[middle].First)
                high = middle - 1;
            else if (node >= children[middle].End)
                low = middle + 1;
            else
                return children[middle];
        }

        return null;
    }
}
