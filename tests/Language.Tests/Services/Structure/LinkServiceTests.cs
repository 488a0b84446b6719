using Dsl.Language.Services.Structure;
using Dsl.Language.Tests.Data;
using Dsl.Language.Tests.Syntax;

namespace Dsl.Language.Tests.Services.Structure;

public class LinkServiceTests
{
    [Fact]
    public void NamesOfFilesThatAreThereAreLinks()
    {
        var files = new MemoryFileSource().Add("blocks.nn", "").Add("iris.csv", "a,b\n1,2\n").Add("net.safetensors", "");
        var tree = TreeText.Parse("""
            import "blocks.nn" as blocks
            import "nowhere.nn"
            iris = csv("iris.csv", target: "iris.csv")
            other = csv(path: "iris.csv")
            load("net.safetensors", net)
            save("net.safetensors", net)
            print("iris.csv")
            """);
        var links = LinkService.Of(tree, files);
        Assert.Equal(
            ["blocks.nn /memory/blocks.nn", "iris.csv /memory/iris.csv", "iris.csv /memory/iris.csv", "net.safetensors /memory/net.safetensors"],
            links.Select(l => $"{tree.Source.Slice(l.Span)} {l.FullPath}"));
    }
}
