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
        var model = action.Model;
        if (model.Outputs.IsEmpty)
            return new Diagnostic(ExportErrors.HasNoForm, action.Location, $"`{model.Name}` cannot be said in ONNX: what it gives is neither a tensor nor made of tensors");
        using var exporter = new OnnxExporter(context.Environment, LayerNames(model));
        var graph = exporter.Export(model.Name, model.Inputs, [.. model.OutputNames.Zip(model.Outputs)], $"{model.Name} of {Path.GetFileName(context.ScriptPath)}");
        if (exporter.Obstacle is { } obstacle)
        {
            return new Diagnostic(ExportErrors.HasNoForm, action.Location, $"`{model.Name}` cannot be said in ONNX: {obstacle.Reason}")
            {
                Notes = obstacle.Location is { } place ? [$"this is at {place.CalledFrom ?? place}: {(place.CalledFrom ?? place).Text}"] : [],
            };
        }

        if (OnnxWriter.Size(graph) > OnnxWriter.MostBytes)
            return new Diagnostic(ExportErrors.HasNoForm, action.Location, $"`{model.Name}` has more numbers than one ONNX file holds, which is less than 2 GiB");
        return AtomicFile.Write(context.PathToWrite(texts[0]), stream => OnnxWriter.Write(stream, graph)) is { } failure
            ? StorageActions.ToDiagnostic(failure, action.Location)
            : null;
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
