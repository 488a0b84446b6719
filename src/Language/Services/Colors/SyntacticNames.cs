using System.Collections.Immutable;
using Dsl.Language.Services.Symbols;
using Dsl.Language.Syntax;

namespace Dsl.Language.Services.Colors;

/// <summary>What names are, as far as the text of the file, earlier entries, the library and the language tell without resolving scopes.</summary>
internal sealed class SyntacticNames : INameColors
{
    private readonly Dictionary<string, TokenColor> declared = [];
    private readonly HashSet<SyntaxToken> dimensions = [];
    private readonly HashSet<SyntaxToken> bound = [];
    private readonly HashSet<SyntaxToken> fields = [];

    private readonly IReadOnlyDictionary<string, Symbol> earlier;

    public SyntacticNames(SyntaxTree tree)
        : this(tree, ImmutableDictionary<string, Symbol>.Empty)
    {
    }

    /// <param name="tree">The text.</param>
    /// <param name="earlier">What the names of earlier entries stand for.</param>
    public SyntacticNames(SyntaxTree tree, IReadOnlyDictionary<string, Symbol> earlier)
    {
        this.earlier = earlier;
        foreach (var node in tree.Root.DescendantNodesAndSelf())
            Note(node);
    }

    public (TokenColor Color, ColorModifiers Modifiers) ColorOf(SyntaxToken token, SyntaxNode parent)
    {
        switch (parent)
        {
            case FunctionDeclarationSyntax:
                return (TokenColor.Function, ColorModifiers.Declaration | ColorModifiers.ReadOnly);
            case ModelDeclarationSyntax:
                return (TokenColor.Model, ColorModifiers.Declaration | ColorModifiers.ReadOnly);
            case OptimizerDeclarationSyntax:
                return (TokenColor.Optimizer, ColorModifiers.Declaration | ColorModifiers.ReadOnly);
            case ParamStatementSyntax:
                return (TokenColor.Weight, ColorModifiers.Declaration);
            case StateStatementSyntax:
                return (TokenColor.State, ColorModifiers.Declaration);
            case StateUpdateStatementSyntax:
                return (TokenColor.State, ColorModifiers.None);
            case ParameterSyntax:
                return (TokenColor.Parameter, ColorModifiers.Declaration);
            case ArgumentSyntax:
                return (fields.Contains(token) ? TokenColor.Field : TokenColor.Parameter, ColorModifiers.None);
            case MemberSyntax:
                return (TokenColor.Field, ColorModifiers.None);
            case TypeSyntax:
                return (TokenColor.ElementType, ColorModifiers.BuiltIn);
            case ImportStatementSyntax:
                return (TokenColor.ImportAlias, ColorModifiers.Declaration | ColorModifiers.ReadOnly);
            case ForStatementSyntax or ScanSyntax or CarrySyntax:
                return (TokenColor.Variable, ColorModifiers.Declaration);
            default:
                return OfName(token);
        }
    }

    private (TokenColor Color, ColorModifiers Modifiers) OfName(SyntaxToken token)
    {
        if (dimensions.Contains(token))
            return (TokenColor.Dimension, ColorModifiers.ReadOnly);
        if (bound.Contains(token))
            return (TokenColor.Variable, ColorModifiers.Declaration);
        if (declared.TryGetValue(token.Text, out var color))
            return (color, ColorModifiers.None);
        if (earlier.TryGetValue(token.Text, out var symbol))
            return (ResolvedNames.Of(symbol.Kind), ColorModifiers.None);
        return LanguageNames.ColorOf(token.Text) ?? (TokenColor.Variable, ColorModifiers.None);
    }

    private void Note(SyntaxNode node)
    {
        switch (node)
        {
            case FunctionDeclarationSyntax function:
                declared[function.Name.Text] = TokenColor.Function;
                break;
            case ModelDeclarationSyntax model:
                declared[model.Name.Text] = TokenColor.Model;
                break;
            case OptimizerDeclarationSyntax optimizer:
                declared[optimizer.Name.Text] = TokenColor.Optimizer;
                break;
            case ParamStatementSyntax param:
                declared[param.Name.Text] = TokenColor.Weight;
                break;
            case StateStatementSyntax state:
                declared[state.Name.Text] = TokenColor.State;
                break;
            case ParameterSyntax parameter:
                declared.TryAdd(parameter.Name.Text, TokenColor.Parameter);
                break;
            case ImportStatementSyntax { Alias: { } alias }:
                declared[alias.Text] = TokenColor.ImportAlias;
                break;
            case ForStatementSyntax loop:
                declared[loop.Variable.Text] = TokenColor.Variable;
                break;
            case CarrySyntax carry:
                declared[carry.Name.Text] = TokenColor.Variable;
                break;
            case ScanSyntax scan:
                declared[scan.Index.Text] = TokenColor.Variable;
                break;
            case BindingStatementSyntax binding:
                NoteTargets(binding);
                break;
            case ShapeSyntax shape:
                NoteDimensions(shape);
                break;
            case RearrangePatternSyntax pattern:
                NoteDimensions(pattern);
                break;
            case RecordSyntax record:
                fields.UnionWith(record.Fields.Elements.Select(static field => field.Name).OfType<SyntaxToken>());
                break;
        }
    }

    private void NoteTargets(BindingStatementSyntax binding)
    {
        foreach (var name in binding.Names)
        {
            bound.Add(name.Identifier);
            declared.TryAdd(name.Name, TokenColor.Variable);
        }
    }

    private void NoteDimensions(SyntaxNode node)
    {
        foreach (var token in node.DescendantTokens())
        {
            if (token.Kind == SyntaxKind.IdentifierToken)
                dimensions.Add(token);
        }
    }
}
