namespace Dsl.Runtime.Training;

/// <summary>Notices at the end of a training that the net learned its training data by heart.</summary>
internal static class Overfitting
{
    private const int FewestRecords = 6;
    private const int FewestSince = 3;

    // Validation losses go up and down by themselves.
    private const double Risen = 1.1;

    /// <summary>What to say of the losses, or null.</summary>
    /// <param name="training">The training losses, one a record.</param>
    /// <param name="validation">The validation losses.</param>
    /// <param name="numberText">Writes a number with so many significant digits.</param>
    public static string? Describe(IReadOnlyList<double> training, IReadOnlyList<double> validation, Func<double, int, string> numberText)
    {
        if (validation.Count < FewestRecords)
            return null;
        var best = 0;
        for (var i = 1; i < validation.Count; i++)
        {
            if (validation[i] < validation[best])
                best = i;
        }

        // It never came back, and all that time the training loss fell.
        var since = validation.Count - 1 - best;
        if (since < FewestSince || !(training[^1] < training[best]) || !(validation[best] > 0) || !(validation[^1] > Risen * validation[best]))
            return null;
        return $"the validation loss was lowest at record {best + 1} of {validation.Count} ({numberText(validation[best], 4)}) and has risen to {numberText(validation[^1], 4)} while the training loss went on falling: "
            + "the net learns its training data by heart; keep_best: true takes the weights of then, stop_after: ends such a training, and more data, dropout or a smaller net narrow the gap";
    }
}
