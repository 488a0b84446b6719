using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Runtime.Scripts;

/// <summary>Draws a value in the way that its shape suggests.</summary>
/// <param name="Location">The expression.</param>
/// <param name="Value">What to draw.</param>
/// <param name="Weights">The weights that are drawn where the value is a model.</param>
internal sealed record DrawValueAction(SourceLocation Location, ProgramValue Value, ImmutableArray<Variable> Weights) : ScriptAction(Location);
