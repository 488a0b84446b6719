using System.Collections.Immutable;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling;

/// <summary>
/// Computes cheap values once more where they are read again long after they were made, as a gradient reads activations: what they are made of is read there anyway, or is
/// itself computed again. Less memory lies between the two readings then, so that more of the rest stays in caches, and what is read the second time has just been stored.
/// </summary>
internal sealed class Rematerialization
{
    private const long SmallestBytes = 128 * 1024;
    private const double LargestWorkPerByte = 0.1;

    // As much as this, stored in between, drives a value out of the caches that a processor has for itself, and out of a part of those that it shares.
    private const long FarBytes = 4 * 1024 * 1024;

    private readonly List<Kernel> kernels;
    private readonly Func<TensorBuffer, bool> mayRepeat;
    private readonly Func<TensorBuffer, object> storageOf;
    private readonly Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer;
    private readonly long[] bytesBefore;
    private readonly Dictionary<TensorBuffer, List<int>> readers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, int> writers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, int> changes = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, (TensorBuffer Copy, int Place)> copies = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<TensorBuffer, TensorBuffer> predecessors = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<int, List<ElementKernel>> insertions = [];

    private Rematerialization(
        List<Kernel> kernels, Func<TensorBuffer, bool> mayRepeat, Func<TensorBuffer, object> storageOf, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        (this.kernels, this.mayRepeat, this.storageOf, this.addBuffer) = (kernels, mayRepeat, storageOf, addBuffer);
        bytesBefore = new long[kernels.Count + 1];
        for (var place = 0; place < kernels.Count; place++)
        {
            bytesBefore[place + 1] = bytesBefore[place] + kernels[place].Writes.Sum(static buffer => buffer.ByteCount);
            foreach (var buffer in kernels[place].Reads)
            {
                if (!readers.TryGetValue(buffer, out var list))
                    readers.Add(buffer, list = []);
                list.Add(place);
            }

            foreach (var buffer in kernels[place].Writes)
            {
                writers.TryAdd(buffer, place);
                changes.TryAdd(storageOf(buffer), place);
            }
        }
    }

    /// <summary>Changes kernels, which are in an order in which they could run.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="mayRepeat">Whether a buffer is a temporary that may be computed more than once.</param>
    /// <param name="storageOf">What a buffer's memory is known by.</param>
    /// <param name="addBuffer">Makes a temporary from its name, element type and shape.</param>
    /// <returns>For each new buffer one that should be written before it, although it does not depend on it: too early, it would be as far from its readers as the old one.</returns>
    public static IReadOnlyDictionary<TensorBuffer, TensorBuffer> Apply(
        List<Kernel> kernels, Func<TensorBuffer, bool> mayRepeat, Func<TensorBuffer, object> storageOf, Func<string, ElementType, ImmutableArray<int>, TensorBuffer> addBuffer)
    {
        var values = new Rematerialization(kernels, mayRepeat, storageOf, addBuffer);
        for (var place = 0; place < kernels.Count; place++)
            values.Consider(place);
        if (values.copies.Count > 0)
            values.Rebuild();
        return values.predecessors;
    }

    private void Consider(int place)
    {
        if (kernels[place] is not ElementKernel { Sites.IsEmpty: true } writer || !readers.TryGetValue(writer.Output, out var reading) || !IsCheap(writer))
            return;
        var (early, late) = (place, -1);
        foreach (var reader in reading)
        {
            if (IsFar(early, reader))
            {
                late = reader;
                break;
            }

            early = reader;
        }

        if (late < 0 || PlaceOf(writer, early, late) is not { } where || !reading.TrueForAll(reader => reader < where || MayRead(kernels[reader])))
            return;
        var copy = addBuffer($"{writer.Output.Name}.again", writer.Output.Element, writer.Output.Shape);
        copies.Add(writer.Output, (copy, where));
        var before = where < late ? kernels[where - 1].Writes : kernels[late].Reads;
        predecessors.Add(copy, before.MaxBy(buffer => writers.TryGetValue(buffer, out var made) ? TimeOf(made) : -1)!);
        if (!insertions.TryGetValue(where, out var inserted))
            insertions.Add(where, inserted = []);
        inserted.Add(writer);
    }

    /// <summary>When a kernel runs, by what was stored until then: weight gradients come last in the list, and run as soon as all that they read is there.</summary>
    private long TimeOf(int place)
    {
        var last = kernels[place].Reads.Select(buffer => writers.GetValueOrDefault(buffer, -1)).DefaultIfEmpty(-1).Max();
        return bytesBefore[last < 0 ? place : last + 1];
    }

    private bool IsFar(int early, int late) => TimeOf(late) - TimeOf(early) >= FarBytes;

    private bool IsCheap(ElementKernel kernel)
    {
        if (kernel.Output.ByteCount < SmallestBytes || !mayRepeat(kernel.Output) || KernelWork.Of(kernel) > kernel.Output.ByteCount * LargestWorkPerByte)
            return false;
        var hasLoop = false;
        ExpressionWalker.Visit(kernel.Body, part => hasLoop |= part is ReduceScalar, null);
        return !hasLoop;
    }

    private static bool MayRead(Kernel kernel) => kernel is ElementKernel { Sites.IsEmpty: true } or ContractionKernel or PackKernel;

    /// <summary>Before which kernel a value is computed again; null where that would keep something else for longer, or where what it is made of is no longer there.</summary>
    private int? PlaceOf(ElementKernel writer, int early, int late)
    {
        var place = -1;
        foreach (var input in writer.Reads.Where(input => input.ByteCount * 2 > writer.Output.ByteCount))
        {
            var next = copies.TryGetValue(input, out var copy) ? copy.Place : PlaceBeside(input, early, late);
            if (next < 0 || next > late)
                return null;
            place = Math.Max(place, next);
        }

        return place >= 0 && writer.Reads.All(input => writers.ContainsKey(input) || !changes.TryGetValue(storageOf(input), out var change) || change >= place) ? place : null;
    }

    /// <summary>The first late reader, where something soon after it reads the input too, else the place behind the last reader of the input that is late and comes before; -1 where there is none.</summary>
    private int PlaceBeside(TensorBuffer input, int early, int late)
    {
        if (readers[input].Exists(reader => reader >= late && bytesBefore[reader] - bytesBefore[late] < FarBytes))
            return late;
        var beside = readers[input].FindLastIndex(reader => reader < late && IsFar(early, reader));
        return beside < 0 ? -1 : readers[input][beside] + 1;
    }

    private void Rebuild()
    {
        var made = new Dictionary<TensorBuffer, TensorBuffer>(ReferenceEqualityComparer.Instance);
        var result = new List<Kernel>();
        for (var place = 0; place < kernels.Count; place++)
        {
            foreach (var writer in insertions.GetValueOrDefault(place) ?? [])
            {
                made.Add(writer.Output, copies[writer.Output].Copy);
                result.Add(BufferSubstitution.Apply(writer, made)!);
            }

            result.Add(kernels[place].Reads.Any(made.ContainsKey) ? BufferSubstitution.Apply(kernels[place], made)! : kernels[place]);
        }

        kernels.Clear();
        kernels.AddRange(result);
    }
}
