using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;
using Dsl.Language.Programs;
using Dsl.Language.Types;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Training;

/// <summary>
/// Programs of a device that gather the rows of a batch from what it holds: those that come next in an order that it holds too. Each counts on, so that nothing needs to be
/// brought for the next batch.
/// </summary>
internal sealed class GatherPrograms : IDisposable
{
    private const string OrderName = "order";

    private readonly List<(int Rows, IDeferredProgram Program)> programs = [];
    private readonly Variable place = new("place", Scalar, VariableKind.State, null);
    private HeldData? data;
    private int capacity;
    private GraphInput? order;
    private ImmutableArray<GraphInput> inputs = [];
    private ImmutableArray<(GraphInput Input, Variable Variable)> counters = [];

    private static TensorType Scalar { get; } = new(ElementType.Int, new Shape([]));

    /// <summary>Says what is gathered; programs stay where only the contents are others than before.</summary>
    /// <param name="held">What a device holds.</param>
    /// <param name="orderRows">Rows of the order.</param>
    /// <param name="counted">Inputs that are to rise by 1 with each batch.</param>
    public void Use(HeldData held, int orderRows, ImmutableArray<GraphInput> counted)
    {
        if (data is null || data.Holder != held.Holder || capacity != orderRows || !Fits(held))
        {
            Dispose();
            capacity = orderRows;
            order = new GraphInput(OrderName, TypeOf(ElementType.Int, [orderRows]));
            inputs = [.. held.Tensors.Select(static (tensor, i) => new GraphInput($"held{i}", TypeOf(tensor.Element, tensor.Shape)))];
            counters = [.. counted.Select(static input => (input, new Variable(input.Name, Scalar, VariableKind.State, null)))];
        }

        data = held;
    }

    /// <summary>The program for so many rows, made when first asked for.</summary>
    /// <param name="rows">Rows of a batch.</param>
    /// <param name="tensors">The order, and where in it the next batch begins.</param>
    /// <param name="environment">Has the inputs that are counted.</param>
    /// <returns>Null where the device has no room for it.</returns>
    public IDeferredProgram? For(int rows, (Tensor Order, Tensor Place) tensors, ExecutionEnvironment environment)
    {
        var program = programs.Find(known => known.Rows == rows).Program;
        if (program is null)
        {
            var compiled = data!.Holder.Compile(Request(rows));
            if (compiled is not IDeferredProgram made)
            {
                compiled.Dispose();
                return null;
            }

            programs.Add((rows, made));
            program = made;
        }

        program.BindInput(order!, tensors.Order);
        program.BindVariable(place, tensors.Place);
        for (var i = 0; i < inputs.Length; i++)
            program.BindInput(inputs[i], data!.Tensors[i]);
        foreach (var (input, variable) in counters)
            program.BindVariable(variable, environment.Input(input));
        return program;
    }

    public void Dispose()
    {
        foreach (var (_, program) in programs)
            program.Dispose();
        programs.Clear();
    }

    private static TensorType TypeOf(ElementType element, ImmutableArray<int> shape) => new(element, new Shape([.. shape.Select(static size => new Axis(size))]));

    private bool Fits(HeldData held) =>
        data!.Fields.SequenceEqual(held.Fields) && inputs.Select(static input => input.Type).SequenceEqual(held.Tensors.Select(static tensor => TypeOf(tensor.Element, tensor.Shape)));

    private CompileRequest Request(int rows)
    {
        var builder = new GraphBuilder();
        var values = inputs.Select(input => builder.CreateInput(input)).ToImmutableArray();
        var first = builder.CreateVariable(place, 0);
        var batch = new Shape([rows]);
        var numbers = builder.Gather(builder.CreateInput(order!), builder.Add(builder.Broadcast(first, batch), builder.Range(rows)));
        var outputs = data!.Fields.Select(field => builder.Gather(values[field.Values], field.Starts is { } starts ? Pieces(builder, builder.Gather(values[starts], numbers), rows, field.Length) : numbers));
        return new CompileRequest(
            [.. outputs],
            [Raised(builder, place, first, rows), .. counters.Select(counter => Raised(builder, counter.Variable, builder.CreateVariable(counter.Variable, 0), 1))],
            [])
        {
            KeepsOutputs = true,
        };
    }

    private static Node Pieces(GraphBuilder builder, Node starts, int rows, int length)
    {
        var shape = new Shape([rows, length]);
        return builder.Add(
            builder.Broadcast(builder.Unsqueeze(starts, 1), shape), builder.Broadcast(builder.Unsqueeze(builder.Range(length), 0), shape));
    }

    private static VariableAssignment Raised(GraphBuilder builder, Variable variable, Node value, int by) =>
        new(variable, builder.Add(value, builder.CreateConstant(by, ElementType.Int)));
}
