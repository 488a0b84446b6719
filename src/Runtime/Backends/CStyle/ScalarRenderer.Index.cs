using System.Globalization;
using System.Text;
using Dsl.Language.Lowering;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>Positions.</summary>
internal sealed partial class ScalarRenderer
{
    /// <summary>A sum of multiples of counters, quotients, remainders and loaded indices.</summary>
    public string Index(LinearIndex index)
    {
        var text = new StringBuilder();
        foreach (var term in index.Terms)
        {
            var atom = Atom(term.Atom);
            if (text.Length > 0)
                text.Append(" + ");
            text.Append(term.Coefficient == 1 ? atom : string.Create(CultureInfo.InvariantCulture, $"{kernel.Wide(atom)} * {Constant(term.Coefficient)}"));
        }

        if (text.Length == 0)
            return Constant(index.Constant);
        if (index.Constant != 0)
            text.Append(" + ").Append(Constant(index.Constant));
        return $"({text})";
    }

    private static string Constant(long value) => CType.Whole64(value);

    private string Atom(IndexExpression atom)
    {
        switch (atom)
        {
            case LoopIndex loop:
                return loop.Variable.Extent <= 1 ? "0" : Counter(loop.Variable);
            case FloorDivideIndex divide:
                var dividend = Index(LinearIndex.Of(divide.Index));
                return divide.Range is not null ? $"({dividend} / {Constant(divide.Divisor)})" : $"nn_floor_divide_i64({dividend}, {Constant(divide.Divisor)})";
            case ModuloIndex modulo:
                var operand = Index(LinearIndex.Of(modulo.Index));
                return modulo.Index.Range is ( >= 0, _) ? $"({operand} % {Constant(modulo.Divisor)})" : $"nn_modulo_i64({operand}, {Constant(modulo.Divisor)})";
            case LoadedIndex loaded:
                return Loaded(loaded);
            default:
                return Index(LinearIndex.Of(atom));
        }
    }

    private string Loaded(LoadedIndex loaded)
    {
        if (scope.NameOf(loaded) is { } known)
            return known;
        var current = scope;
        var value = Value(loaded.Value);
        scope = PlaceOf(free.Of(loaded.Value));
        var name = Declare("i64", string.Create(CultureInfo.InvariantCulture, $"nn_index({value}, {loaded.Bound}, kernel_number, {kernel.SiteOf(loaded)}, fault)"));
        scope.Name(loaded, name);
        scope = current;
        return name;
    }
}
