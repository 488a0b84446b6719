using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>Prints what a model has and computes, layer by layer; only its weights where its inputs are not known.</summary>
public sealed record SummaryAction(SourceLocation Location, DescribedModel Model) : ScriptAction(Location);
