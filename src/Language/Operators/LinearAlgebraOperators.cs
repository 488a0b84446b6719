using Dsl.Language.Graph;
using Dsl.Language.Types;

namespace Dsl.Language.Operators;

/// <summary>Linear systems.</summary>
[OperatorFamily]
public static class LinearAlgebraOperators
{
    public static readonly Operator Solve = new()
    {
        Name = "solve",
        Summary = "Solves linear systems: finds x with A @ x = b for square matrices A; leading dimensions run along.",
        Formula = "x = A^-1 b, db = solve(A^T, dx), dA = -db x^T",
        Example = "A = [[2, 0], [0, 4]]\nb = [[2], [8]]\nprint(solve(A, b)[:, 0])   # [1, 2]",
        Parameters =
        [
            new("A", OperatorParameterKind.Tensor, "the matrices", Elements: OperandElements.Float),
            new("b", OperatorParameterKind.Tensor, "the right sides, one a column", Elements: OperandElements.Float),
        ],
        Infer = Infer,
        Gradient = new DifferentiableRule(static context =>
        {
            var builder = context.Builder;
            var right = builder.Create(Solve!, builder.SwapLastAxes(context.Input(0)), context.OutputGradient);
            return [builder.Negate(builder.MatrixProduct(right, builder.SwapLastAxes(context.Output))), right];
        }),
        Lowering = new KernelLowering(KernelKind.Solve),
        Precision = PrecisionRole.Wide,
        Cost = static context =>
        {
            var shape = context.Inputs[0].Shape;
            return shape.Rank == 0 ? Dimension.Zero : shape.ElementCount * shape[shape.Rank - 1].Size;
        },
    };

    private static InferenceResult Infer(InferenceContext context)
    {
        var failure = ShapeRules.CheckElement(context, 0, OperandElements.Float) ?? ShapeRules.CheckSameElement(context, 0, 1)
            ?? ShapeRules.CheckRank(context, 0, 2, "a matrix needs") ?? ShapeRules.CheckRank(context, 1, 2, "the right sides, one a column, need");
        if (failure is not null)
            return failure;
        var (matrix, right) = (context.Inputs[0].Shape, context.Inputs[1].Shape);
        var rank = matrix.Rank;
        if (context.Facts.AreEqual(matrix[rank - 2].Size, matrix[rank - 1].Size) != true)
        {
            return new ShapeFailure(ShapeErrors.NotSquare, $"{{0}} has {matrix[rank - 2]} rows and {matrix[rank - 1]} columns, but a system needs as many of both")
            {
                Axes = [(0, rank - 2), (0, rank - 1)],
                Conflict = (matrix[rank - 2].Size, matrix[rank - 1].Size),
            };
        }

        if (right.Rank != rank)
            return new ShapeFailure(ShapeErrors.WrongRank, $"{{0}} has shape {matrix} and {{1}} has shape {right}, but both need the same leading dimensions");
        for (var axis = 0; axis < rank - 1; axis++)
        {
            var reason = axis < rank - 2 ? "they run together" : "each row of the system has a right side";
            if (ShapeRules.CheckEqual(context, 0, axis, 1, axis, ShapeErrors.SizesDisagree, reason) is { } differs)
                return differs;
        }

        return context.Inputs[1];
    }
}
