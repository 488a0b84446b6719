using System.Text;
using Dsl.Language.Syntax;

namespace Dsl.Language.Binding.Declarations;

/// <summary>
/// The names of the instances that a model's body makes, from the text alone, so that parameter paths are stable: the name it is
/// bound to (<c>q = x |> dense(C)</c> is <c>q</c>), else the model's own in lower case, numbered where it occurs more than once;
/// in a loop in the plural, followed by the turn (<c>blocks.0</c>).
/// </summary>
internal sealed class InstancePaths
{
    private readonly Dictionary<SyntaxNode, (string Base, bool InLoop)> sites;

    private InstancePaths(Dictionary<SyntaxNode, (string Base, bool InLoop)> sites)
    {
        this.sites = sites;
    }

    public static InstancePaths Of(SyntaxNode body, Func<string, bool> isModel)
    {
        var found = new List<InstanceSite>();
        var boundNames = new HashSet<string>();
        Collect(body, isModel, found, boundNames, inLoop: false);
        var sites = new Dictionary<SyntaxNode, (string, bool)>();
        foreach (var group in found.GroupBy(static f => f.Base))
        {
            var members = group.ToList();
            for (var i = 0; i < members.Count; i++)
            {
                var name = members[i].InLoop ? Plural(group.Key) : group.Key;
                sites[members[i].Site] = (members.Count == 1 ? name : $"{name}_{i + 1}", members[i].InLoop);
            }
        }

        return new InstancePaths(sites);
    }

    public string NameOf(SyntaxNode site, string modelName, string turn)
    {
        var (name, inLoop) = sites.TryGetValue(site, out var known) ? known : (SnakeCase(modelName), turn.Length > 0);
        return inLoop && turn.Length > 0 ? $"{name}.{turn}" : name;
    }

    public static string SnakeCase(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0 && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }

        return text.ToString();
    }

    private static string Plural(string name) => name.EndsWith('s') ? name + "es" : name + "s";

    private static void Collect(
        SyntaxNode node, Func<string, bool> isModel, List<InstanceSite> found, HashSet<string> boundNames, bool inLoop)
    {
        if (node is BindingStatementSyntax { Target: NameSyntax target } binding)
        {
            var inner = new List<InstanceSite>();
            Collect(binding.Value, isModel, inner, boundNames, inLoop);
            // A rebound name says where the data flows, not what the layer is.
            var isNew = boundNames.Add(target.Name) && !Mentions(binding.Value, target.Name);
            found.AddRange(inner.Count == 1 && isNew ? [inner[0] with { Base = target.Name }] : inner);
            return;
        }

        if (node is CallSyntax { Callee: NameSyntax callee } && isModel(callee.Name))
            found.Add(new InstanceSite(node, SnakeCase(callee.Name), inLoop));
        foreach (var child in node.Children)
        {
            if (child is SyntaxNode childNode)
                Collect(childNode, isModel, found, boundNames, inLoop || node is ForStatementSyntax);
        }
    }

    private static bool Mentions(SyntaxNode node, string name) =>
        (node is NameSyntax n && n.Name == name) || node.Children.OfType<SyntaxNode>().Any(c => Mentions(c, name));
}
