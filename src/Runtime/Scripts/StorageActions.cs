using System.Collections.Immutable;
using Dsl.Language.Data;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Language.Text;
using Dsl.Runtime.Data;
using Dsl.Runtime.Execution;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Scripts;

/// <summary>Stores and reads variables. Relative paths are beside the script; a file to read is then looked for along the data search path.</summary>
internal static class StorageActions
{
    public static Diagnostic? Save(RunContext context, SaveAction action)
    {
        if (ValuePrinter.Print(context, action, [action.Path], out var texts) is { } fault)
            return fault;
        var failure = SafetensorsWriter.Write(
            context.PathToWrite(texts[0]), [.. action.Variables.Select(v => (v.Path, context.Environment.Variable(v.Variable)))]);
        return failure is null ? null : ToDiagnostic(failure, action.Location);
    }

    public static Diagnostic? Save(RunContext context, SaveTokenizerAction action)
    {
        if (ValuePrinter.Print(context, action, [action.Path], out var texts) is { } fault)
            return fault;
        var tokenizer = ((DataTokenizer)context.Data.Find(action.Tokenizer)).Tokenizer;
        return TokenizerFileWriter.Write(context.PathToWrite(texts[0]), tokenizer.Description) is { } failure ? ToDiagnostic(failure, action.Location) : null;
    }

    public static Diagnostic? Load(RunContext context, LoadAction action)
    {
        if (ValuePrinter.Print(context, action, [action.Path], out var texts) is { } fault)
            return fault;
        var name = texts[0];
        var lookup = context.Options.Files.Find(name, context.ScriptPath);
        if (lookup.FullPath is not { } path)
        {
            return new Diagnostic(DataErrors.FileNotFound, action.Location, $"there is no file '{name}'")
            {
                Notes = [.. lookup.PlacesLookedIn.Select(static place => $"looked for {place}")],
            };
        }

        var match = action.IsStrict ? StoredMatch.Weights : StoredMatch.Partial;
        if (Load(context, name, path, action.Variables, action.Location, match, out var leftOut) is { } problem)
            return problem;
        if (!leftOut.IsEmpty)
            context.Options.Output.WriteNotice($"'{name}' was read in part, and {leftOut.Length} of the tensors left as they are: {string.Join("; ", leftOut)}");
        return null;
    }

    /// <summary>Reads variables from a file that was found.</summary>
    /// <param name="context">The run.</param>
    /// <param name="name">What messages call the file.</param>
    /// <param name="path">The file.</param>
    /// <param name="variables">The variables, each with its name in the file.</param>
    /// <param name="location">What asks for them.</param>
    /// <param name="match">What must agree.</param>
    /// <param name="leftOut">A sentence for each tensor that was left as it is.</param>
    public static Diagnostic? Load(
        RunContext context, string name, string path, ImmutableArray<(string Path, Variable Variable)> variables, SourceLocation location, StoredMatch match, out ImmutableArray<string> leftOut)
    {
        leftOut = [];
        var destinations = ImmutableArray.CreateBuilder<(string, Tensor)>();
        foreach (var (stored, variable) in variables)
        {
            if (Destination(context, variable, location, out var tensor) is { } sizeFault)
                return sizeFault;
            destinations.Add((stored, tensor!));
        }

        using var stream = context.Options.Files.Open(path);
        if (stream is null)
            return ToDiagnostic(new StorageFailure(StorageErrors.CannotAccess, $"'{path}' cannot be opened"), location);
        return SafetensorsReader.Read(stream, name, destinations.ToImmutable(), match, out leftOut) is { } failure ? ToDiagnostic(failure, location) : null;
    }

    private static Diagnostic? Destination(RunContext context, Variable variable, SourceLocation location, out Tensor? tensor)
    {
        tensor = null;
        var (shape, fault) = TensorSizes.ToAllocate(variable.Type, context.Environment.Sizes, location);
        if (fault is null)
            tensor = context.Environment.VariableStorage(variable, shape);
        return fault;
    }

    /// <summary>A failure to read or write as a report at the statement that asked for it.</summary>
    public static Diagnostic ToDiagnostic(StorageFailure failure, SourceLocation location) =>
        new(failure.Descriptor, location, failure.Message) { Notes = failure.Notes };
}
