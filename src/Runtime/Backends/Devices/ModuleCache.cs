using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Dsl.Runtime.Backends.Devices;

/// <summary>
/// Built modules on disk, one file each, named by their key. A file is written beside its place and renamed into it, and what is read is believed only when its
/// length and hash fit, so processes need to know nothing of each other. Where the disk refuses, everything goes on without.
/// </summary>
/// <param name="folder">The folder; made when the first module is written.</param>
/// <param name="mostBytes">The most that all files take together; those not read for longest go first.</param>
/// <param name="clock">Says when a file was read; null for the system's.</param>
internal sealed class ModuleCache(string folder, long mostBytes = ModuleCache.UsualBytes, TimeProvider? clock = null)
{
    /// <summary>What the name of a module's file ends with.</summary>
    public const string Ending = ".module";

    private const long UsualBytes = 512L << 20;
    private const int KeyBytes = 32;
    private const int HeaderBytes = 8 + KeyBytes + sizeof(long) + KeyBytes;

    private readonly TimeProvider clock = clock ?? TimeProvider.System;

    private static readonly TimeSpan abandonedAfter = TimeSpan.FromHours(1);

    /// <summary>Where the modules are.</summary>
    public string Folder { get; } = folder;

    /// <summary>Why the last module could not be kept; null where all could.</summary>
    public string? Problem { get; private set; }

    // The last figure is the version of the format.
    private static ReadOnlySpan<byte> Signature => "nnmodul1"u8;

    /// <summary>A module; null where there is none, or where its file is damaged.</summary>
    public byte[]? TryRead(ReadOnlySpan<byte> key)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path))
                return null;
            var bytes = File.ReadAllBytes(path);
            if (!IsWhole(bytes, key))
                return null;
            File.SetLastWriteTimeUtc(path, clock.GetUtcNow().UtcDateTime);
            return bytes[HeaderBytes..];
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            return null;
        }
    }

    /// <summary>Keeps a module, where the disk lets it.</summary>
    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> module)
    {
        if (HeaderBytes + module.Length > mostBytes)
            return;
        var path = PathOf(key);
        var temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Folder);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(Header(key, module));
                stream.Write(module);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            Problem = exception.Message;
            Remove(temporary);
            return;
        }

        try
        {
            Trim();
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Another process has removed files meanwhile; whoever writes next looks again.
        }
    }

    private static bool IsExpected(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    private static byte[] Header(ReadOnlySpan<byte> key, ReadOnlySpan<byte> module)
    {
        var header = new byte[HeaderBytes];
        Signature.CopyTo(header);
        key.CopyTo(header.AsSpan(8));
        BinaryPrimitives.WriteInt64LittleEndian(header.AsSpan(8 + KeyBytes), module.Length);
        SHA256.HashData(module, header.AsSpan(8 + KeyBytes + sizeof(long)));
        return header;
    }

    private static bool IsWhole(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> key) =>
        bytes.Length >= HeaderBytes && bytes[..HeaderBytes].SequenceEqual(Header(key, bytes[HeaderBytes..]));

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (IsExpected(exception))
        {
            // Another process has removed it, or may still be reading it; the next one to look will try again.
        }
    }

    private string PathOf(ReadOnlySpan<byte> key) => Path.Combine(Folder, Convert.ToHexStringLower(key) + Ending);

    // What was read last stays; files that a process left half written are nobody's after an hour.
    private void Trim()
    {
        long bytes = 0;
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles().OrderByDescending(static file => file.LastWriteTimeUtc).ToList())
        {
            if (file.Extension == Ending)
            {
                bytes += file.Length;
                if (bytes > mostBytes)
                    Remove(file.FullName);
            }
            else if (file.Extension == ".tmp" && clock.GetUtcNow().UtcDateTime - file.LastWriteTimeUtc > abandonedAfter)
            {
                Remove(file.FullName);
            }
        }
    }
}
