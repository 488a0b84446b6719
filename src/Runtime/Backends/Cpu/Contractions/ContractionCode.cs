using System.Reflection;
using System.Reflection.Emit;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Lanes;

namespace Dsl.Runtime.Backends.Cpu.Contractions;

/// <summary>Loops and moving pointers of a contraction.</summary>
internal sealed class ContractionCode(ILGenerator il, ElementType element)
{
    private readonly int size = element.ByteSize();
    private LocalBuilder? isRest;

    public static MethodInfo Minimum { get; } = new Func<int, int, int>(Math.Min).Method;

    /// <summary>Decides whether this call computes the rest at the end or a whole chunk.</summary>
    public void DecideForm(int chunk)
    {
        isRest = il.DeclareLocal(typeof(int));
        il.LoadPositionLimit();
        il.LoadFirstPosition();
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Ldc_I8, (long)chunk);
        il.Emit(OpCodes.Clt);
        il.Emit(OpCodes.Stloc, isRest);
    }

    /// <summary>Pushes a number that may differ between a whole chunk and the rest.</summary>
    public void PushCount(ContractionCount count)
    {
        il.Emit(OpCodes.Ldc_I4, count.Chunk);
        if (count.IsLiteral)
            return;
        il.Emit(OpCodes.Ldc_I4, count.Rest - count.Chunk);
        il.Emit(OpCodes.Ldloc, isRest!);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Adds so many elements to the address on the stack.</summary>
    public void PushOffset(long elements)
    {
        if (elements == 0)
            return;
        il.Emit(OpCodes.Ldc_I8, elements * size);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    /// <summary>Pointers so many steps further, as the number that is pushed says.</summary>
    public ContractionPointers Moved(ContractionPointers pointers, ContractionStep step, Action<ILGenerator> pushCount) => new(
        Moved(pointers.Output, step.Output, pushCount), Moved(pointers.Left, step.Left, pushCount), Moved(pointers.Right, step.Right, pushCount),
        pointers.Start is { } start ? Moved(start, step.Start, pushCount) : null,
        pointers.First is { } first ? MovedNumber(first, step.Limits.First, pushCount) : null, pointers.Second is { } second ? MovedNumber(second, step.Limits.Second, pushCount) : null);

    /// <summary>Copies of the pointers that a loop moves.</summary>
    public ContractionPointers Running(ContractionPointers pointers, ContractionStep step) => new(
        Running(pointers.Output, step.Output), Running(pointers.Left, step.Left), Running(pointers.Right, step.Right), pointers.Start is { } start ? Running(start, step.Start) : null,
        pointers.First is { } first ? Running(first, step.Limits.First) : null, pointers.Second is { } second ? Running(second, step.Limits.Second) : null);

    public void Advance(ContractionPointers running, ContractionStep step)
    {
        Advance(running.Output, step.Output);
        Advance(running.Left, step.Left);
        Advance(running.Right, step.Right);
        if (running.Start is not null)
            Advance(running.Start, step.Start);
        AdvanceNumber(running.First, step.Limits.First, null);
        AdvanceNumber(running.Second, step.Limits.Second, null);
    }

    public void Advance(ContractionPointers running, ContractionStep step, LocalBuilder count)
    {
        Advance(running.Output, step.Output, count);
        Advance(running.Left, step.Left, count);
        Advance(running.Right, step.Right, count);
        if (running.Start is not null)
            Advance(running.Start, step.Start, count);
        AdvanceNumber(running.First, step.Limits.First, count);
        AdvanceNumber(running.Second, step.Limits.Second, count);
    }

    /// <summary>Runs the body so often, with pointers that move by a step a turn.</summary>
    public void Loop(ContractionCount count, ContractionStep step, ContractionPointers pointers, Action<ContractionPointers> body)
    {
        if (count is { IsLiteral: true, Chunk: 1 })
        {
            body(pointers);
            return;
        }

        var counter = il.DeclareLocal(typeof(int));
        PushCount(count);
        il.Emit(OpCodes.Stloc, counter);
        Turn(counter, count.Chunk > 0 && count.Rest > 0, step, pointers, body);
    }

    /// <summary>Runs the body as often as the local says.</summary>
    public void Loop(LocalBuilder count, bool atLeastOnce, ContractionStep step, ContractionPointers pointers, Action<ContractionPointers> body)
    {
        var counter = il.DeclareLocal(typeof(int));
        il.Emit(OpCodes.Ldloc, count);
        il.Emit(OpCodes.Stloc, counter);
        Turn(counter, atLeastOnce, step, pointers, body);
    }

    private void Turn(LocalBuilder counter, bool atLeastOnce, ContractionStep step, ContractionPointers pointers, Action<ContractionPointers> body)
    {
        var running = Running(pointers, step);
        var (top, end) = (il.DefineLabel(), il.DefineLabel());
        if (!atLeastOnce)
        {
            il.Emit(OpCodes.Ldloc, counter);
            il.Emit(OpCodes.Brfalse, end);
        }

        il.MarkLabel(top);
        body(running);
        Advance(running, step);
        il.Emit(OpCodes.Ldloc, counter);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Sub);
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Stloc, counter);
        il.Emit(OpCodes.Brtrue, top);
        il.MarkLabel(end);
    }

    private LocalBuilder Moved(LocalBuilder pointer, long elements, Action<ILGenerator> pushCount)
    {
        if (elements == 0)
            return pointer;
        var moved = il.DeclareLocal(typeof(nint));
        il.Emit(OpCodes.Ldloc, pointer);
        PushProduct(elements, pushCount);
        il.Emit(OpCodes.Stloc, moved);
        return moved;
    }

    private void PushProduct(long elements, Action<ILGenerator> pushCount)
    {
        pushCount(il);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ldc_I8, elements * size);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Add);
    }

    private LocalBuilder MovedNumber(LocalBuilder number, long step, Action<ILGenerator> pushCount)
    {
        if (step == 0)
            return number;
        var moved = il.DeclareLocal(typeof(long));
        il.Emit(OpCodes.Ldloc, number);
        pushCount(il);
        il.Emit(OpCodes.Conv_I8);
        il.Emit(OpCodes.Ldc_I8, step);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, moved);
        return moved;
    }

    private void AdvanceNumber(LocalBuilder? number, long step, LocalBuilder? count)
    {
        if (number is null || step == 0)
            return;
        il.Emit(OpCodes.Ldloc, number);
        il.Emit(OpCodes.Ldc_I8, step);
        if (count is not null)
        {
            il.Emit(OpCodes.Ldloc, count);
            il.Emit(OpCodes.Conv_I8);
            il.Emit(OpCodes.Mul);
        }

        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, number);
    }

    private LocalBuilder Running(LocalBuilder pointer, long stride)
    {
        if (stride == 0)
            return pointer;
        var running = il.DeclareLocal(pointer.LocalType);
        il.Emit(OpCodes.Ldloc, pointer);
        il.Emit(OpCodes.Stloc, running);
        return running;
    }

    private void Advance(LocalBuilder pointer, long stride)
    {
        if (stride == 0)
            return;
        il.Emit(OpCodes.Ldloc, pointer);
        PushOffset(stride);
        il.Emit(OpCodes.Stloc, pointer);
    }

    private void Advance(LocalBuilder pointer, long stride, LocalBuilder count)
    {
        if (stride == 0)
            return;
        il.Emit(OpCodes.Ldloc, pointer);
        PushProduct(stride, generator => generator.Emit(OpCodes.Ldloc, count));
        il.Emit(OpCodes.Stloc, pointer);
    }
}
