using System.Collections.Immutable;
using Dsl.DeviceChecks.Graphs;
using Dsl.Runtime.Backends.CStyle;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;

namespace Dsl.DeviceChecks.Running;

/// <summary>Contractions whose every bit is known. They are about how devices compute products: other backends have nothing to do.</summary>
/// <param name="Cases">Which.</param>
/// <param name="Render">A case's text, by its position and the limits of the device; null where the device is too small for it.</param>
internal sealed record ProductCheck(string Suite, string Name, ImmutableArray<ProductCase> Cases, Func<ProductCase, int, DeviceLimits, KernelSource?> Render)
    : DeviceCheck(Suite, Name)
{
    private const int FaultBytes = 7 * sizeof(int);

    /// <summary>Whether the texts are wrong on purpose, so that each must give other numbers.</summary>
    public bool IsWrong { get; init; }

    public override int Run(IBackend backend, CheckExtent extent)
    {
        if (backend is not DeviceBackend device)
            return 0;
        var limits = device.Device.Limits;
        var fitting = Cases
            .Select((@case, position) => (Case: @case, Source: @case.Elements <= extent.Most && (position % extent.Every == 0 || Cases.Length <= extent.Every || IsWrong) ? Render(@case, position, limits) : null))
            .Where(static item => item.Source is not null)
            .ToArray();
        device.Context.Modules.Require(fitting.Select(static item => item.Source!));
        foreach (var (@case, source) in fitting)
        {
            var complaint = Complaint(@case, source!, device.Context);
            if (IsWrong != complaint is not null)
                throw new CheckFailedException(complaint ?? $"{@case}: what is wrong with its text does not show");
        }

        return fitting.Length;
    }

    // What is wrong with its numbers.
    private static string? Complaint(ProductCase @case, KernelSource source, DeviceContext context)
    {
        var kernel = @case.Kernel;
        using var left = ProductCase.Values(kernel.Left, 1);
        using var right = ProductCase.Values(kernel.Right, 2);
        using var output = ProductCase.Values(kernel.Output, 5);
        var expected = @case.Expected(left.ToDoubles(), right.ToDoubles(), output.ToDoubles());
        var fault = context.Allocate(FaultBytes);
        using var function = context.CreateFunction(source, kernel.Operands.Length, 0, fault);
        var memory = kernel.Operands.Select(buffer => Place(buffer == kernel.Output.Buffer ? output : buffer == kernel.Left.Buffer ? left : right, context)).ToArray();
        for (var i = 0; i < memory.Length; i++)
            function.Place(i, new DevicePlace(memory[i], 0));
        function.Enqueue();
        context.Read(memory[kernel.Operands.IndexOf(kernel.Output.Buffer)], 0, output.Address, output.ByteCount);
        foreach (var place in memory)
            context.Free(place);
        context.Free(fault);
        try
        {
            Closeness.Verify(expected, output.ToDoubles(), 0, @case.ToString());
            return null;
        }
        catch (CheckFailedException failure)
        {
            return failure.Message;
        }
    }

    private static nint Place(Tensor tensor, DeviceContext context)
    {
        var memory = context.Allocate(tensor.ByteCount);
        context.Write(memory, 0, tensor.Address, tensor.ByteCount);
        return memory;
    }
}
