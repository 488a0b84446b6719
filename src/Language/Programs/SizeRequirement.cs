using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Programs;

/// <summary>A <c>require</c> about sizes that only the run knows.</summary>
/// <param name="Condition">What must hold.</param>
/// <param name="Message">What is said where it does not.</param>
/// <param name="Location">Where it is written.</param>
public sealed record SizeRequirement(SizeCondition Condition, string Message, SourceLocation Location);
