using Dsl.Language.Diagnostics;

namespace Dsl.Language.Data;

/// <summary>What can be wrong with data: files, their contents, and the arguments of data functions.</summary>
[DiagnosticCatalog]
public static class DataErrors
{
    public static readonly DiagnosticDescriptor FileNotFound = Error("NN5001", "file not found");

    public static readonly DiagnosticDescriptor FileNotReadable = Error("NN5002", "file cannot be read");

    public static readonly DiagnosticDescriptor NoSuchColumn = Error("NN5003", "no such column");

    public static readonly DiagnosticDescriptor MalformedRow = Error("NN5004", "malformed row");

    public static readonly DiagnosticDescriptor UnexpectedValue = Error("NN5005", "a value does not fit its column");

    public static readonly DiagnosticDescriptor MissingValue = Error("NN5006", "missing value");

    public static readonly DiagnosticDescriptor WrongFormat = Error("NN5007", "the file is not in the expected format");

    public static readonly DiagnosticDescriptor ArgumentOutOfRange = Error("NN5008", "argument out of range");

    public static readonly DiagnosticDescriptor WrongKindOfData = Error("NN5009", "this kind of data does not fit here");

    public static readonly DiagnosticDescriptor ChangedSinceChecked = Error("NN5010", "the data is not what it was when the script was checked");

    public static readonly DiagnosticDescriptor NoRows = Error("NN5011", "no rows");

    public static readonly DiagnosticDescriptor UnknownCharacter = Error("NN5012", "a character is not in the vocabulary");

    public static readonly DiagnosticDescriptor TooLarge = Error("NN5013", "the data is too large");

    public static readonly DiagnosticDescriptor RowCountsDiffer = Error("NN5014", "the fields have different numbers of rows");

    public static readonly DiagnosticDescriptor PicturesDiffer = Error("NN5015", "the pictures are not alike");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
