using System.Globalization;

namespace Dsl.Runtime.Training;

/// <summary>Notices, once in a training, that the loss no longer changes.</summary>
/// <param name="classes">The number of classes that the data names; 0 where it names none.</param>
/// <param name="planned">The records planned.</param>
internal sealed class ConvergenceWatch(int classes, long planned)
{
    private const int FewestRecords = 6;

    // Of thousands of records six are next to nothing: a loss that falls slowly and steadily would be called still.
    private const int ShareOfPlanned = 20;
    private const double Change = 1e-3;
    private const double NearGuess = 1e-2;

    /// <summary>How many records in a row must be alike.</summary>
    private readonly int records = (int)Math.Clamp(planned / ShareOfPlanned, FewestRecords, int.MaxValue);

    /// <summary>Whether it was said.</summary>
    public bool IsSaid { get; set; }

    /// <summary>Looks at the losses recorded so far.</summary>
    /// <param name="losses">One loss a record.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    /// <returns>What to say, or null.</returns>
    public string? Look(IReadOnlyList<double> losses, Func<double, int, string> numberText)
    {
        if (IsSaid || losses.Count < records || !IsStill(losses))
            return null;
        var last = losses[^1];
        IsSaid = true;
        var guess = Math.Log(Math.Max(classes, 1));
        var notice = $"the loss has changed by less than 0.1 % over the last {records} records ({numberText(last, 4)})";
        return classes > 1 && Math.Abs(last - guess) < NearGuess * guess
            ? $"{notice}, and it is that of guessing each of the {classes.ToString(CultureInfo.InvariantCulture)} classes alike: nothing was learned so far; try another learning rate, by a factor of ten up or down, or other start values"
            : $"{notice}: it has converged, or is stuck; stop_after: {records - 1} would end such a training by itself, a schedule or another learning rate may get further";
    }

    private bool IsStill(IReadOnlyList<double> losses)
    {
        var (first, last) = (losses.Count - records, losses.Count - 1);
        var most = Change * Math.Abs(losses[last]);
        // Where the loss still goes anywhere, the first of them tells.
        if (!(Math.Abs(losses[first] - losses[last]) <= most))
            return false;
        var (lowest, highest) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = last; i >= first; i--)
        {
            (lowest, highest) = (Math.Min(lowest, losses[i]), Math.Max(highest, losses[i]));
            if (!(highest - lowest <= most))
                return false;
        }

        return true;
    }
}
