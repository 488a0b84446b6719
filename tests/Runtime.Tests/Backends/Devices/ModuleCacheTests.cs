using Dsl.Runtime.Backends.Devices;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Built kernels on disk: what is damaged or foreign is not believed, a disk that refuses changes nothing, and the oldest go.</summary>
public sealed class ModuleCacheTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("nn-cache-").FullName;

    [Fact]
    public void What_is_written_is_read()
    {
        new ModuleCache(folder).Write(Key(1), [1, 2, 3]);
        Assert.Equal([1, 2, 3], new ModuleCache(folder).TryRead(Key(1)));
        Assert.Null(new ModuleCache(folder).TryRead(Key(2)));
    }

    [Fact]
    public void The_folder_is_made()
    {
        var deep = Path.Combine(folder, "a", "b");
        new ModuleCache(deep).Write(Key(1), [9]);
        Assert.Equal([9], new ModuleCache(deep).TryRead(Key(1)));
    }

    [Fact]
    public void A_file_with_any_bit_turned_is_not_believed()
    {
        var cache = new ModuleCache(folder);
        cache.Write(Key(1), [1, 2, 3, 4]);
        var path = Assert.Single(Directory.GetFiles(folder));
        var whole = File.ReadAllBytes(path);
        for (var place = 0; place < whole.Length; place++)
        {
            var damaged = whole.ToArray();
            damaged[place] ^= 16;
            File.WriteAllBytes(path, damaged);
            Assert.Null(cache.TryRead(Key(1)));
        }

        cache.Write(Key(1), [5]);
        Assert.Equal([5], cache.TryRead(Key(1)));
    }

    [Fact]
    public void A_file_that_was_cut_or_grew_is_not_believed()
    {
        var cache = new ModuleCache(folder);
        cache.Write(Key(1), [1, 2, 3, 4]);
        var path = Assert.Single(Directory.GetFiles(folder));
        var whole = File.ReadAllBytes(path);
        for (var length = 0; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            Assert.Null(cache.TryRead(Key(1)));
        }

        File.WriteAllBytes(path, [.. whole, 0]);
        Assert.Null(cache.TryRead(Key(1)));
    }

    [Fact]
    public void A_file_of_another_key_is_not_believed()
    {
        var cache = new ModuleCache(folder);
        cache.Write(Key(1), [1]);
        var path = Assert.Single(Directory.GetFiles(folder));
        File.Copy(path, Path.Combine(folder, Convert.ToHexStringLower(Key(2)) + ModuleCache.Ending));
        Assert.Null(cache.TryRead(Key(2)));
    }

    [Fact]
    public void Where_nothing_can_be_written_it_is_said_and_nothing_else_happens()
    {
        var file = Path.Combine(folder, "file");
        File.WriteAllText(file, "not a folder");
        var cache = new ModuleCache(Path.Combine(file, "cache"));
        cache.Write(Key(1), [1]);
        Assert.NotNull(cache.Problem);
        Assert.Null(cache.TryRead(Key(1)));
    }

    [Fact]
    public void Those_not_read_for_longest_go_first()
    {
        var module = new byte[1000];
        var cache = new ModuleCache(folder, mostBytes: 3500);
        for (byte i = 1; i <= 3; i++)
        {
            cache.Write(Key(i), module);
            Age(Key(i), TimeSpan.FromMinutes(10 - i));
        }

        // The first is the oldest, but was read last.
        Assert.NotNull(cache.TryRead(Key(1)));
        cache.Write(Key(4), module);
        Assert.NotNull(cache.TryRead(Key(1)));
        Assert.Null(cache.TryRead(Key(2)));
        Assert.NotNull(cache.TryRead(Key(3)));
        Assert.NotNull(cache.TryRead(Key(4)));
    }

    [Fact]
    public void What_a_process_left_half_written_goes()
    {
        var half = Path.Combine(folder, "x.tmp");
        File.WriteAllText(half, "half");
        File.SetLastWriteTimeUtc(half, DateTime.UtcNow.AddHours(-2));
        var other = Path.Combine(folder, "y.tmp");
        File.WriteAllText(other, "being written");
        new ModuleCache(folder).Write(Key(1), [1]);
        Assert.False(File.Exists(half));
        Assert.True(File.Exists(other));
    }

    [Fact]
    public void Many_writers_and_readers_see_whole_modules_only()
    {
        var modules = Enumerable.Range(0, 8).Select(static i => Enumerable.Repeat((byte)i, 20_000 + i).ToArray()).ToArray();
        Parallel.For(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 8 }, turn =>
        {
            // Each has a cache of its own, as processes have; the bound is so low that files also go.
            var cache = new ModuleCache(folder, mostBytes: 100_000);
            var number = turn % modules.Length;
            if (cache.TryRead(Key((byte)number)) is { } found)
                Assert.Equal(modules[number], found);
            else
                cache.Write(Key((byte)number), modules[number]);
        });
        Assert.DoesNotContain(Directory.GetFiles(folder), static path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_depends_on_text_device_driver_and_options()
    {
        var device = FakeDescription("card", "driver 1");
        var key = ModuleKey.Of("text", device, "-O");
        Assert.Equal(key, ModuleKey.Of("text", FakeDescription("card", "driver 1"), "-O"));
        Assert.NotEqual(key, ModuleKey.Of("text ", device, "-O"));
        Assert.NotEqual(key, ModuleKey.Of("text", FakeDescription("card 2", "driver 1"), "-O"));
        Assert.NotEqual(key, ModuleKey.Of("text", FakeDescription("card", "driver 2"), "-O"));
        Assert.NotEqual(key, ModuleKey.Of("text", device, "-O2"));
        Assert.NotEqual(ModuleKey.Of("a", device, "bc"), ModuleKey.Of("ca", device, "b"));
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private static byte[] Key(byte number)
    {
        var key = new byte[32];
        key[7] = number;
        return key;
    }

    private static DeviceDescription FakeDescription(string name, string driver) => new(
        name, driver, Dsl.Runtime.Backends.CStyle.CDialect.OpenCl, 1, 1, new DeviceLimits(1, 1, HasDoubles: false, HasTensorCores: false), IsProcessor: false);

    private void Age(byte[] key, TimeSpan age) =>
        File.SetLastWriteTimeUtc(Path.Combine(folder, Convert.ToHexStringLower(key) + ModuleCache.Ending), DateTime.UtcNow - age);
}
