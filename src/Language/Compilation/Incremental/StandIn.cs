using Dsl.Language.Binding.Values;
using Dsl.Language.Graph;
using Dsl.Language.Operators;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>What stands for the value of a statement that is not looked at again: enough for whoever looks through all names, and nothing that keeps an earlier check alive.</summary>
internal static class StandIn
{
    public static Value For(Value value) => value is TensorValue tensor
        ? new TensorValue(new GraphBuilder().CreateTyped(SourceOperators.Constant, [], OperatorAttributes.None, tensor.Type, null))
        : PoisonValue.Instance;
}
