using Dsl.Language.Diagnostics;

namespace Dsl.Runtime.Training;

/// <summary>What can be wrong with how a training is asked for, seen only when it runs.</summary>
[DiagnosticCatalog]
public static class TrainingErrors
{
    public static readonly DiagnosticDescriptor FolderInUse = new("NN4030", DiagnosticSeverity.Error, "two trainings would store their checkpoints in one folder");
}
