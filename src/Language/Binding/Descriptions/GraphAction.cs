using System.Collections.Immutable;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>Draws a network as lines of text.</summary>
/// <param name="Location">The call.</param>
/// <param name="Name">What is drawn, as the script says it.</param>
/// <param name="Model">The model; null for what leads to values.</param>
/// <param name="Values">The values; empty for a model.</param>
public sealed record GraphAction(SourceLocation Location, string Name, DescribedModel? Model, ImmutableArray<Node> Values) : ScriptAction(Location);
