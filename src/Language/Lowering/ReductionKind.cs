namespace Dsl.Language.Lowering;

/// <summary>How a reduction combines elements. The Arg forms give the first index of the extreme value, as an int.</summary>
public enum ReductionKind
{
    Sum, Product, Maximum, Minimum, ArgMaximum, ArgMinimum, Any, All,
}
