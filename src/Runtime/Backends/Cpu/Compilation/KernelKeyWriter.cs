using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Compilation;

/// <summary>
/// Writes everything that a kernel's code depends on as numbers. Buffers are named by their place among the operands, loop variables and shared parts by the order in which they
/// are first met, so nothing tells one kernel from another of the same structure.
/// The streams of random numbers are operands and do not count.
/// </summary>
internal sealed class KernelKeyWriter
{
    private readonly List<long> content = [];
    private readonly Dictionary<object, int> numbers = new(ReferenceEqualityComparer.Instance);
    private readonly ImmutableArray<TensorBuffer> operands;

    private KernelKeyWriter(Kernel kernel)
    {
        operands = kernel.Operands;
    }

    /// <summary>What opens each part, so that parts of different kinds never read the same.</summary>
    private enum Part
    {
        Sequence, Element, Contraction, Known, Constant, Load, Index, Unary, Binary, Select, Cast, Guarded, Reduce, Random,
        ConstantIndex, LoopIndex, Add, Multiply, FloorDivide, Modulo, Loaded,
    }

    public static long[] Write(Kernel kernel, KernelRange range)
    {
        var writer = new KernelKeyWriter(kernel);
        writer.AddRange(range);
        writer.Add(writer.operands.Length);
        foreach (var operand in writer.operands)
        {
            writer.Add((int)operand.Element, operand.Shape.Length);
            foreach (var size in operand.Shape)
                writer.Add(size);
        }

        if (kernel is ContractionKernel contraction)
            writer.AddContraction(contraction);
        else if (kernel is MemberSequence sequence)
            writer.AddSequence(sequence);
        else if (JoinedElementKernel.PartsOf(kernel) is { IsEmpty: false } parts)
            writer.AddElements(parts);
        else
            throw new InvalidOperationException($"{kernel.GetType().Name} has no key");
        return [.. writer.content];
    }

    private void AddRange(KernelRange range)
    {
        Add(range.Loops, range.Positions, range.Chunk, range.Memory.StoresPastCaches ? 1 : 0, range.Memory.ReadsAhead, range.Memory.Asks.Length);
        foreach (var piece in range.Memory.Asks)
            Add(piece.BytesPerPosition, piece.OfNextChunk ? 1 : 0);
    }

    private void AddSequence(MemberSequence sequence)
    {
        Add((int)Part.Sequence, sequence.Segment.Members.Length);
        foreach (var operand in operands)
            Add(sequence.Segment.Private.Contains(operand) ? 1 : 0);
        foreach (var member in sequence.Segment.Members)
        {
            AddRange(sequence.RangeOf(member));
            AddElements(JoinedElementKernel.PartsOf(member.Kernel));
        }
    }

    private void AddElements(ImmutableArray<ElementKernel> parts)
    {
        foreach (var part in parts)
            AddElement(part);
    }

    private void AddElement(ElementKernel kernel)
    {
        Add((int)Part.Element, operands.IndexOf(kernel.Output));
        AddVariables(kernel.Loops);
        foreach (var index in kernel.OutputIndices)
            AddIndex(index, kernel);
        AddScalar(kernel.Body, kernel);
    }

    private void AddContraction(ContractionKernel kernel)
    {
        // Taken apart, so that a part added to the kernel cannot be forgotten here.
        var (_, output, left, right, loops) = kernel;
        Add((int)Part.Contraction, operands.IndexOf(output.Buffer), operands.IndexOf(left.Buffer), operands.IndexOf(right.Buffer));
        Add(output.Offset, left.Offset, right.Offset, kernel.Accumulate ? 1 : 0, loops.Length);
        Add(kernel.Start is null ? -1 : operands.IndexOf(kernel.Start.Buffer), kernel.Start?.Offset ?? 0);
        Add(kernel.Limits.Length);
        foreach (var (constant, steps, guard) in kernel.Limits)
        {
            Add(constant, guard is null ? -1 : operands.IndexOf(guard.Buffer), guard?.PerPosition ?? 0, BitConverter.DoubleToInt64Bits(guard?.Least ?? 0));
            Add(steps.AsSpan());
        }

        foreach (var loop in loops)
        {
            var (extent, outputStride, leftStride, rightStride, isReduced) = loop;
            Add(extent, outputStride, leftStride, rightStride, isReduced ? 1 : 0, loop.StartStride);
        }
    }

