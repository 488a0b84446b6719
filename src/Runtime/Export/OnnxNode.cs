using System.Collections.Immutable;

namespace Dsl.Runtime.Export;

/// <summary>One operation of an ONNX graph; inputs and outputs are names of values, and an input that is left out is an empty name.</summary>
internal sealed record OnnxNode(string Name, string Operator, ImmutableArray<string> Inputs, ImmutableArray<string> Outputs, ImmutableArray<OnnxAttribute> Attributes);
