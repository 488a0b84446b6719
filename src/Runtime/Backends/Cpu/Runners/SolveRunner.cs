using Dsl.Language.Types;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Solves linear systems in double precision, whatever the element type.</summary>
internal sealed unsafe class SolveRunner
{
    private readonly int matrix;
    private readonly int rightHandSide;
    private readonly int output;
    private readonly int n;
    private readonly int columns;
    private readonly long systems;
    private readonly ElementType element;
    private readonly double[] matrixValues;
    private readonly double[] values;

    public SolveRunner(SolveKernel kernel)
    {
        var order = kernel.Operands;
        (matrix, rightHandSide, output) = (order.IndexOf(kernel.Matrix), order.IndexOf(kernel.RightHandSide), order.IndexOf(kernel.Output));
        n = kernel.Matrix.Shape[^1];
        columns = kernel.Output.Shape[^1];
        systems = n == 0 ? 0 : kernel.Matrix.ElementCount / ((long)n * n);
        element = kernel.Output.Element;
        matrixValues = new double[checked(n * n)];
        values = new double[checked(n * columns)];
    }

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        for (var system = 0L; system < systems; system++)
        {
            for (var i = 0; i < matrixValues.Length; i++)
                matrixValues[i] = ElementAccess.Read(operands[matrix], (system * matrixValues.Length) + i, element);
            for (var i = 0; i < values.Length; i++)
                values[i] = ElementAccess.Read(operands[rightHandSide], (system * values.Length) + i, element);
            if (!LinearSolver.Solve(matrixValues, values, n, columns))
            {
                fault->Kind = FaultKind.SingularSystem;
                fault->Site = 0;
                return;
            }

            for (var i = 0; i < values.Length; i++)
                ElementAccess.Write(operands[output], (system * values.Length) + i, element, values[i]);
        }
    }
}
