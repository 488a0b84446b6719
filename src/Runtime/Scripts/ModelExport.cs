using System.Collections.Immutable;
using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Graph;
using Dsl.Language.Programs;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Scripts;

/// <summary>Writes a model of a script as an ONNX file without running the script: only what gives the model its weights and sizes is done.</summary>
public static class ModelExport
{
    /// <summary>Writes a model.</summary>
    /// <param name="program">The script.</param>
    /// <param name="model">The model.</param>
    /// <param name="options">What computes, and where data is looked for.</param>
    /// <param name="weights">A file of weights that <c>save</c> or a checkpoint wrote, as it is called and its full path; null for those that the script gives.</param>
    /// <param name="path">The file to write.</param>
    public static ExportOutcome Write(ScriptProgram program, DescribedModel model, RunOptions options, (string Name, string FullPath)? weights, string path)
    {
        ImmutableArray<(string Path, Variable Variable)> variables = [.. model.Instance.NamedVariables];
        var slice = ModelSlice.Of(program, model, weights is null ? [] : [.. variables.Select(static named => named.Variable)]);
        using var context = new RunContext(program, options);
        var result = ScriptRunner.Run(context, slice.Actions.Before);
        if (result.Reason == RunEnd.Completed && weights is var (name, fullPath))
        {
            var fault = StorageActions.Load(context, name, fullPath, variables, model.Instance.Declaration!.Name.Location, StoredMatch.Weights, out _);
            if (fault is not null)
                return new ExportOutcome(new RunResult(RunEnd.Faulted)) { Failure = new StorageFailure(fault.Descriptor, fault.Message) { Notes = fault.Notes } };
        }

        if (result.Reason == RunEnd.Completed)
            result = ScriptRunner.Run(context, slice.Actions.After);
        return result.Reason == RunEnd.Completed
            ? new ExportOutcome(result) { Failure = ExportActions.Write(context, model, path), IsLoaded = slice.LoadsWeights, LeavesOutTraining = slice.LeavesOutTraining }
            : new ExportOutcome(result);
    }
}
