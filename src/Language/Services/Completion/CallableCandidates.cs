using Dsl.Language.Services.Signatures;

namespace Dsl.Language.Services.Completion;

/// <summary>Proposals for what can be called.</summary>
internal static class CallableCandidates
{
    public static Candidate Describe(Callable callable, double score) => new(callable.Name, KindOf(callable.Kind), score)
    {
        Detail = SignatureService.LabelOf(callable),
        Documentation = SignatureService.Introduction(callable.Documentation),
    };

    private static CompletionKind KindOf(CallableKind kind) => kind switch
    {
        CallableKind.Model or CallableKind.Instance => CompletionKind.Model,
        CallableKind.Optimizer => CompletionKind.Optimizer,
        CallableKind.Unit => CompletionKind.Unit,
        _ => CompletionKind.Function,
    };
}
