using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>Turns the arguments of a data action into those of a <see cref="DataCall"/>.</summary>
public static class DataArguments
{
    /// <summary>Resolves each argument.</summary>
    /// <param name="valueOf">The value of another slot, or of a part of its record.</param>
    /// <param name="sizeOf">The value of a size.</param>
    /// <param name="compute">The value of a computed tensor: a <see cref="DataTensor"/>, or long for an int scalar.</param>
    public static ImmutableDictionary<string, object> Resolve(
        ImmutableDictionary<string, DataArgument> arguments, Func<DataReference, DataValue> valueOf, Func<Dimension, long> sizeOf, Func<Node, object> compute) =>
        arguments.ToImmutableDictionary(static pair => pair.Key, pair => pair.Value switch
        {
            ConstantDataArgument constant => constant.Value,
            SizeDataArgument size => sizeOf(size.Size),
            ReferenceDataArgument reference => valueOf(reference.Data),
            NodeDataArgument node => compute(node.Node),
            _ => throw new InvalidOperationException($"an argument {pair.Value.GetType().Name} is not known"),
        });

    /// <summary>The part of a value that a path of field names leads to; the checker made sure that it is there.</summary>
    public static DataValue Follow(DataValue value, ImmutableArray<string> path) =>
        path.Aggregate(value, static (part, name) => ((DataRecord)part).Find(name)!);
}
