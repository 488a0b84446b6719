using Dsl.Language.Services.Analysis;
using Dsl.Language.Services.Completion;
using Dsl.Language.Tests.Data;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Completion;

/// <summary>Asks for completions at a cursor, with a few files beside the script.</summary>
internal static class CompletionPlaces
{
    public static MemoryFileSource Files { get; } = new MemoryFileSource()
        .Add("iris.csv", "sepal_length,petal_length,species\n5.1,1.4,setosa\n7.0,4.7,versicolor\n6.3,6.0,virginica\n")
        .Add("tinyshakespeare.txt", string.Concat(Enumerable.Repeat("First Citizen:\nBefore we proceed any further, hear me speak.\n\n", 40)))
        .Add("names.txt", "emma\nolivia\nava\n")
        .Add("blocks.nn", "## A block.\nmodel Block(width: int) (x: [B, width]) -> [B, width] = x |> dense(width)\nfn half(x) = x / 2\n")
        .Add("net.safetensors", "")
        .Add("data/more.csv", "a,b\n1,2\n");

    public static CompletionList At(string marked)
    {
        var text = MarkedText.Parse(marked);
        return CompletionService.At(ScriptAnalysis.Of(text.Source, Files), text.Position);
    }

    public static CompletionList At(SourceText source, int position) => CompletionService.At(ScriptAnalysis.Of(source, Files), position);

    public static List<string> Labels(string marked) => [.. At(marked).Items.Select(static item => item.Label)];
}
