using Dsl.Language.Text;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>One call of a function, an operator or a lambda while a model was described.</summary>
/// <param name="Callee">What is called, as it is written.</param>
/// <param name="Site">The call.</param>
/// <param name="FirstNode">The id of the first operation that it built.</param>
/// <param name="EndNode">The id after that of its last operation.</param>
/// <param name="LayersBefore">How many applications of layers had come to an end when it did.</param>
public sealed record FunctionApplication(string Callee, SourceLocation Site, int FirstNode, int EndNode, int LayersBefore);
