using System.Collections.Immutable;

namespace Dsl.Language.Data;

/// <summary>What <c>dates</c> is made of: the ways to write a day, and the characters that they need.</summary>
public static class WrittenDates
{
    /// <summary>Characters of the longest way to write a date, "September 30, 2026"; shorter ones end with spaces.</summary>
    public const int WrittenLength = 18;

    /// <summary>Characters of a date by ISO 8601, "2026-11-21".</summary>
    public const int StandardLength = 10;

    /// <summary>The first day that can be drawn.</summary>
    public static readonly DateOnly FirstDay = new(1900, 1, 1);

    /// <summary>How many days can be drawn: those of two centuries.</summary>
    public static readonly int Days = new DateOnly(2100, 1, 1).DayNumber - FirstDay.DayNumber;

    /// <summary>How many ways there are to write a day.</summary>
    public const int Manners = 5;

    private static readonly ImmutableArray<string> Months =
    [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
    ];

    /// <summary>The characters of all dates, in order; a character's token is its place.</summary>
    public static readonly ImmutableArray<string> Alphabet =
        [.. (" ,-.0123456789" + string.Concat(Months)).EnumerateRunes().Distinct().Order().Select(static character => character.ToString())];

    /// <summary>A day in one of the ways in which people write it.</summary>
    public static string Write(DateOnly day, int manner)
    {
        var month = Months[day.Month - 1];
        return manner switch
        {
            0 => $"{day.Day} {month[..3]} {day.Year}",
            1 => $"{day.Day} {month} {day.Year}",
            2 => $"{month[..3]} {day.Day}, {day.Year}",
            3 => $"{month} {day.Day}, {day.Year}",
            _ => $"{day.Day}.{day.Month}.{day.Year}",
        };
    }

    /// <summary>A day as ISO 8601 writes it.</summary>
    public static string WriteStandard(DateOnly day) => $"{day.Year:D4}-{day.Month:D2}-{day.Day:D2}";
}
