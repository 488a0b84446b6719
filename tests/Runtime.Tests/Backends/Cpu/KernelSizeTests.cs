using System.Reflection.Emit;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu;
using Dsl.Runtime.Backends.Cpu.Elements;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>Kernels stay small enough for the just-in-time compiler to optimize them, however long their bodies are.</summary>
public sealed class KernelSizeTests
{
    private const int MostLocals = 500;
    private const int MostBytes = 60_000;

    [Theory]
    [InlineData(4)]
    [InlineData(30)]
    [InlineData(120)]
    public void Long_bodies_have_few_locals_and_little_code(int terms)
    {
        var (x, y) = (TestKernel.Buffer("x", ElementType.Float32, 4096), TestKernel.Buffer("y", ElementType.Float32, 4096));
        var i = new LoopVariable("i", 4096);
        ScalarExpression body = new LoadScalar(x, [i]);
        for (var term = 0; term < terms; term++)
        {
            var scaled = new BinaryScalar(ScalarOperation.Multiply, body, new ConstantScalar(1 + (term * 0.01), ElementType.Float32), ElementType.Float32);
            body = new BinaryScalar(ScalarOperation.Add, new UnaryScalar(term % 5 == 0 ? ScalarOperation.Tanh : ScalarOperation.Abs, scaled, ElementType.Float32), body, ElementType.Float32);
        }

        var method = new DynamicMethod("size", typeof(void), [typeof(object), typeof(nint).MakePointerType(), typeof(FaultCell).MakePointerType(), typeof(long), typeof(long)], typeof(KernelSizeTests).Module, true);
        var il = method.GetILGenerator();
        var locals = ElementKernelEmitter.Emit(il, TestKernel.Store(y, body, i), KernelRange.Whole);
        Assert.InRange(locals, 4, MostLocals);
        Assert.InRange(il.ILOffset, 100, MostBytes);
    }
}
