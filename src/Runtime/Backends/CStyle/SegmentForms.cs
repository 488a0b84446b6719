using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Dsl.Runtime.Backends.CStyle;

/// <summary>
/// The segments of a launch, those that differ in their buffers and random streams only written once: the layers of a network have the same sums, updates and first values, and
/// compilers take far more than proportionally longer for long kernels.
/// </summary>
internal sealed partial class SegmentForms
{
    /// <summary>How a segment's text names the number of a group among those of the segment.</summary>
    public const string Group = "group";

    private readonly List<Form> forms = [];
    private readonly List<Form> separate = [];
    private readonly Dictionary<string, Form> known = [];

    /// <summary>Adds a segment.</summary>
    /// <param name="body">Its statements.</param>
    /// <param name="groups">How many groups it has.</param>
    /// <param name="text">The kernel, which knows the types of its operands.</param>
    public void Add(RenderScope body, long groups, KernelText text)
    {
        var slots = new List<string>();
        var key = Part().Replace(body.Text.ToString(), match => Slot(slots, match.Value, match.Groups["kind"].Value is { Length: > 0 } kind ? kind : "stream"));
        key = string.Create(CultureInfo.InvariantCulture, $"{groups} {string.Join(' ', slots.Select(part => TypeOf(part, text)))}\n") + key;
        if (!known.TryGetValue(key, out var form))
        {
            form = new Form(body, groups, key[(key.IndexOf('\n', StringComparison.Ordinal) + 1)..]);
            forms.Add(form);
            known.Add(key, form);
        }

        form.Members.Add([.. slots]);
        var alone = new Form(body, groups, string.Empty);
        alone.Members.Add([.. slots]);
        separate.Add(alone);
    }

    /// <summary>Writes all segments, each by itself where the dialect wants it.</summary>
    /// <param name="statements">The block to write to.</param>
    /// <param name="text">The kernel.</param>
    public void Write(RenderScope statements, KernelText text)
    {
        if (forms.Count == separate.Count)
        {
            Write(statements, text, separate);
            return;
        }

        statements.Line("#if NN_JOINS_SEGMENTS");
        Write(statements, text, forms);
        statements.Line("#else");
        Write(statements, text, separate);
        statements.Line("#endif");
    }

    private static void Write(RenderScope statements, KernelText text, List<Form> forms)
    {
        var first = 0L;
        for (var i = 0; i < forms.Count; i++)
        {
            var form = forms[i];
            var limit = first + (form.Groups * form.Members.Count);
            var head = forms.Count == 1 ? string.Empty : i == forms.Count - 1 ? "else" : string.Create(CultureInfo.InvariantCulture, $"{(i == 0 ? "if" : "else if")} (NN_GROUP < {limit})");
            var number = first == 0 ? "NN_GROUP" : string.Create(CultureInfo.InvariantCulture, $"(NN_GROUP - {first})");
            var scope = new RenderScope(statements, [], isGuarded: true);
            if (form.Members.Count == 1)
            {
                if (form.Groups > 1)
                    scope.Line($"const i64 {Group} = {number};");
                scope.Text.Append(form.Body.Text);
            }
            else
            {
                if (form.Groups > 1)
                    scope.Line(string.Create(CultureInfo.InvariantCulture, $"const i64 {Group} = {number} % {form.Groups};"));
                WriteChoice(scope, form, form.Groups == 1 ? number : string.Create(CultureInfo.InvariantCulture, $"{number} / {form.Groups}"), text);
                scope.Text.Append(form.Shared);
            }

            statements.Block(head, scope);
            first = limit;
        }
    }

    private static void WriteChoice(RenderScope scope, Form form, string member, KernelText text)
    {
        var slots = form.Members[0];
        for (var slot = 0; slot < slots.Length; slot++)
            scope.Line($"{TypeOf(slots[slot], text)} {NameOf(slot, KindOf(slots[slot]))};");
        scope.Line($"switch ((int)({member})) {{");
        for (var i = 0; i < form.Members.Count; i++)
        {
            var choice = new StringBuilder(i == form.Members.Count - 1 ? "  default:" : string.Create(CultureInfo.InvariantCulture, $"  case {i}:"));
            for (var slot = 0; slot < slots.Length; slot++)
                choice.Append(CultureInfo.InvariantCulture, $" {NameOf(slot, KindOf(slots[slot]))} = {form.Members[i][slot]};");
            scope.Line(choice.Append(" break;").ToString());
        }

        scope.Line("}");
    }

    private static string Slot(List<string> slots, string part, string kind)
    {
        var slot = slots.IndexOf(part);
        if (slot < 0)
        {
            slot = slots.Count;
            slots.Add(part);
        }

        return NameOf(slot, kind);
    }

    private static string KindOf(string part) => part[0] is 'p' or 'o' ? part[..1] : "stream";

    private static string NameOf(int slot, string kind) =>
        string.Create(CultureInfo.InvariantCulture, $"{(kind == "p" ? "operand" : kind == "o" ? "begin" : "stream")}{slot}");

    private static string TypeOf(string part, KernelText text) => KindOf(part) == "p" ? text.PointerType(int.Parse(part.AsSpan(1), CultureInfo.InvariantCulture)) : "i64";

    // An operand's first element, where it begins, or the number of a random stream.
    [GeneratedRegex(@"\b(?<kind>[po])\d+\b|(?<=nn_uniform\(\w+, )\d+(?=,)")]
    private static partial Regex Part();

    private sealed record Form(RenderScope Body, long Groups, string Shared)
    {
        /// <summary>What each segment has in the places where they differ.</summary>
        public List<ImmutableArray<string>> Members { get; } = [];
    }
}
