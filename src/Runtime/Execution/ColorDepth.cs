namespace Dsl.Runtime.Execution;

/// <summary>The colours that can be shown where a value is drawn.</summary>
public enum ColorDepth
{
    /// <summary>None: no control codes are written at all.</summary>
    None,

    /// <summary>A fixed table of 256 colours.</summary>
    Indexed,

    /// <summary>Red, green and blue with 8 bits each.</summary>
    TrueColor,
}
