namespace Dsl.Language.Syntax;

/// <summary>The levels of operators, from the weakest to the tightest.</summary>
public static class Precedence
{
    public const int None = 0;
    public const int Pipe = 1;
    public const int Or = 2;
    public const int And = 3;
    public const int Not = 4;
    public const int Comparison = 5;
    public const int Range = 6;
    public const int Additive = 7;
    public const int Multiplicative = 8;
    public const int Negation = 9;
    public const int Power = 10;
}
