using Dsl.Language.Text;
using Dsl.Runtime.Execution;

namespace Dsl.Runtime.Scripts;

/// <summary>What one action will ask a backend to compile.</summary>
/// <param name="Location">The statement.</param>
/// <param name="Request">Null when that is not known yet.</param>
/// <param name="Problem">Why it is not known.</param>
public sealed record ProgramRequest(SourceLocation Location, CompileRequest? Request, string? Problem);
