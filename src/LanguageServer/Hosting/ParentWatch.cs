using System.Diagnostics;

namespace Dsl.LanguageServer.Hosting;

/// <summary>Looks now and then whether the process that started the server is still there.</summary>
internal sealed class ParentWatch : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private Timer? timer;

    /// <summary>Begins to look; a process that cannot be seen from here (in a container, say) is not waited for.</summary>
    /// <param name="process">The number of the process; null when there is none to watch.</param>
    /// <param name="gone">What to do once it is gone.</param>
    public void Start(int? process, Action gone)
    {
        if (process is not { } id || timer is not null || !IsThere(id))
            return;
        timer = new Timer(
            _ =>
            {
                if (!IsThere(id))
                    gone();
            },
            null, Interval, Interval);
    }

    public void Dispose() => timer?.Dispose();

    private static bool IsThere(int id)
    {
        try
        {
            using var process = Process.GetProcessById(id);
            return !process.HasExited;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It is there and belongs to somebody else.
            return true;
        }
    }
}
