using System.Collections.Immutable;
using Dsl.Language.Binding;
using Dsl.Language.Compilation;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Repl;

/// <summary>From the bytes of a script to a checked program.</summary>
internal static class ScriptChecker
{
    /// <summary>Bytes that are no text are reported alone: what else is wrong follows from them.</summary>
    public static CompiledScript Check(string path, byte[] bytes, IFileSource files) => Check(path, bytes, files, [], out _);

    /// <summary>The same with other values for settings of the script; a problem with those is for whoever typed them.</summary>
    public static CompiledScript Check(string path, byte[] bytes, IFileSource files, ImmutableArray<KeyValuePair<string, string>> settings, out string? problem, bool describesModels = false, bool countsConfusions = false)
    {
        problem = null;
        var tree = SyntaxTree.ParseBytes(path, bytes);
        var invalid = tree.Diagnostics.Where(static d => d.Descriptor == SyntaxErrors.InvalidUtf8).ToArray();
        return invalid.Length > 0
            ? new CompiledScript(tree.Source, tree, [.. invalid], null, new RecordedValues(tree.Source))
            : ScriptCompiler.Compile(ScriptSettings.Apply(tree.Source, settings, out problem), new CompilationOptions(files) { DescribesModels = describesModels, CountsConfusions = countsConfusions });
    }
}
