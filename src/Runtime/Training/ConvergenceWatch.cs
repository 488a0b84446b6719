using System.Globalization;

namespace Dsl.Runtime.Training;

/// <summary>Notices, once in a training, that the loss no longer changes.</summary>
/// <param name="classes">The number of classes that the data names; 0 where it names none.</param>
internal sealed class ConvergenceWatch(int classes)
{
    /// <summary>How many records in a row must be alike.</summary>
    public const int Records = 6;

    private const double Change = 1e-3;
    private const double NearGuess = 1e-2;

    /// <summary>Whether it was said.</summary>
    public bool IsSaid { get; set; }

    /// <summary>Looks at the losses recorded so far.</summary>
    /// <param name="losses">One loss a record.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    /// <returns>What to say, or null.</returns>
    public string? Look(IReadOnlyList<double> losses, Func<double, int, string> numberText)
    {
        if (IsSaid || losses.Count < Records)
            return null;
        var (least, most) = (double.PositiveInfinity, double.NegativeInfinity);
        for (var i = losses.Count - Records; i < losses.Count; i++)
            (least, most) = (Math.Min(least, losses[i]), Math.Max(most, losses[i]));
        var last = losses[^1];
        if (!(most - least <= Change * Math.Abs(last)))
            return null;
        IsSaid = true;
        var guess = Math.Log(Math.Max(classes, 1));
        var notice = $"the loss has changed by less than 0.1 % over the last {Records} records ({numberText(last, 4)})";
        return classes > 1 && Math.Abs(last - guess) < NearGuess * guess
            ? $"{notice}, and it is that of guessing each of the {classes.ToString(CultureInfo.InvariantCulture)} classes alike: nothing was learned so far; try another learning rate, by a factor of ten up or down, or other start values"
            : $"{notice}: it has converged, or is stuck; stop_after: 5 would end such a training by itself, a schedule or another learning rate may get further";
    }
}
