using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Runtime.Scheduling;

/// <summary>The values of source nodes that are known when compiling.</summary>
internal static class SourceValues
{
    /// <summary>The elements of a literal or of a size; a single one stands for all. Null for other nodes.</summary>
    public static ImmutableArray<double>? Of(Node node) => !IsSource(node) ? null : node.Attributes switch
    {
        ConstantAttributes constant => constant.Values,
        SizeAttributes size => [size.Size.ConstantValue ?? throw new InvalidOperationException($"the size {size.Size} is not known")],
        _ => null,
    };

    /// <summary>The one value that every element of the node has, if it is known.</summary>
    public static double? UniformOf(Node node) => Of(node) is [var single] ? single : null;

    public static bool IsSource(Node node) => node.Operator.Lowering is KernelLowering(KernelKind.Source);
}
