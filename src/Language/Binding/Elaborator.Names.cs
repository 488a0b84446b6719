using System.Collections.Immutable;
using Dsl.Language.Binding.Declarations;
using Dsl.Language.Binding.Units;
using Dsl.Language.Binding.Values;
using Dsl.Language.Data;
using Dsl.Language.Operators;
using Dsl.Language.Syntax;
using Dsl.Language.Text;
using Dsl.Language.Types;

namespace Dsl.Language.Binding;

public sealed partial class Elaborator
{
    private static readonly Lazy<Dictionary<string, Value>> Builtins = new(MakeBuiltins);

    /// <summary>The script's own frame, whose names its functions and models see as they are when called.</summary>
    private Frame? scriptFrame;

    /// <summary>In a check of a declaration alone: the names that the script binds, whose values only its run order gives.</summary>
    private IReadOnlySet<string> openNames = new HashSet<string>();

    /// <summary>What a name stands for: names of the body, then of the script, the library, and the built-in ones. The library sees only itself.</summary>
    private Value? Lookup(string name, Frame frame) =>
        frame.Names.GetValueOrDefault(name)
        ?? (frame.IsLibrary ? null : ScriptName(name))
        ?? LibraryDeclarations.Find(name)
        ?? Builtins.Value.GetValueOrDefault(name);

    private Value? ScriptName(string name) =>
        scriptFrame?.Names.GetValueOrDefault(name) ?? (openNames.Contains(name) ? PoisonValue.Instance : fileNames.GetValueOrDefault(name));

    /// <summary>Every name that can be used in a frame, for completion and for near misses.</summary>
    internal IEnumerable<string> VisibleNames(Frame frame) =>
        frame.Names.Keys.Concat(fileNames.Keys).Concat(LibraryDeclarations.Names).Concat(Builtins.Value.Keys).Distinct();

    // Names that blocks of a body were the first to bind, which ended with these blocks.
    private readonly Dictionary<(SyntaxNode? Body, string Name), SourceLocation> endedNames = [];

    private void NoteEndOfBlock(Frame frame)
    {
        if (frame.Outer is null || frame.IsLibrary)
            return;
        foreach (var name in frame.Own)
        {
            if (frame.Sites.TryGetValue(name, out var site))
                endedNames[(frame.Declaration, name)] = site;
        }
    }

    private SourceLocation? BlockThatBound(string name, Frame frame) => endedNames.GetValueOrDefault((frame.Declaration, name));

    private string? NearestName(string name, Frame frame) => NearMiss.Find(name, VisibleNames(frame).Where(static visible => visible != LastValueName));

    private static Dictionary<string, Value> MakeBuiltins()
    {
        var names = new Dictionary<string, Value>();
        foreach (var @operator in OperatorCatalog.All)
        {
            if (@operator.IsCallable)
                names[@operator.Name] = new OperatorValue(@operator);
        }

        foreach (var function in DataCatalog.All)
            names[function.Name] = new DataFunctionValue(function);
        foreach (var unit in UnitCatalog.All)
            names[unit.Name] = new UnitValue(unit);
        foreach (var type in new[] { "float", "f32", "f16", "bf16", "f64", "int", "bool" })
            names[type] = new ConversionValue(ElementTypes.FromName(type)!.Value);
        names["pi"] = new NumberValue(Math.PI);
        return names;
    }
}
