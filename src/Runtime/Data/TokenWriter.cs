using System.Buffers.Binary;
using Dsl.Language.Data;

namespace Dsl.Runtime.Data;

/// <summary>Takes the tokens of a text one after another: few are held in memory, many in a temporary file that goes away with them.</summary>
internal sealed class TokenWriter : IDisposable
{
    private const int DefaultMostHeld = 64 << 20;

    private readonly int width;
    private readonly int mostHeld;
    private byte[] buffer = new byte[4096];
    private int filled;
    private FileStream? spill;

    /// <param name="vocabulary">How many different tokens there are.</param>
    /// <param name="mostHeld">The most bytes held in memory.</param>
    public TokenWriter(int vocabulary, int mostHeld = DefaultMostHeld)
    {
        width = vocabulary <= TokenizerDescription.MostTokens ? sizeof(ushort) : sizeof(uint);
        this.mostHeld = mostHeld;
    }

    /// <summary>How many tokens were taken.</summary>
    public long Count { get; private set; }

    /// <summary>Takes a token.</summary>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public void Add(int token)
    {
        if (filled == buffer.Length)
            MakeRoom();
        if (width == sizeof(ushort))
            BinaryPrimitives.WriteUInt16LittleEndian(buffer.AsSpan(filled), (ushort)token);
        else
            BinaryPrimitives.WriteUInt32LittleEndian(buffer.AsSpan(filled), (uint)token);
        filled += width;
        Count++;
    }

    /// <summary>All tokens; nothing can be taken after this.</summary>
    /// <exception cref="IOException">The temporary file cannot be written or read.</exception>
    public TokenStore Finish()
    {
        if (spill is null)
            return new PackedTokens(new HeldBytes(buffer.AsMemory(0, filled)), width);
        spill.Write(buffer, 0, filled);
        spill.Flush();
        var mapped = MappedBytes.Of(spill);
        spill = null;
        return new PackedTokens(mapped, width);
    }

    public void Dispose() => spill?.Dispose();

    private void MakeRoom()
    {
        if (buffer.Length < mostHeld)
        {
            Array.Resize(ref buffer, buffer.Length * 2);
            return;
        }

        spill ??= new FileStream(
            Path.Combine(Path.GetTempPath(), $"nn-tokens-{Guid.NewGuid():N}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        spill.Write(buffer, 0, filled);
        filled = 0;
    }
}
