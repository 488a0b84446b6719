using Dsl.Language.Types;
using Dsl.Runtime.Kernels;

namespace Dsl.Runtime.Scheduling.Sweeps;

/// <summary>Whether computing tables again where they are read costs less than their way through the device's memory.</summary>
internal static class SweepCost
{
    // Operations that devices do while they move a byte: 10 to 35 in single precision, several times as many where 16-bit floats have hardware of their own.
    private const double OperationsOfByte = 16;
    private const double OperationsOfByteOfMatrices = 100;

    /// <summary>Whether it pays.</summary>
    /// <param name="domain">The tables.</param>
    /// <param name="sweeps">The launches that would replace all that reads or writes them.</param>
    public static bool Pays(TableDomain domain, IReadOnlyList<SweepKernel> sweeps)
    {
        var saved = domain.Writers.Sum(table => (double)table.Key.Element.ByteSize() * (1 + domain.Writers.Values.Concat(domain.Results.Select(static result => result.Kernel)).Count(reader => reader.Reads.Contains(table.Key) && IsRead(reader))));
        var again = sweeps.SelectMany(static sweep => sweep.Passes.SelectMany(pass => pass.Products.Select(product => Cost(product, sweep)))).Sum()
            - domain.Writers.Values.OfType<ContractionKernel>().Sum(product => Cost(product, sweeps[0]));
        return again <= saved;

        // What follows a product element by element is computed where the product is stored, as long as it needs no result of all of it.
        bool IsRead(Kernel reader) => domain.Results.Exists(result => ReferenceEquals(result.Kernel, reader) || reader.Reads.Contains(result.Kernel.Writes[0]));
    }

    // In bytes that are moved meanwhile, for one element of a table.
    private static double Cost(ContractionKernel product, SweepKernel sweep) =>
        2.0 * product.Loops.Where(static loop => loop.IsReduced).Aggregate(1L, static (terms, loop) => terms * loop.Extent)
        / (sweep.Cut.HasMatrices && SweepMemory.IsOfMatrices(product) ? OperationsOfByteOfMatrices : OperationsOfByte);
}
