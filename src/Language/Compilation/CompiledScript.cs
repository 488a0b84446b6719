using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Programs;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Compilation;

/// <summary>A checked script: its tree, what is wrong with it, and, when nothing is, its program.</summary>
/// <param name="Values">What every expression and bound name of the script was last seen to be.</param>
public sealed record CompiledScript(
    SourceText Source, SyntaxTree Tree, ImmutableArray<Diagnostic> Diagnostics, ScriptProgram? Program, RecordedValues Values)
{
    /// <summary>The type of every tensor expression and bound name of the script, by its place.</summary>
    public IReadOnlyDictionary<TextSpan, TensorType> Types => Values.Types;

    /// <summary>The models that the script binds to names, where the compilation was asked for them and nothing is wrong.</summary>
    public ImmutableArray<DescribedModel> Models { get; init; } = [];

    /// <summary>The tensors that the script's names stand for at its end, where the compilation was asked for models and nothing is wrong.</summary>
    public ImmutableArray<NamedTensor> Tensors { get; init; } = [];
}
