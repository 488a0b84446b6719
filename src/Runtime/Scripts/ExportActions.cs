using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Diagnostics;
using Dsl.Language.Graph;
using Dsl.Runtime.Export;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Scripts;

/// <summary>Writes models for other programs. A relative path is beside the script.</summary>
internal static class ExportActions
{
    /// <summary>Writes a model with the weights that it has now as an ONNX file.</summary>
    public static Diagnostic? Export(RunContext context, ExportAction action)
    {
        if (ValuePrinter.Print(context, action, [action.Path], out var texts) is { } fault)
            return fault;
        return Write(context, action.Model, context.PathToWrite(texts[0])) is { } failure ? StorageActions.ToDiagnostic(failure, action.Location) : null;
    }

    /// <summary>Writes a model with the weights that it has now, or says why not.</summary>
    /// <param name="context">What knows the weights.</param>
    /// <param name="model">The model.</param>
    /// <param name="path">The file.</param>
    public static StorageFailure? Write(RunContext context, DescribedModel model, string path)
    {
        if (model.Outputs.IsEmpty)
            return new StorageFailure(ExportErrors.HasNoForm, $"`{model.Name}` cannot be said in ONNX: what it gives is neither a tensor nor made of tensors");
        using var exporter = new OnnxExporter(context.Environment, LayerNames(model));
        var graph = exporter.Export(model.Name, model.Inputs, [.. model.OutputNames.Zip(model.Outputs)], $"{model.Name} of {Path.GetFileName(context.ScriptPath)}");
        if (exporter.Obstacle is { } obstacle)
        {
            return new StorageFailure(ExportErrors.HasNoForm, $"`{model.Name}` cannot be said in ONNX: {obstacle.Reason}")
            {
                Notes = obstacle.Location is { } place ? [$"this is at {place.CalledFrom ?? place}: {(place.CalledFrom ?? place).Text}"] : [],
            };
        }

        return OnnxWriter.Size(graph) > OnnxWriter.MostBytes
            ? new StorageFailure(ExportErrors.HasNoForm, $"`{model.Name}` has more numbers than one ONNX file holds, which is less than 2 GiB")
            : AtomicFile.Write(path, stream => OnnxWriter.Write(stream, graph));
    }

    // The innermost layer whose application made an operation: they are listed after those within them.
    private static Func<Node, string> LayerNames(DescribedModel model) => node =>
    {
        foreach (var layer in model.Applications)
        {
            if (node.Id >= layer.FirstNode && node.Id < layer.EndNode)
                return layer.Instance.Path;
        }

        return string.Empty;
    };
}
