using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Dsl.Benchmarks.Measuring;

/// <summary>Data of the same shape where the real files are not at hand: the time does not depend on what the numbers are.</summary>
internal static class StandInData
{
    private const int Images = 60_000;
    private const int TestImages = 10_000;
    private const int Pixels = 784;
    private const int Characters = 1_115_394;
    private const int Vocabulary = 65;

    /// <summary>The folders to look in, with one of stand-ins at the end when something is missing.</summary>
    /// <param name="folders">The folders given.</param>
    /// <param name="missing">Which files stand-ins were made for.</param>
    public static string Complete(string folders, out IReadOnlyList<string> missing)
    {
        var places = folders.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var standIns = Path.Combine(Path.GetTempPath(), "nn-benchmark-data");
        var made = new List<string>();
        foreach (var (name, write) in Files())
        {
            if (places.Any(place => File.Exists(Path.Combine(place, name))))
                continue;
            made.Add(name);
            Directory.CreateDirectory(standIns);
            var path = Path.Combine(standIns, name);
            if (!File.Exists(path))
                write(path);
        }

        missing = made;
        return made.Count == 0 ? folders : string.Join(Path.PathSeparator, [.. places, standIns]);
    }

    private static IEnumerable<(string Name, Action<string> Write)> Files() =>
    [
        ("iris.csv", WriteFlowers),
        ("tinyshakespeare.txt", WriteText),
        ("train-images-idx3-ubyte.gz", static path => WriteIndexed(path, [Images, 28, 28], Images * Pixels, 256)),
        ("train-labels-idx1-ubyte.gz", static path => WriteIndexed(path, [Images], Images, 10)),
        ("t10k-images-idx3-ubyte.gz", static path => WriteIndexed(path, [TestImages, 28, 28], TestImages * Pixels, 256)),
        ("t10k-labels-idx1-ubyte.gz", static path => WriteIndexed(path, [TestImages], TestImages, 10)),
    ];

    private static void WriteFlowers(string path)
    {
        var random = new Random(1);
        var text = new StringBuilder("sepal_length,sepal_width,petal_length,petal_width,species\n");
        for (var i = 0; i < 150; i++)
        {
            for (var j = 0; j < 4; j++)
                text.Append(CultureInfo.InvariantCulture, $"{1 + (i / 50) + (3 * random.NextDouble()):0.0},");
            text.Append(CultureInfo.InvariantCulture, $"species{i / 50}\n");
        }

        File.WriteAllText(path, text.ToString());
    }

    private static void WriteText(string path)
    {
        var random = new Random(2);
        var text = new byte[Characters];
        for (var i = 0; i < text.Length; i++)
            text[i] = (byte)(' ' + (i < Vocabulary ? i : random.Next(Vocabulary)));
        File.WriteAllBytes(path, text);
    }

    private static void WriteIndexed(string path, int[] sizes, int count, int limit)
    {
        var random = new Random(3);
        var bytes = new byte[4 + (4 * sizes.Length) + count];
        bytes[2] = 8;
        bytes[3] = (byte)sizes.Length;
        for (var i = 0; i < sizes.Length; i++)
            BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + (4 * i)), sizes[i]);
        for (var i = bytes.Length - count; i < bytes.Length; i++)
            bytes[i] = (byte)random.Next(limit);
        using var file = new GZipStream(File.Create(path), CompressionLevel.Fastest);
        file.Write(bytes);
    }
}
