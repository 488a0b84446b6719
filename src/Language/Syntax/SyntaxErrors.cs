using Dsl.Language.Diagnostics;

namespace Dsl.Language.Syntax;

/// <summary>What can be wrong with the form of a script.</summary>
[DiagnosticCatalog]
public static class SyntaxErrors
{
    public static readonly DiagnosticDescriptor UnknownCharacter = Error("NN1001", "this character means nothing here");
    public static readonly DiagnosticDescriptor UnterminatedString = Error("NN1002", "this string is not closed");
    public static readonly DiagnosticDescriptor UnknownEscape = Error("NN1003", "unknown escape in a string");
    public static readonly DiagnosticDescriptor MalformedNumber = Error("NN1004", "this is not a number");
    public static readonly DiagnosticDescriptor ExpressionExpected = Error("NN1005", "an expression is missing");
    public static readonly DiagnosticDescriptor TokenExpected = Error("NN1006", "something is missing");
    public static readonly DiagnosticDescriptor UnclosedBracket = Error("NN1007", "a bracket is not closed");
    public static readonly DiagnosticDescriptor UnopenedBracket = Error("NN1008", "a bracket closes what was never opened");
    public static readonly DiagnosticDescriptor UnexpectedText = Error("NN1009", "the statement does not end here");
    public static readonly DiagnosticDescriptor ForeignOperator = Error("NN1010", "this operator is written differently");
    public static readonly DiagnosticDescriptor BindingInCondition = Error("NN1011", "a condition cannot bind a name");
    public static readonly DiagnosticDescriptor ComparisonForBinding = Error("NN1012", "`==` compares, `=` binds");
    public static readonly DiagnosticDescriptor ForeignWord = Error("NN1013", "this word is not part of the language");
    public static readonly DiagnosticDescriptor ChainedComparison = Error("NN1014", "comparisons do not chain");
    public static readonly DiagnosticDescriptor NestedTooDeeply = Error("NN1015", "this is nested too deeply");
    public static readonly DiagnosticDescriptor InvalidUtf8 = Error("NN1016", "the file is not valid UTF-8");
    public static readonly DiagnosticDescriptor NulCharacter = Error("NN1017", "the file holds a NUL character");
    public static readonly DiagnosticDescriptor SingleQuotes = Error("NN1018", "strings stand in double quotes");
    public static readonly DiagnosticDescriptor NotAssignable = Error("NN1019", "nothing can be bound to this");
    public static readonly DiagnosticDescriptor KeywordAsName = Error("NN1020", "a keyword cannot be a name");
    public static readonly DiagnosticDescriptor ArgumentWithEquals = Error("NN1021", "a named argument takes a colon");
    public static readonly DiagnosticDescriptor PositionalAfterNamed = Error("NN1022", "positional arguments come first");
    public static readonly DiagnosticDescriptor LineBeginsWithOperator = Error("NN1023", "a line cannot begin with this operator");
    public static readonly DiagnosticDescriptor CompoundAssignment = Error("NN1024", "there is no compound assignment");
    public static readonly DiagnosticDescriptor SeparatorExpected = Error("NN1025", "a comma is missing");
    public static readonly DiagnosticDescriptor MisplacedEllipsis = Error("NN1026", "`...` stands only for leading dimensions");
    public static readonly DiagnosticDescriptor TextTooLong = Error("NN1027", "the file is too long");
    public static readonly DiagnosticDescriptor ForeignComment = Error("NN1028", "a comment begins with `#`");
    public static readonly DiagnosticDescriptor TypeExpected = Error("NN1029", "a type is missing");
    public static readonly DiagnosticDescriptor ConditionInTuple = Error("NN1030", "condition and message take no parentheses");
    public static readonly DiagnosticDescriptor UnclosedInterpolation = Error("NN1031", "a value in a string is not closed");
    public static readonly DiagnosticDescriptor UnknownFormat = Error("NN1032", "this is not a format");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
