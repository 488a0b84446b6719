namespace Dsl.Language.Data;

/// <summary>How one number is stored in a file.</summary>
public sealed record NumberFormat(bool IsFloat, bool IsSigned, int ByteSize, bool IsBigEndian);
