namespace Dsl.Runtime.Backends.Cuda;

/// <summary>
/// Copies between the host's memory and the device's through two pieces of host memory that the device reads and writes itself: while one is on its way, the other is
/// filled or emptied.
/// </summary>
internal sealed unsafe class CudaStaging(CudaLibrary library, nint stream)
{
    /// <summary>Bytes of a piece.</summary>
    public const long PieceBytes = 4 << 20;

    private const int Pieces = 2;
    private const uint EventWithoutTime = 2;

    private readonly nint[] memory = new nint[Pieces];
    private readonly nint[] events = new nint[Pieces];
    private int next;

    /// <summary>Copies to the device; the source may be changed as soon as this returns.</summary>
    public void Write(ulong device, byte* source, long bytes)
    {
        for (var done = 0L; done < bytes;)
        {
            var size = Math.Min(PieceBytes, bytes - done);
            var piece = Take();
            Buffer.MemoryCopy(source + done, (void*)memory[piece], PieceBytes, size);
            Check(library.CopyToDevice(device + (ulong)done, (void*)memory[piece], (nuint)size, stream), "cuMemcpyHtoDAsync");
            Check(library.EventRecord(events[piece], stream), "cuEventRecord");
            done += size;
        }
    }

    /// <summary>Copies to the host, after everything before it in the stream.</summary>
    public void Read(byte* destination, ulong device, long bytes)
    {
        var (waiting, from, length) = (-1, 0L, 0L);
        for (var done = 0L; done < bytes || waiting >= 0;)
        {
            var (piece, start, size) = (-1, done, Math.Min(PieceBytes, bytes - done));
            if (size > 0)
            {
                piece = Take();
                Check(library.CopyToHost((void*)memory[piece], device + (ulong)done, (nuint)size, stream), "cuMemcpyDtoHAsync");
                Check(library.EventRecord(events[piece], stream), "cuEventRecord");
                done += size;
            }

            if (waiting >= 0)
            {
                Check(library.EventSynchronize(events[waiting]), "cuEventSynchronize");
                Buffer.MemoryCopy((void*)memory[waiting], destination + from, length, length);
            }

            (waiting, from, length) = (piece, start, size);
        }
    }

    /// <summary>Gives the memory back.</summary>
    public void Release()
    {
        for (var i = 0; i < Pieces; i++)
        {
            if (events[i] != 0)
                library.EventDestroy(events[i]);
            if (memory[i] != 0)
                library.HostFree((void*)memory[i]);
            (events[i], memory[i]) = (0, 0);
        }
    }

    // A piece that nothing is on its way from or to.
    private int Take()
    {
        var piece = next;
        next = (next + 1) % Pieces;
        if (memory[piece] == 0)
        {
            void* place;
            Check(library.HostAllocate(&place, (nuint)PieceBytes, 0), "cuMemHostAlloc");
            memory[piece] = (nint)place;
        }

        if (events[piece] == 0)
        {
            nint created;
            Check(library.EventCreate(&created, EventWithoutTime), "cuEventCreate");
            events[piece] = created;
        }
        else
        {
            Check(library.EventSynchronize(events[piece]), "cuEventSynchronize");
        }

        return piece;
    }

    private void Check(int code, string function) => CudaErrors.Check(library, code, function);
}
