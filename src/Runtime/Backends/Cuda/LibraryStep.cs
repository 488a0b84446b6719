using System.Diagnostics;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Backends.Cuda;

/// <summary>A product that the vendor's library may compute instead of a kernel of ours. Where the faster one is to be taken, both are measured when it first runs.</summary>
/// <param name="context">The device.</param>
/// <param name="products">The library.</param>
/// <param name="plan">The product as the library computes it.</param>
/// <param name="product">The product.</param>
/// <param name="slots">The buffers of the contraction's left and right operand and of its output.</param>
/// <param name="own">Our kernel.</param>
/// <param name="choices">Keeps what was chosen.</param>
/// <param name="choice">Whether the library computes it; null where that is to be measured.</param>
internal sealed class LibraryStep(
    CudaContext context, CublasLtProducts products, CublasLtPlan plan, LibraryProduct product, (int Left, int Right, int Output) slots, IDeviceStep own, LibraryChoices choices, bool? choice)
    : IDeviceStep
{
    private const int Runs = 5;

    // The library's results differ from ours by rounding; a small advantage is not worth numbers that depend on a measurement.
    private const double LeastAdvantage = 1.1;

    private bool? usesLibrary = choice;

    public bool IsRecordable => own.IsRecordable;

    public void Run(DeviceMachine machine)
    {
        var (firstSlot, secondSlot) = product.IsSwapped ? (slots.Left, slots.Right) : (slots.Right, slots.Left);
        var first = AddressOf(machine[firstSlot], product.First, product.Operands);
        var second = AddressOf(machine[secondSlot], product.Second, product.Operands);
        var output = AddressOf(machine[slots.Output], product.Output, product.Result);
        if (((first | second | output) & (CublasLtPlan.Alignment - 1)) != 0)
        {
            own.Run(machine);
            return;
        }

        usesLibrary ??= Measure(machine, first, second, output);
        if (usesLibrary.Value)
            Check(products.Enqueue(plan, first, second, output));
        else
            own.Run(machine);
    }

    public void Dispose()
    {
        plan.Dispose();
        own.Dispose();
    }

    private static ulong AddressOf(DevicePlace place, LibraryMatrix matrix, ElementType element) =>
        (ulong)(place.Memory + place.Offset + (matrix.Offset * (element == ElementType.Float32 ? sizeof(float) : sizeof(ushort))));

    private static void Check(int code)
    {
        if (code != 0)
            throw new DeviceException($"cublasLtMatmul failed with {code}: NN_CUBLAS=off does without cuBLASLt");
    }

    // A product that adds to its output would add again with every run, so it is not measured and takes our kernel.
    private bool Measure(DeviceMachine machine, ulong first, ulong second, ulong output)
    {
        var isFaster = false;
        if (!product.Accumulate)
        {
            var library = Seconds(() => Check(products.Enqueue(plan, first, second, output)));
            var ours = Seconds(() => own.Run(machine));
            isFaster = ours > library * LeastAdvantage;
        }

        choices.Keep(product, isFaster);
        return isFaster;
    }

    // The least of a few runs, each waited for; what is common to both does not matter.
    private double Seconds(Action run)
    {
        run();
        context.Finish();
        var least = double.MaxValue;
        for (var i = 0; i < Runs; i++)
        {
            var started = Stopwatch.GetTimestamp();
            run();
            run();
            context.Finish();
            least = Math.Min(least, Stopwatch.GetElapsedTime(started).TotalSeconds);
        }

        return least;
    }
}
