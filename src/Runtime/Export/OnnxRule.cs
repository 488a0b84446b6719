using Dsl.Language.Graph;

namespace Dsl.Runtime.Export;

/// <summary>How one operator of the language is written in operators of ONNX.</summary>
/// <param name="Operator">The operator.</param>
/// <param name="Write">Adds operations to the graph and gives the name of the result.</param>
internal sealed record OnnxRule(Operator Operator, Func<OnnxRuleContext, string> Write)
{
    /// <summary>An operator that ONNX has under another name, with the same inputs.</summary>
    public static OnnxRule Same(Operator @operator, string operation) => new(@operator, context => context.Add(operation, context.Inputs));

    /// <summary>An operator that changes nothing that ONNX knows of.</summary>
    public static OnnxRule Nothing(Operator @operator) => new(@operator, static context => context.Inputs[0]);

    /// <summary>An operator that ONNX has no form of.</summary>
    public static OnnxRule Refused(Operator @operator, string reason) => new(@operator, context => context.Builder.Refuse(reason));
}
