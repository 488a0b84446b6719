using System.Text;

namespace Dsl.Architecture.Tests;

/// <summary>A page of the documentation that is made of the catalogues, so that nothing is missing from it.</summary>
internal static class IndexPage
{
    /// <summary>Compares a page with what it should be; with NN_UPDATE_FIXTURES=1 it is written anew.</summary>
    public static void AssertIs(string path, StringBuilder expected)
    {
        var text = expected.ToString();
        if (Environment.GetEnvironmentVariable("NN_UPDATE_FIXTURES") == "1")
            File.WriteAllText(Repository.FullPath(path), text);
        var written = File.Exists(Repository.FullPath(path)) ? Repository.Read(path).ReplaceLineEndings("\n") : "";
        Assert.True(text == written, $"{path} is not what the catalogues say; NN_UPDATE_FIXTURES=1 writes it anew");
    }
}
