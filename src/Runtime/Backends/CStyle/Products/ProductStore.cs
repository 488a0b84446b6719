using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Dsl.Language.Lowering;
using Dsl.Language.Types;
using Dsl.Runtime.Kernels;
using Dsl.Runtime.Scheduling;

namespace Dsl.Runtime.Backends.CStyle.Products;

/// <summary>Writes what becomes of sums: they are stored, and what else is computed from each of them too, while they are in registers.</summary>
/// <param name="shape">The product.</param>
/// <param name="whole">The kernel: the product, or the product with its epilogue.</param>
/// <param name="text">The kernel's text.</param>
internal sealed class ProductStore(ContractionShape shape, Kernel whole, KernelText text)
{
    private static readonly ImmutableArray<string> parts = ["x", "y", "z", "w"];

    private readonly TensorBuffer product = shape.Kernel.Output.Buffer;
    private readonly ImmutableArray<ElementKernel> epilogue = (whole as EpilogueKernel)?.Epilogue ?? [];

    /// <summary>How the loops over the sums begin: what is long is not written out where that is not needed to keep sums in registers.</summary>
    public string Unroll => epilogue.IsEmpty ? "NN_UNROLL" : "NN_UNROLL_CUDA";

    private bool StoresProduct => whole is not EpilogueKernel { StoresProduct: false };

    private IEnumerable<TensorBuffer> Stored => epilogue.Select(static kernel => kernel.Output).Concat(StoresProduct ? [product] : []);

    /// <summary>How many neighbouring sums of a row are stored together, of so many that an item has side by side.</summary>
    public int Width(int most) => shape.StoresColumnsBy(most) && Stored.All(static buffer => CType.Of(buffer.Element).Suffix == "f32") ? most : 1;

    /// <summary>The type of results in which doubles occur, or not.</summary>
    public static bool UsesDoubles(Kernel whole) =>
        whole is EpilogueKernel kernel ? KernelText.UsesDoubles(kernel.Product) || kernel.Epilogue.Any(KernelText.UsesDoubles) : KernelText.UsesDoubles(whole);

    /// <summary>The statements for neighbouring sums.</summary>
    /// <param name="sums">The sums, as expressions.</param>
    /// <param name="place">The name of the first one's place in the output.</param>
    public string Statements(ImmutableArray<string> sums, string place)
    {
        var statements = new StringBuilder();
        for (var i = 0; i < epilogue.Length; i++)
            statements.Append(CultureInfo.InvariantCulture, $"{CType.Of(epilogue[i].Output.Element).Computed} results{i}[{sums.Length}];\n");
        var fetched = new Dictionary<LoadScalar, string>(ReferenceEqualityComparer.Instance);
        if (sums.Length == parts.Length)
            statements.Append(Fetches(place, fetched));
        for (var lane = 0; !epilogue.IsEmpty && lane < sums.Length; lane++)
            statements.Append("{\n").Append(Results(sums[lane], place, lane, fetched)).Append("}\n");
        if (StoresProduct)
            statements.Append(Put(product, place, sums)).Append('\n');
        for (var i = 0; i < epilogue.Length; i++)
            statements.Append(Put(epilogue[i].Output, place, [.. sums.Select((_, lane) => string.Create(CultureInfo.InvariantCulture, $"results{i}[{lane}]"))])).Append('\n');
        return statements.ToString();
    }

    private static string Rounded(ElementType element, string value) => element switch
    {
        ElementType.Float16 => $"nn_round_to_f16({value})",
        ElementType.BFloat16 => $"nn_round_to_bf16({value})",
        _ => value,
    };

