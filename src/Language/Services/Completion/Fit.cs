namespace Dsl.Language.Services.Completion;

/// <summary>Whether a name is what a place asks for.</summary>
internal enum Fit
{
    Unknown,
    Fits,
    MayFit,
    Unlikely,
}
