using System.Runtime.ExceptionServices;

namespace Dsl.Language.Compilation;

/// <summary>Runs work with enough stack for the deepest text that the parser lets through, whatever thread asks.</summary>
internal static class DeepStack
{
    private const int StackBytes = 64 << 20;

    public static T Run<T>(Func<T> work)
        where T : class
    {
        T? result = null;
        ExceptionDispatchInfo? defect = null;
        var thread = new Thread(
            () =>
            {
                try
                {
                    result = work();
                }
                catch (Exception exception)
                {
                    // A defect of the compiler: thrown again where the caller can meet it, instead of ending the process here.
                    defect = ExceptionDispatchInfo.Capture(exception);
                }
            },
            StackBytes);
        thread.Start();
        thread.Join();
        defect?.Throw();
        return result!;
    }
}
