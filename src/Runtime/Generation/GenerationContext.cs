using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;
using Dsl.Runtime.Training;

namespace Dsl.Runtime.Generation;

/// <summary>What generating needs of the run it belongs to.</summary>
/// <param name="Run">Backend, environment, output and the program's inputs.</param>
/// <param name="Find">The tokenizer that a reference to its encoder or decoder names.</param>
/// <param name="Report">A failure of a tokenizer as a diagnostic at a place of the script.</param>
public sealed record GenerationContext(TrainingContext Run, Func<DataReference, Tokenizer> Find, Func<DataFailure, SourceLocation, Diagnostic> Report);