    private void AddVariables(ImmutableArray<LoopVariable> variables)
    {
        Add(variables.Length);
        foreach (var variable in variables)
            Add(NumberOf(variable), variable.Extent);
    }

    private void AddScalar(ScalarExpression expression, ElementKernel kernel)
    {
        if (IsKnown(expression))
            return;
        switch (expression)
        {
            case ConstantScalar constant:
                Add((int)Part.Constant, (int)constant.Element, BitConverter.DoubleToInt64Bits(constant.Value));
                break;
            case LoadScalar load:
                Add((int)Part.Load, operands.IndexOf(load.Buffer));
                foreach (var index in load.Indices)
                    AddIndex(index, kernel);
                break;
            case IndexScalar index:
                Add((int)Part.Index);
                AddIndex(index.Index, kernel);
                break;
            case UnaryScalar unary:
                Add((int)Part.Unary, (int)unary.Operation, (int)unary.Element);
                break;
            case BinaryScalar binary:
                Add((int)Part.Binary, (int)binary.Operation, (int)binary.Element);
                break;
            case SelectScalar:
                Add((int)Part.Select);
                break;
            case CastScalar cast:
                Add((int)Part.Cast, (int)cast.Element);
                break;
            case GuardedScalar guarded:
                AddGuards(guarded, kernel);
                break;
            case ReduceScalar reduce:
                Add((int)Part.Reduce, (int)reduce.Kind);
                AddVariables(reduce.Variables);
                break;
            case RandomScalar random:
                Add((int)Part.Random, (int)random.Element);
                AddIndex(random.ElementIndex, kernel);
                break;
            default:
                throw new InvalidOperationException($"{expression.GetType().Name} has no key");
        }

        foreach (var operand in ExpressionWalker.Operands(expression))
            AddScalar(operand, kernel);
    }

    private void AddGuards(GuardedScalar guarded, ElementKernel kernel)
    {
        Add((int)Part.Guarded, guarded.Guards.Length);
        foreach (var (index, minimum, limit) in guarded.Guards)
        {
            Add(minimum, limit);
            AddIndex(index, kernel);
        }
    }

    private void AddIndex(IndexExpression index, ElementKernel kernel)
    {
        switch (index)
        {
            case ConstantIndex constant:
                Add((int)Part.ConstantIndex, constant.Value);
                return;
            case LoopIndex loop:
                Add((int)Part.LoopIndex, NumberOf(loop.Variable), loop.Variable.Extent);
                return;
            case var _ when IsKnown(index):
                return;
            case AddIndex add:
                Add((int)Part.Add);
                AddIndex(add.Left, kernel);
                AddIndex(add.Right, kernel);
                break;
            case MultiplyIndex multiply:
                Add((int)Part.Multiply, multiply.Factor);
                AddIndex(multiply.Index, kernel);
                break;
            case FloorDivideIndex divide:
                Add((int)Part.FloorDivide, divide.Divisor);
                AddIndex(divide.Index, kernel);
                break;
            case ModuloIndex modulo:
                Add((int)Part.Modulo, modulo.Divisor);
                AddIndex(modulo.Index, kernel);
                break;
            case LoadedIndex loaded:
                Add((int)Part.Loaded, loaded.Bound, FaultSites.Of(kernel, loaded));
                AddScalar(loaded.Value, kernel);
                break;
            default:
                throw new InvalidOperationException($"{index.GetType().Name} has no key");
        }
    }

    /// <summary>Writes the number of a part that was written before.</summary>
    private bool IsKnown(object part)
    {
        if (!numbers.TryGetValue(part, out var number))
        {
            numbers.Add(part, numbers.Count);
            return false;
        }

        Add((int)Part.Known, number);
        return true;
    }

    private int NumberOf(LoopVariable variable)
    {
        if (!numbers.TryGetValue(variable, out var number))
            numbers.Add(variable, number = numbers.Count);
        return number;
    }

    private void Add(params ReadOnlySpan<long> values) => content.AddRange(values);
}
