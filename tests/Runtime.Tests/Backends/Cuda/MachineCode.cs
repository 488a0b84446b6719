using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>
/// Reads what a file of machine code says of its kernels. It is an ELF file: the instructions of a kernel are the section <c>.text.NAME</c>, its part of a group's memory is the length of <c>.nv.shared.NAME</c>, and
/// <c>.nv.info</c> is a list of properties, each with the number of a symbol and a value. The numbers of properties are those that NVIDIA's <c>cuobjdump -elf</c> names.
/// </summary>
internal static class MachineCode
{
    private const int SymbolBytes = 24;
    private const byte PropertyWithData = 4;
    private const byte RegisterCount = 0x2f;
    private const byte FrameSize = 0x11;

    /// <summary>The kernels of a file.</summary>
    public static ImmutableArray<KernelResources> Read(byte[] file)
    {
        var sections = Sections(file);
        if (!sections.TryGetValue(".nv.info", out var information) || !sections.TryGetValue(".symtab", out var symbols) || !sections.TryGetValue(".strtab", out var names))
            return [];
        var (registers, frames) = (new Dictionary<string, int>(), new Dictionary<string, int>());
        for (var at = information.Offset; at < information.Offset + information.Length;)
        {
            var (format, property, bytes) = (file[at], file[at + 1], BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(at + 2)));
            at += sizeof(int);
            if (format != PropertyWithData)
                continue;
            if (property is RegisterCount or FrameSize)
                (property == RegisterCount ? registers : frames)[Name(Int(at))] = Int(at + sizeof(int));
            at += bytes;
        }

        return
        [
            .. registers.Where(kernel => sections.ContainsKey($".text.{kernel.Key}")).Select(kernel => new KernelResources(
                kernel.Key, kernel.Value, frames.GetValueOrDefault(kernel.Key), sections.GetValueOrDefault($".nv.shared.{kernel.Key}").Length, sections[$".text.{kernel.Key}"].Length)),
        ];

        int Int(int place) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(place));

        string Name(int symbol) => Text(file, names.Offset + Int(symbols.Offset + (symbol * SymbolBytes)));
    }

    private static Dictionary<string, (int Offset, int Length)> Sections(byte[] file)
    {
        const int header = 0x28, entry = 0x3a, size = 64;
        Assert.Equal("ELF"u8.ToArray(), file.AsSpan(1, 3).ToArray());
        var start = (int)BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(header));
        Assert.Equal(size, BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry)));
        var (count, naming) = (BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry + 2)), BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(entry + 4)));
        var names = Place(naming).Offset;
        var sections = new Dictionary<string, (int Offset, int Length)>();
        for (var i = 1; i < count; i++)
            sections[Text(file, names + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start + (i * size))))] = Place(i);
        return sections;

        (int Offset, int Length) Place(int number)
        {
            var section = file.AsSpan(start + (number * size), size);
            return ((int)BinaryPrimitives.ReadInt64LittleEndian(section[0x18..]), (int)BinaryPrimitives.ReadInt64LittleEndian(section[0x20..]));
        }
    }

    private static string Text(byte[] file, int start) => Encoding.ASCII.GetString(file.AsSpan(start, file.AsSpan(start).IndexOf((byte)0)));
}
