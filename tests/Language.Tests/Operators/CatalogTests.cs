using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Tests.Operators;

/// <summary>What every operator's declaration has to say.</summary>
public sealed class CatalogTests
{
    [Fact]
    public void NamesAreUniqueAndFound()
    {
        Assert.Equal(OperatorCatalog.All.Length, OperatorCatalog.All.Select(static o => o.Name).Distinct().Count());
        Assert.All(OperatorCatalog.All, static o => Assert.Same(o, OperatorCatalog.Find(o.Name)));
        Assert.Null(OperatorCatalog.Find("nonsense"));
    }

    [Fact]
    public void TheCatalogueHasEveryFamily()
    {
        var names = OperatorCatalog.All.Select(static o => o.Name).ToHashSet();
        string[] expected =
        [
            "add", "subtract", "multiply", "divide", "power", "floor_divide", "modulo", "maximum", "minimum", "negate",
            "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "logical_and", "logical_or", "logical_not", "where", "is_nan",
            "exp", "log", "log1p", "expm1", "sqrt", "abs", "sign", "sin", "cos", "tanh", "sigmoid", "erf", "floor", "ceil", "round", "stop_gradient", "cast",
            "sum", "max", "min", "product", "argmax", "argmin", "any", "all", "cumulative_sum",
            "reshape", "broadcast", "transpose", "unsqueeze", "squeeze", "slice", "pad", "concatenate", "reverse", "window", "overlap_add",
            "select", "place", "write_at", "quantize_columns", "quantized_product", "gather", "scatter_add", "pick", "one_hot", "range", "argsort", "matmul", "contract", "solve", "random",
            "recomputed", "again", "label", "input", "variable", "constant", "size", "scan", "scan_result",
        ];
        Assert.Empty(expected.Except(names));
        Assert.Empty(names.Except(expected));
    }

    [Fact]
    public void CallableOperatorsAreDocumentedWithAnExample()
    {
        Assert.All(OperatorCatalog.All.Where(static o => o.IsCallable), static o =>
        {
            Assert.Matches("^[A-Z-0-9].*\\.$", o.Summary);
            Assert.Contains("print(", o.Example!, StringComparison.Ordinal);
            Assert.All(o.Parameters, static p => Assert.NotEmpty(p.Summary));
            Assert.Equal(o.Parameters.Length, o.Parameters.Select(static p => p.Name).Distinct().Count());
            Assert.True(o.Parameters.SkipWhile(static p => !p.IsOptional).All(static p => p.IsOptional), "optional parameters come last");
        });
    }

    [Fact]
    public void ExamplesPrintWhatTheirCommentsSay()
    {
        // Every printed line says what it prints; another test runs them.
        Assert.All(OperatorCatalog.All.Where(static o => o.Example is not null), static o =>
            Assert.All(o.Example!.Split('\n').Where(static line => line.StartsWith("print", StringComparison.Ordinal)),
                static line => Assert.Contains("   # ", line, StringComparison.Ordinal)));
    }

    [Fact]
    public void ReasonsAreGivenWhereThereIsNoGradient()
    {
        Assert.All(OperatorCatalog.All, static o => Assert.True(o.Gradient switch
        {
            ZeroAlmostEverywhereRule rule => rule.Reason.Length > 0,
            NotDifferentiableRule rule => rule.Reason.Length > 0,
            _ => true,
        }));
    }

    [Fact]
    public void ElementwiseOperatorsTakeOnlyTensorsExceptForConversions()
    {
        Assert.All(OperatorCatalog.All.Where(static o => o.IsElementwise && o != ConversionOperators.Cast), static o =>
            Assert.All(o.Parameters, static p => Assert.Equal(OperatorParameterKind.Tensor, p.Kind)));
    }

    [Fact]
    public void AttributesAreComparedByValue()
    {
        Assert.Equal(new ReductionAttributes([0, 1], true), new ReductionAttributes([0, 1], true));
        Assert.NotEqual(new ReductionAttributes([0, 1], true), new ReductionAttributes([0, 1], false));
        Assert.Equal(new PermutationAttributes([1, 0]).GetHashCode(), new PermutationAttributes(ImmutableArray.Create(1, 0)).GetHashCode());
        Assert.Equal(ContractionAttributes.MatrixProduct(3, 3), ContractionAttributes.MatrixProduct(3, 3));
        Assert.NotEqual(ContractionAttributes.MatrixProduct(3, 3), ContractionAttributes.MatrixProduct(2, 2));
        Assert.Equal(new ConstantAttributes([1, 2]), new ConstantAttributes([1, 2]));
    }
}
