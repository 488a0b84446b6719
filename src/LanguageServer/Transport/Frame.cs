namespace Dsl.LanguageServer.Transport;

/// <summary>What was read from the input: the body of a message, the end, or something that is no message.</summary>
internal enum FrameKind
{
    Message,
    EndOfInput,
    Malformed,
}

/// <summary>One step of reading.</summary>
/// <param name="Body">The bytes between one header and the next.</param>
/// <param name="Problem">What is wrong with the header, where something is: nothing after it can be trusted.</param>
internal readonly record struct Frame(FrameKind Kind, byte[] Body, string? Problem)
{
    public static Frame End { get; } = new(FrameKind.EndOfInput, [], null);

    public static Frame Message(byte[] body) => new(FrameKind.Message, body, null);

    public static Frame Malformed(string problem) => new(FrameKind.Malformed, [], problem);
}
