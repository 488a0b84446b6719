using Dsl.Language.Binding;
using Dsl.Language.Syntax;
using Dsl.Language.Text;

namespace Dsl.Repl;

/// <summary>From the bytes of a script to a checked program.</summary>
internal static class ScriptChecker
{
    public static CheckedScript Check(string path, byte[] bytes, IFileSource files)
    {
        var tree = SyntaxTree.ParseBytes(path, bytes);
        if (tree.Diagnostics.Any(static d => d.IsError))
            return new CheckedScript(tree.Diagnostics, null);
        var (program, diagnostics) = Elaborator.Elaborate(tree.Root, files);
        return new CheckedScript([.. tree.Diagnostics, .. diagnostics], program);
    }
}
