namespace Dsl.Runtime.Execution;

/// <summary>A place outside the machine's memory that holds a tensor's elements too: the memory of a device.</summary>
internal abstract class TensorMirror
{
    /// <summary>Which of the two holds the elements of now.</summary>
    public MirrorState State { get; set; }

    /// <summary>Copies all elements to the machine's memory.</summary>
    public abstract void Fetch(nint destination, long bytes);

    /// <summary>Copies all elements to a place of the same kind for another tensor, which is then ahead of its own memory; false where there is no room.</summary>
    public abstract bool TryCopyTo(Tensor destination);

    /// <summary>Gives the place up. May be called from any thread, and does nothing but to note it.</summary>
    public abstract void Abandon();
}
