using Dsl.Language.Binding.Descriptions;
using Dsl.Language.Compilation;
using Dsl.Language.Text;

namespace Dsl.Repl;

/// <summary>Finds the model that a command line means.</summary>
internal static class ModelChoice
{
    /// <summary>The model of that name, or the only one there is; null with what is wrong.</summary>
    public static DescribedModel? Choose(CompiledScript compiled, string? name, out string? problem)
    {
        var models = compiled.Models;
        var names = string.Join(", ", models.Select(static model => model.Name));
        problem = models.IsEmpty ? "the script binds no model to a name at its top level, as net = Net() does"
            : name is null && models.Length > 1 ? $"the script has several models; name one of {names}"
            : null;
        if (problem is not null)
            return null;
        var found = name is null ? models[0] : models.FirstOrDefault(model => model.Name == name);
        if (found is null)
        {
            var near = NearMiss.Find(name!, models.Select(static model => model.Name));
            problem = $"the script binds no model to `{name}`; {(near is null ? $"there is {names}" : $"did you mean {near}?")}";
        }
        else if (found.Outputs.IsEmpty)
        {
            problem = $"the shapes of `{found.Name}` follow from its inputs, and the script has not applied it to any";
            found = null;
        }

        return found;
    }
}
