using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Backends.Cpu.Elements;

namespace Dsl.Runtime.Tests.Backends.Cpu;

/// <summary>What costs something is computed once where bodies have it twice; what a sum may take in one rounding, and what has branches of its own, stays as it is.</summary>
public sealed class EqualPartsTests
{
    private static readonly TensorBuffer X = new("x", ElementType.Float32, [8, 16]);
    private static readonly LoopVariable Row = new("i", 8);
    private static readonly LoopVariable Column = new("j", 16);

    [Fact]
    public void Functions_of_equal_operands_are_one_object_in_all_bodies()
    {
        var bodies = EqualParts.Of([Erf(Scaled(Load(Row))), new BinaryScalar(ScalarOperation.Multiply, Load(Row), Erf(Scaled(Load(Row))), ElementType.Float32)]);
        var product = Assert.IsType<BinaryScalar>(bodies[1]);
        Assert.Same(bodies[0], product.Right);
        var scaled = (BinaryScalar)((UnaryScalar)bodies[0]).Operand;
        Assert.Same(scaled.Right, product.Left);
    }

    [Fact]
    public void Products_stay_apart()
    {
        var bodies = EqualParts.Of([Scaled(Load(Row)), Scaled(Load(Row))]);
        Assert.NotSame(bodies[0], bodies[1]);
        Assert.Same(((BinaryScalar)bodies[0]).Right, ((BinaryScalar)bodies[1]).Right);
    }

    [Fact]
    public void Other_elements_operations_and_literals_are_not_equal()
    {
        var other = new LoopVariable("k", 8);
        var bodies = EqualParts.Of([Erf(Load(Row)), Erf(Load(other)), new UnaryScalar(ScalarOperation.Tanh, Load(Row), ElementType.Float32), Erf(Scaled(Load(Row))), Erf(Scaled(Load(Row), 2))]);
        Assert.Equal(bodies.Length, bodies.Distinct(ReferenceEqualityComparer.Instance).Count());
    }

    [Fact]
    public void What_has_branches_stays_as_it_is()
    {
        GuardedScalar Guarded() => new([new IndexGuard(Row, 1, 8)], Erf(Load(Row)), new ConstantScalar(0, ElementType.Float32));
        ScalarExpression[] guarded = [Guarded(), Guarded(), Erf(Load(Row))];
        var bodies = EqualParts.Of(guarded);
        Assert.Same(guarded[0], bodies[0]);
        Assert.Same(guarded[1], bodies[1]);
    }

    private static LoadScalar Load(LoopVariable row) => new(X, [row, Column]);

    private static BinaryScalar Scaled(ScalarExpression value, double factor = 0.5) => new(ScalarOperation.Multiply, new ConstantScalar(factor, ElementType.Float32), value, ElementType.Float32);

    private static UnaryScalar Erf(ScalarExpression value) => new(ScalarOperation.Erf, value, ElementType.Float32);
}
