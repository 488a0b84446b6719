using Dsl.Language.Operators;
using Dsl.Runtime.Export;

namespace Dsl.Runtime.Tests.Export;

/// <summary>No operator is forgotten when a model is written for other programs.</summary>
public class OnnxRuleTests
{
    [Fact]
    public void Every_operator_that_computes_has_a_rule()
    {
        var readFromOutside = OperatorCatalog.All.Where(static o =>
            o == SourceOperators.Input || o == SourceOperators.Variable || o == SourceOperators.Constant || o == SourceOperators.Size || o == SourceOperators.Scan || o == SourceOperators.ScanResult || o.IsRandom);
        Assert.Equal(
            OperatorCatalog.All.Except(readFromOutside).Select(static o => o.Name).Order(StringComparer.Ordinal),
            OnnxRules.All.Select(static rule => rule.Operator.Name).Order(StringComparer.Ordinal));
    }
}
