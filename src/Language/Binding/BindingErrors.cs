using Dsl.Language.Diagnostics;

namespace Dsl.Language.Binding;

/// <summary>Mistakes in names, declarations and calls.</summary>
[DiagnosticCatalog]
public static class BindingErrors
{
    public static readonly DiagnosticDescriptor UnknownName = Error("NN2001", "this name is not known");
    public static readonly DiagnosticDescriptor UnknownArgument = Error("NN2002", "no parameter has this name");
    public static readonly DiagnosticDescriptor MissingArgument = Error("NN2003", "an argument is missing");
    public static readonly DiagnosticDescriptor TooManyArguments = Error("NN2004", "there are too many arguments");
    public static readonly DiagnosticDescriptor DuplicateArgument = Error("NN2005", "an argument is given twice");
    public static readonly DiagnosticDescriptor NotCallable = Error("NN2006", "this cannot be called");
    public static readonly DiagnosticDescriptor UnknownMember = Error("NN2007", "there is no such member");
    public static readonly DiagnosticDescriptor DuplicateName = Error("NN2008", "this name is declared twice");
    public static readonly DiagnosticDescriptor NotHere = Error("NN2009", "this cannot stand here");
    public static readonly DiagnosticDescriptor NotPure = Error("NN2010", "a function cannot act");
    public static readonly DiagnosticDescriptor RecursionTooDeep = Error("NN2011", "these calls do not end");
    public static readonly DiagnosticDescriptor TooMuchWork = Error("NN2012", "the script grows too large");
    public static readonly DiagnosticDescriptor RequirementFailed = Error("NN2013", "a requirement does not hold");
    public static readonly DiagnosticDescriptor StaleGradient = Error("NN2014", "this value is older than the weights");
    public static readonly DiagnosticDescriptor NotDifferentiable = Error("NN2015", "there is no gradient here");
    public static readonly DiagnosticDescriptor NoPath = Error("NN2016", "the value does not depend on this");
    public static readonly DiagnosticDescriptor UnknownState = Error("NN2017", "this is not a state");
    public static readonly DiagnosticDescriptor ImportFailed = Error("NN2018", "the file cannot be imported");
    public static readonly DiagnosticDescriptor NeverApplied = Error("NN2019", "the model has no shapes yet");
    public static readonly DiagnosticDescriptor NothingToTrain = Error("NN2020", "there is nothing to train");

    private static DiagnosticDescriptor Error(string code, string title) => new(code, DiagnosticSeverity.Error, title);
}
