using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;

namespace Dsl.Repl;

/// <summary>What is wrong with a script, and its program when nothing hinders it from running.</summary>
internal sealed record CheckedScript(ImmutableArray<Diagnostic> Diagnostics, ScriptProgram? Program);
