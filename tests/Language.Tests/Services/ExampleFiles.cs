using System.Text;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services;

/// <summary>Stands for the data that the examples read: small tables and texts, and the headers of the MNIST files, whose pictures nobody asks for.</summary>
internal sealed class ExampleFiles : IFileSource
{
    private readonly Dictionary<string, (byte[] Start, long Length)> files = [];

    public ExampleFiles()
    {
        var rows = string.Concat(Enumerable.Range(0, 150).Select(static i => $"{i % 8}.5,1.5,2.5,0.5,{new[] { "setosa", "versicolor", "virginica" }[i % 3]}\n"));
        Add("iris.csv", Encoding.UTF8.GetBytes("sepal_length,sepal_width,petal_length,petal_width,species\n" + rows));
        Add("tinyshakespeare.txt", Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("First Citizen:\nBefore we proceed any further, hear me speak.\n\n", 200))));
        AddIdx("train-images-idx3-ubyte", 60000, 28, 28);
        AddIdx("train-labels-idx1-ubyte", 60000);
        AddIdx("t10k-images-idx3-ubyte", 10000, 28, 28);
        AddIdx("t10k-labels-idx1-ubyte", 10000);
        foreach (var path in Directory.EnumerateFiles(Path.Combine(ExampleScripts.Folder, "data")))
            Add("data/" + Path.GetFileName(path), File.ReadAllBytes(path));
    }

    public FileLookup Find(string name, string besidePath) =>
        files.TryGetValue(name, out var file) ? new FileLookup("/data/" + name, file.Length, ["/data/" + name]) : new FileLookup(null, 0, ["/data/" + name]);

    public byte[]? ReadPrefix(string fullPath, int maximumBytes)
    {
        var (start, length) = files[fullPath["/data/".Length..]];
        var bytes = new byte[(int)Math.Min(maximumBytes, length)];
        start.AsSpan(0, Math.Min(start.Length, bytes.Length)).CopyTo(bytes);
        return bytes;
    }

    private void Add(string name, byte[] content) => files.Add(name, (content, content.Length));

    private void AddIdx(string name, params int[] sizes)
    {
        var header = new byte[4 + (4 * sizes.Length)];
        (header[2], header[3]) = (8, (byte)sizes.Length);
        for (var i = 0; i < sizes.Length; i++)
            (header[4 + (4 * i) + 2], header[4 + (4 * i) + 3]) = ((byte)(sizes[i] >> 8), (byte)sizes[i]);
        files.Add(name, (header, header.Length + sizes.Aggregate(1L, static (product, size) => product * size)));
    }
}
