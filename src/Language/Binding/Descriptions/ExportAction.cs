using Dsl.Language.Programs;
using Dsl.Language.Text;

namespace Dsl.Language.Binding.Descriptions;

/// <summary>Writes a model with the weights that it has then for other programs.</summary>
/// <param name="Location">The call.</param>
/// <param name="Path">The file: text.</param>
/// <param name="Model">The model; it has outputs.</param>
public sealed record ExportAction(SourceLocation Location, ProgramValue Path, DescribedModel Model) : ScriptAction(Location);
