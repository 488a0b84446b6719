using System.Collections.Immutable;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Language.Compilation;

/// <summary>A checked script: its tree, what is wrong with it, and, when nothing is, its program.</summary>
public sealed record CompiledScript(SourceText Source, SyntaxTree Tree, ImmutableArray<Diagnostic> Diagnostics, ScriptProgram? Program);
