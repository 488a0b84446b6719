using Dsl.Language.Types;

namespace Dsl.Language.Graph;

/// <summary>A type, or a failure as data: the binder adds names, origins and fixes.</summary>
public sealed record InferenceResult
{
    private InferenceResult(TensorType? type, ShapeFailure? failure)
    {
        Type = type;
        Failure = failure;
    }

    public TensorType? Type { get; }

    public ShapeFailure? Failure { get; }

    public static implicit operator InferenceResult(TensorType type) => new(type, null);

    public static implicit operator InferenceResult(ShapeFailure failure) => new(null, failure);
}
