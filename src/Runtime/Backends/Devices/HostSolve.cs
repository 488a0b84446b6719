using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>Solves systems of equations on the host: small, rare, and a chain of dependent steps.</summary>
internal sealed unsafe class HostSolve(SolveKernel kernel, nint fault, int number) : IDeviceStep
{
    public bool IsRecordable => false;

    public void Run(DeviceMachine machine)
    {
        using var matrix = Fetch(machine, kernel.Matrix);
        using var right = Fetch(machine, kernel.RightHandSide);
        var n = kernel.Matrix.Shape[^1];
        var columns = kernel.Output.Shape[^1];
        var systems = n == 0 ? 0 : (int)(matrix.ElementCount / ((long)n * n));
        var values = matrix.ToDoubles();
        var results = right.ToDoubles();
        for (var system = 0; system < systems; system++)
        {
            var work = values.AsSpan(system * n * n, n * n).ToArray();
            if (LinearSolver.Solve(work, results.AsSpan(system * n * columns, n * columns), n, columns))
                continue;
            var cell = stackalloc int[7] { 2, number, 0, 0, 0, 0, 0 };
            machine.Context.Write(fault, 0, (nint)cell, 7 * sizeof(int));
            break;
        }

        using var output = Tensor.FromDoubles(kernel.Output.Element, kernel.Output.Shape, results);
        var place = machine.PlaceOf(kernel.Output);
        machine.Context.Write(place.Memory, place.Offset, output.Address, output.ByteCount);
    }

    public void Dispose()
    {
    }

    private static Tensor Fetch(DeviceMachine machine, Language.Lowering.TensorBuffer buffer)
    {
        var tensor = new Tensor(buffer.Element, buffer.Shape);
        var place = machine.PlaceOf(buffer);
        machine.Context.Read(place.Memory, place.Offset, tensor.Address, tensor.ByteCount);
        return tensor;
    }
}