    // What neighbouring sums are computed with and lies side by side is read together.
    private string Fetches(string place, Dictionary<LoadScalar, string> fetched)
    {
        var scope = new RenderScope(null, [], isGuarded: false);
        foreach (var kernel in epilogue)
        {
            foreach (var load in VectorAccess.Plain(kernel.Body))
            {
                var isOwn = LaunchPhases.IsOwnElement(load, kernel);
                if (fetched.ContainsKey(load) || !VectorAccess.IsFloat(load.Buffer) || load.Buffer == product || epilogue.Any(other => other.Output == load.Buffer) || !(isOwn || Follows(load, kernel)))
                    continue;
                var name = string.Create(CultureInfo.InvariantCulture, $"fetched{fetched.Count}");
                fetched.Add(load, name);
                scope.Line($"nn_f32x4 {name};");
                var inner = new RenderScope(null, [], isGuarded: false);
                var renderer = new ScalarRenderer(text, inner);
                Count(kernel, place, inner, renderer);
                inner.Line($"{name} = nn_fetch4_{OperandFill.Suffix(load.Buffer.Element)}({text.Pointer(load.Buffer)}, {(isOwn ? place : renderer.Position(load.Buffer.Shape, load.Indices))}, {text.IsAligned(load.Buffer)});");
                scope.Block(string.Empty, inner);
            }
        }

        return scope.Text.ToString();
    }

    private static bool Follows(LoadScalar load, ElementKernel kernel) => kernel.Loops.LastOrDefault(static loop => loop.Extent > 1) is { } last
        && VectorAccess.FollowsAlong(LinearIndex.OfElement(load.Buffer.Shape, load.Indices), last, parts.Length);

    private string Results(string sum, string place, int lane, Dictionary<LoadScalar, string> fetched)
    {
        var scope = new RenderScope(null, [], isGuarded: false);
        var renderer = new ScalarRenderer(text, scope);
        var known = new Dictionary<TensorBuffer, string>(ReferenceEqualityComparer.Instance) { [product] = "element" };
        scope.Line($"const {shape.Sum.Computed} element = {Rounded(product.Element, sum)};");
        if (lane > 0)
            scope.Line(string.Create(CultureInfo.InvariantCulture, $"const {shape.IndexType} own = {place} + {lane};"));
        for (var i = 0; i < epilogue.Length; i++)
        {
            var kernel = epilogue[i];
            Count(kernel, lane > 0 ? "own" : place, scope, renderer);
            ExpressionWalker.Visit(
                kernel.Body,
                part =>
                {
                    if (part is LoadScalar load && scope.NameOf(load) is null && (known.GetValueOrDefault(load.Buffer) ?? (fetched.TryGetValue(load, out var four) ? $"{four}.{parts[lane]}" : null)) is { } name)
                        scope.Name(load, name);
                },
                null);
            var result = string.Create(CultureInfo.InvariantCulture, $"results{i}[{lane}]");
            scope.Line($"{result} = {Rounded(kernel.Output.Element, renderer.Value(kernel.Body))};");
            known.Add(kernel.Output, result);
        }

        return scope.Text.ToString();
    }

    // The counters of a kernel's loops, which count the places of its output.
    private static void Count(ElementKernel kernel, string place, RenderScope scope, ScalarRenderer renderer)
    {
        var stride = 1L;
        for (var i = kernel.Loops.Length - 1; i >= 0; i--)
        {
            var loop = kernel.Loops[i];
            if (loop.Extent > 1)
            {
                var quotient = stride == 1 ? place : string.Create(CultureInfo.InvariantCulture, $"{place} / {stride}");
                var counter = stride * loop.Extent == kernel.Output.ElementCount ? quotient : string.Create(CultureInfo.InvariantCulture, $"{quotient} % {loop.Extent}");
                scope.Line($"const int {renderer.Counter(loop)} = (int)({counter});");
            }

            stride *= loop.Extent;
        }
    }

    private string Put(TensorBuffer buffer, string place, ImmutableArray<string> values) => values.Length switch
    {
        1 => CType.Store(buffer.Element, text.Pointer(buffer), place, values[0]),
        2 => $"{KernelGuard.Mark}nn_put2_{OperandFill.Suffix(buffer.Element)}({text.Pointer(buffer)}, {place}, {values[0]}, {values[1]});",
        _ => $"{KernelGuard.Mark}nn_put4_{OperandFill.Suffix(buffer.Element)}({text.Pointer(buffer)}, {place}, {text.IsAligned(buffer)}, {string.Join(", ", values)});",
    };
}
