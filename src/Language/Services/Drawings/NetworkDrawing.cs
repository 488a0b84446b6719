using System.Collections.Immutable;

namespace Dsl.Language.Services.Drawings;

/// <summary>A network or a computation as boxes and arrows, with no places yet.</summary>
/// <param name="Title">What is drawn.</param>
/// <param name="Description">What a person who does not see it is told.</param>
/// <param name="Items">Boxes and groups of boxes, in the order of the computation.</param>
/// <param name="Arrows">What flows from box to box; the way back from the end of a repeated group to its beginning is not among them.</param>
public sealed record NetworkDrawing(string Title, string Description, ImmutableArray<DrawnItem> Items, ImmutableArray<DrawnArrow> Arrows);

/// <summary>A box or a group of boxes.</summary>
/// <param name="Id">A name within the drawing: letters and digits.</param>
/// <param name="Repeats">What stands for its repetition: <c>x8</c>; empty for none.</param>
public abstract record DrawnItem(string Id, string Repeats);

/// <summary>A box.</summary>
/// <param name="Kind">What it stands for.</param>
/// <param name="Lines">Its name, or what it does step by step.</param>
/// <param name="Shape">The shape of what it gives; empty where it is no single tensor.</param>
/// <param name="Parameters">The trained numbers in one of it.</param>
public sealed record DrawnBox(string Id, string Repeats, DrawnKind Kind, ImmutableArray<string> Lines, string Shape, long Parameters) : DrawnItem(Id, Repeats);

/// <summary>Boxes that belong together: a model, or what a loop repeats.</summary>
/// <param name="Label">Its name; empty for a loop.</param>
public sealed record DrawnGroup(string Id, string Repeats, string Label, ImmutableArray<DrawnItem> Items) : DrawnItem(Id, Repeats);

/// <summary>An arrow between boxes, by their ids.</summary>
public sealed record DrawnArrow(string From, string To);

/// <summary>What a box stands for.</summary>
public enum DrawnKind
{
    /// <summary>A value that comes from outside.</summary>
    Input,

    /// <summary>A layer.</summary>
    Layer,

    /// <summary>Operations between layers.</summary>
    Operation,

    /// <summary>A weight that operations between layers read.</summary>
    Weight,

    /// <summary>A result.</summary>
    Output,
}
