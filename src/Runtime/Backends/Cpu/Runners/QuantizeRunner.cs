using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.Cpu.Runners;

/// <summary>Rounds a matrix to 8-bit whole numbers of its columns' scales.</summary>
internal sealed unsafe class QuantizeRunner(QuantizeKernel kernel)
{
    private const float Most = 127;

    private readonly int weights = kernel.Operands.IndexOf(kernel.Weights);
    private readonly int scales = kernel.Operands.IndexOf(kernel.Scales);
    private readonly int output = kernel.Operands.IndexOf(kernel.Output);
    private readonly long rows = kernel.Weights.Shape[0];
    private readonly long columns = kernel.Weights.Shape[1];

    public void Run(nint* operands, FaultCell* fault, long first, long limit)
    {
        var source = (float*)operands[weights];
        var scale = (float*)operands[scales];
        var target = (sbyte*)operands[output];
        for (var i = 0L; i < rows; i++)
        {
            for (var j = 0L; j < columns; j++)
            {
                var place = (i * columns) + j;
                target[place] = (sbyte)Math.Clamp(MathF.Round(source[place] / scale[j]), -Most, Most);
            }
        }
    }
}
