using Dsl.Language.Types;

namespace Dsl.Runtime.Data;

/// <summary>A stretch of the tokens of a text as a column of single numbers, from the token <paramref name="from"/> on.</summary>
public sealed class TokenColumn(TokenStore tokens, int from, int rows) : Column(ElementType.Int, [], rows)
{
    private const int Portion = 256;

    public override void CopyRows(ReadOnlySpan<int> rows, Span<float> destination)
    {
        Span<long> token = stackalloc long[1];
        for (var i = 0; i < rows.Length; i++)
        {
            tokens.Copy(from + rows[i], token);
            destination[i] = token[0];
        }
    }

    public override void CopyRows(ReadOnlySpan<int> rows, Span<long> destination)
    {
        for (var i = 0; i < rows.Length; i++)
            tokens.Copy(from + rows[i], destination.Slice(i, 1));
    }

    public override void CopyRange(int start, int count, Span<long> destination) => tokens.Copy(from + start, destination[..count]);

    public override void CopyRange(int start, int count, Span<float> destination)
    {
        Span<long> numbers = stackalloc long[Portion];
        for (var done = 0; done < count; done += Portion)
        {
            var piece = numbers[..Math.Min(Portion, count - done)];
            tokens.Copy(from + start + done, piece);
            for (var i = 0; i < piece.Length; i++)
                destination[done + i] = piece[i];
        }
    }
}
