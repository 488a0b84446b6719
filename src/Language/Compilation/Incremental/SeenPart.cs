using Dsl.Language.Binding;
using Dsl.Language.Binding.Values;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation.Incremental;

/// <summary>What was seen at a place.</summary>
/// <param name="Place">The statement in which it lies.</param>
/// <param name="Span">Where, from the start of the statement.</param>
/// <param name="Value">The value, or null.</param>
/// <param name="Gradient">What was differentiated, or null.</param>
/// <param name="Trained">How a training keeps it, or null.</param>
internal readonly record struct SeenPart(CheckedStatement Place, TextSpan Span, Value? Value, RecordedGradient? Gradient, TrainedType? Trained);
