using System.Xml.Linq;
using Dsl.Language.Compilation;
using Dsl.Language.Services.Drawings;
using Dsl.Language.Text;

namespace Dsl.Language.Tests.Services.Drawings;

/// <summary>What drawings of networks show, and that their forms are well made.</summary>
public class NetworkDrawerTests
{
    private const string Tower =
        """
        model Block(width: int) (x: [batch, width]) -> [batch, width] = x + (x |> layernorm() |> dense(width) |> relu)
        model Tower(layers: int) (x: [batch, 8]) -> [batch, 3] {
          for _ in 0..layers { x = x |> Block(8) }
          x |> dense(3)
        }
        net = Tower(4)

        """;

    [Fact]
    public void The_turns_of_a_loop_are_drawn_once()
    {
        Assert.Equal(
            """
            net: 379 weights
              x : [batch, 8]
              block x4:
                layernorm : [batch, 8], 16 weights <- x
                dense : [batch, 8], 72 weights <- layernorm
                relu : [batch, 8] <- dense
                + : [batch, 8] <- x, relu
              dense (2) : [batch, 3], 27 weights <- +
              result : [batch, 3] <- dense (2)

            """,
            Sizes(TextDrawing.Write(Draw(Tower))));
    }

    [Fact]
    public void What_a_loop_repeats_without_a_model_of_its_own_is_framed()
    {
        var text = TextDrawing.Write(Draw("model Deep() (x: [batch, 8]) -> [batch, 8] {\n  for _ in 0..5 { x = x |> dense(8) |> tanh }\n  x\n}\nnet = Deep()\n"));
        Assert.Contains("  x5:\n    dense : ", text, StringComparison.Ordinal);
        Assert.Contains("    tanh : ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_function_that_is_called_twice_is_drawn_twice()
    {
        var text = TextDrawing.Write(Draw("fn act(x) = tanh(2 * x)\nmodel Net() (x: [batch, 4]) -> [batch, 4] = x |> dense(4) |> act |> dense(4) |> act\nnet = Net()\n"));
        Assert.Contains("act : ", text, StringComparison.Ordinal);
        Assert.Contains("act (2) : ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("x2", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_weight_that_the_model_reads_itself_is_a_box()
    {
        var drawing = Draw("model Net() (x: [batch, 4]) -> [batch, 2] {\n  param W: [4, 2] ~ normal()\n  x @ W\n}\nnet = Net()\n");
        var weight = Assert.Single(drawing.Items.OfType<DrawnBox>(), static box => box.Kind == DrawnKind.Weight);
        Assert.Equal(("W", 8L), (weight.Lines[0], weight.Parameters));
        Assert.Contains(drawing.Arrows, arrow => arrow.From == weight.Id);
    }

    [Fact]
    public void The_steps_of_a_recurrence_are_one_frame()
    {
        const string Script =
            """
            model Net() (x: [T, 3]) -> [T, 4] {
              param W: [3, 4] ~ normal()
              param V: [4, 4] ~ normal()
              scan t over T with h: [4] = 0 {
                h = tanh(x[t] @ W + h @ V)
                h
              }
            }
            net = Net()

            """;
        Assert.Contains("each step", TextDrawing.Write(Draw(Script)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_model_that_a_loop_binds_is_known_too()
    {
        var compiled = Compile("model Net() (x: [batch, 4]) -> [batch, 2] = x |> dense(2)\nfor i in 0..3 {\n  net = Net()\n  y = net(random([5, 4]))\n}\n");
        Assert.Equal("net", Assert.Single(compiled.Models).Name);
        Assert.Contains("dense : [batch, 2]", Sizes(TextDrawing.Write(NetworkDrawer.Draw(compiled.Models[0]))), StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_is_drawn_with_what_leads_to_it()
    {
        var tensor = Assert.Single(Compile("x = random([3, 4])\ny = softmax(x @ x.T)\n").Tensors, static tensor => tensor.Name == "y");
        var text = TextDrawing.Write(NetworkDrawer.Draw("y", [tensor.Node]));
        Assert.Contains("softmax", text, StringComparison.Ordinal);
        Assert.Contains("random", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_training_keeps_in_16_bits_is_drawn_with_its_type()
    {
        const string Script = """
            model Net() (x: [batch, 2]) -> [batch, 2] {
              h = x |> dense(16) |> tanh
              (h * softmax(h)) |> dense(2)
            }
            net = Net()
            train(net, make_moons(100), loss: cross_entropy, optimizer: sgd(0.1), steps: 5, precision: PRECISION)

            """;
        var narrow = TextDrawing.Write(Draw(Script.Replace("PRECISION", "bf16", StringComparison.Ordinal)));
        Assert.StartsWith("net: 82 weights, values kept as bf16 in training\n", narrow, StringComparison.Ordinal);
        Assert.Contains("tanh : bf16[batch, 16]", narrow, StringComparison.Ordinal);
        Assert.Contains("softmax : [batch, 16]", narrow, StringComparison.Ordinal);
        Assert.Contains("* : [batch, 16]", narrow, StringComparison.Ordinal);
        Assert.Contains("result : bf16[batch, 2]", narrow, StringComparison.Ordinal);
        var wide = TextDrawing.Write(Draw(Script.Replace("PRECISION", "f32", StringComparison.Ordinal)));
        Assert.DoesNotContain("f16", wide, StringComparison.Ordinal);
    }

    [Fact]
    public void The_picture_is_well_formed_and_its_boxes_do_not_overlap()
    {
        var picture = XDocument.Parse(SvgDrawing.Write(Draw(Tower)));
        var boxes = picture.Descendants().Where(static e => e.Name.LocalName == "g" && ((string?)e.Attribute("class"))!.StartsWith("box", StringComparison.Ordinal))
            .Select(static e => e.Elements().First()).Select(static r => (X: Number(r, "x"), Y: Number(r, "y"), Width: Number(r, "width"), Height: Number(r, "height"))).ToList();
        Assert.Equal(7, boxes.Count);
        for (var i = 0; i < boxes.Count; i++)
        {
            for (var j = i + 1; j < boxes.Count; j++)
            {
                var (a, b) = (boxes[i], boxes[j]);
                Assert.True(a.X + a.Width <= b.X || b.X + b.Width <= a.X || a.Y + a.Height <= b.Y || b.Y + b.Height <= a.Y, $"boxes {i} and {j} overlap");
            }
        }

        Assert.NotNull(picture.Root!.Elements().Single(static e => e.Name.LocalName == "desc").Value);
    }

    [Fact]
    public void Every_arrow_of_the_flowchart_joins_boxes_that_are_there()
    {
        var lines = MermaidDrawing.Write(Draw(Tower)).Split('\n').Select(static line => line.Trim()).ToList();
        var boxes = lines.Where(static line => line.Contains('"', StringComparison.Ordinal) && !line.StartsWith("title", StringComparison.Ordinal)).Select(static line => line.Split('(', '[')[0].Replace("subgraph ", "", StringComparison.Ordinal)).ToHashSet();
        var arrows = lines.Where(static line => line.Contains("-->", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(arrows);
        Assert.All(arrows.SelectMany(static arrow => arrow.Split(" --> ")), end => Assert.Contains(end, boxes));
        Assert.Equal(lines.Count(static line => line.StartsWith("subgraph", StringComparison.Ordinal)), lines.Count(static line => line == "end"));
    }

    [Theory]
    [InlineData("a < b & \"c\" > 'd'", "a &lt; b &amp; &quot;c&quot; &gt; &#39;d&#39;")]
    [InlineData("bell \u0007", "bell \uFFFD")]
    [InlineData("Σ 😀\n", "Σ 😀\n")]
    public void Markup_means_nothing(string text, string escaped) => Assert.Equal(escaped, Markup.Escape(text));

    [Fact]
    public void Half_of_a_pair_is_replaced_in_markup() => Assert.Equal("a\uFFFDb", Markup.Escape("a\uD800b"));

    private static NetworkDrawing Draw(string script) => NetworkDrawer.Draw(Assert.Single(Compile(script).Models));

    // Sizes are written with the names that signatures give them; which of them a shape shows is not what these tests are about.
    private static string Sizes(string text) => System.Text.RegularExpressions.Regex.Replace(text, @"\w+=", string.Empty);

    private static double Number(XElement element, string name) => double.Parse((string)element.Attribute(name)!, System.Globalization.CultureInfo.InvariantCulture);

    private static CompiledScript Compile(string script)
    {
        var compiled = ScriptCompiler.Compile(new SourceText("net.nn", script), new CompilationOptions(NoFiles.Instance) { DescribesModels = true });
        Assert.Empty(compiled.Diagnostics);
        return compiled;
    }
}
