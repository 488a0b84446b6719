using Dsl.Language.Types;
using Dsl.Runtime.Backends.Devices;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Tests.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Devices;

/// <summary>Where the elements of a tensor are: on the host, on a device, or on both; and who has the newer ones.</summary>
public sealed class ResidentTensorTests
{
    private static readonly DeviceLimits Limits = new(32768, 256, HasDoubles: true, HasTensorCores: false);

    [Fact]
    public void Only_what_is_newer_on_the_host_is_brought_to_the_device()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [3], [1, 2, 3]);
        var mirror = device.MirrorOf(tensor);
        mirror.Update(tensor);
        mirror.Update(tensor);
        Assert.Equal(2, tensor.GetDouble(1));
        mirror.Update(tensor);
        Assert.Equal(1, device.Traffic.Uploads);
        tensor.SetDouble(1, 7);
        mirror.Update(tensor);
        Assert.Equal(2, device.Traffic.Uploads);
        Assert.Same(mirror, device.MirrorOf(tensor));
    }

    [Fact]
    public void What_the_device_has_computed_is_fetched_once_when_it_is_read()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        Assert.Equal(0, device.Traffic.Downloads);
        Assert.Equal([5, 6], tensor.ToDoubles());
        Assert.Equal(1, device.Traffic.Downloads);
        Assert.Equal(MirrorState.Same, tensor.Mirror!.State);
    }

    [Fact]
    public void What_is_written_on_the_host_keeps_the_rest_of_what_the_device_has_computed()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        tensor.SetDouble(0, 9);
        Assert.Equal([9, 6], tensor.ToDoubles());
        Assert.Equal(MirrorState.Behind, tensor.Mirror!.State);
    }

    [Fact]
    public void What_is_written_as_a_whole_is_not_fetched_before()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        tensor.Clear();
        Compute(device, tensor, 5, 6);
        using var other = Tensor.FromDoubles(ElementType.Float32, [2], [3, 4]);
        tensor.CopyFrom(other);
        Assert.Equal(0, device.Traffic.Downloads);
        Assert.Equal([3, 4], tensor.ToDoubles());
    }

    [Fact]
    public void A_copy_of_what_the_device_has_computed_stays_there()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        using var copy = tensor.Copy();
        Assert.Equal(0, device.Traffic.Downloads);
        Compute(device, tensor, 7, 8);
        Assert.Equal([5, 6], copy.ToDoubles());
        Assert.Equal([7, 8], tensor.ToDoubles());
    }

    [Fact]
    public void Where_the_device_has_no_room_for_a_copy_it_goes_through_the_host()
    {
        using var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        _ = tensor.AddressToRead;
        tensor.Mirror!.State = MirrorState.Ahead;
        using var copy = new Tensor(ElementType.Float32, [2]);
        device.Trouble = new DeviceException("full", DeviceTrouble.OutOfMemory);
        Assert.False(tensor.Mirror.TryCopyTo(copy));
        device.Trouble = null;
        copy.CopyFrom(tensor);
        Assert.Equal([5, 6], copy.ToDoubles());
    }

    [Fact]
    public void Memory_of_a_tensor_that_is_disposed_of_is_given_back()
    {
        using var device = new NullDevice(Limits);
        var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        device.MirrorOf(tensor).Update(tensor);
        Assert.Equal((1, 8L), (device.Pieces, device.ResidentBytes));
        tensor.Dispose();
        device.FreeAbandoned();
        Assert.Equal((0, 0L, 0L), (device.Pieces, device.ResidentBytes, device.TakenBytes));
    }

    [Fact]
    public void Memory_of_a_tensor_that_nobody_holds_is_given_back()
    {
        using var device = new NullDevice(Limits);
        Leave(device);
        for (var i = 0; i < 20 && device.Pieces > 0; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            device.FreeAbandoned();
        }

        Assert.Equal(0, device.Pieces);
    }

    [Fact]
    public void Memory_of_tensors_that_nobody_holds_is_found_when_there_is_too_little()
    {
        using var device = new NullDevice(Limits) { MostPieces = 1 };
        Leave(device);
        using var next = Tensor.FromDoubles(ElementType.Float32, [2], [3, 4]);
        device.MirrorOf(next).Update(next);
        Assert.Equal(1, device.Pieces);
        using var further = Tensor.FromDoubles(ElementType.Float32, [2], [5, 6]);
        Assert.True(Assert.Throws<DeviceException>(() => device.MirrorOf(further)).IsOutOfMemory);
        Assert.Equal([5, 6], further.ToDoubles());
        Assert.Equal(3, next.GetDouble(0));
    }

    [Fact]
    public void A_device_that_is_left_brings_everything_home()
    {
        var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        device.Dispose();
        Assert.Null(tensor.Mirror);
        Assert.Equal([5, 6], tensor.ToDoubles());
    }

    [Fact]
    public void A_lost_device_can_be_left_and_the_host_keeps_what_it_had()
    {
        var device = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(device, tensor, 5, 6);
        device.Trouble = new DeviceException("gone", DeviceTrouble.Lost);
        Assert.Equal(DeviceTrouble.Lost, Assert.Throws<DeviceException>(() => tensor.GetDouble(0)).Trouble);
        device.Dispose();
        Assert.Equal([1, 2], tensor.ToDoubles());
    }

    [Fact]
    public void A_tensor_goes_from_one_device_to_another()
    {
        using var first = new NullDevice(Limits);
        using var second = new NullDevice(Limits);
        using var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        Compute(first, tensor, 5, 6);
        var there = second.MirrorOf(tensor);
        there.Update(tensor);
        Assert.Equal([5, 6], tensor.ToDoubles());
        first.FreeAbandoned();
        Assert.Equal((0, 1), (first.Pieces, second.Pieces));
        Assert.Equal(1, second.Traffic.Uploads);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void Leave(NullDevice device)
    {
        var tensor = Tensor.FromDoubles(ElementType.Float32, [2], [1, 2]);
        device.MirrorOf(tensor).Update(tensor);
        Assert.Equal(1, device.Pieces);
    }

    // What a kernel would do: new elements in the device's memory only.
    private static unsafe void Compute(NullDevice device, Tensor tensor, float first, float second)
    {
        var mirror = device.MirrorOf(tensor);
        mirror.Update(tensor);
        var values = stackalloc float[2] { first, second };
        device.Write(mirror.Place.Memory, mirror.Place.Offset, (nint)values, 8);
        mirror.State = MirrorState.Ahead;
    }
}
