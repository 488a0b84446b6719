using Dsl.Language.Types;
using Dsl.Runtime.Storage;

namespace Dsl.Runtime.Export;

/// <summary>Writes a graph as an ONNX file (onnx.ai, onnx.proto of version 1.12): everything but numbers is put together in memory, weights go straight from where they are.</summary>
internal static class OnnxWriter
{
    private const string Producer = "nn";

    /// <summary>The most bytes that a file of this format has: its readers count them with 31 bits.</summary>
    public const long MostBytes = int.MaxValue;

    /// <summary>The bytes of the file, but for a few that say how long its parts are.</summary>
    public static long Size(OnnxGraph graph) => Start(graph).Bytes.Length + graph.Initializers.Sum(static tensor => Header(tensor).Bytes.Length + tensor.Value.ByteCount);

    public static void Write(Stream stream, OnnxGraph graph)
    {
        var start = Start(graph);
        var headers = graph.Initializers.Select(Header).ToList();
        var fields = headers.Zip(graph.Initializers, static (header, tensor) => new ProtobufMessage().Announce(OnnxFormat.Graph.Initializer, header.Bytes.Length + tensor.Value.ByteCount)).ToList();
        long length = start.Bytes.Length;
        for (var i = 0; i < headers.Count; i++)
            length += fields[i].Bytes.Length + headers[i].Bytes.Length + graph.Initializers[i].Value.ByteCount;
        stream.Write(new ProtobufMessage()
            .Add(OnnxFormat.Model.FormVersion, OnnxFormat.FormVersion)
            .Add(OnnxFormat.Model.Producer, Producer)
            .Add(OnnxFormat.Model.Description, graph.Description)
            .Add(OnnxFormat.Model.Operators, new ProtobufMessage().Add(OnnxFormat.Operators.Version, OnnxFormat.OperatorVersion))
            .Announce(OnnxFormat.Model.Graph, length).Bytes);
        stream.Write(start.Bytes);
        for (var i = 0; i < headers.Count; i++)
        {
            stream.Write(fields[i].Bytes);
            stream.Write(headers[i].Bytes);
            SafetensorsWriter.WriteBytes(stream, graph.Initializers[i].Value);
        }
    }

    // A graph but for its numbers.
    private static ProtobufMessage Start(OnnxGraph graph)
    {
        var message = new ProtobufMessage();
        foreach (var node in graph.Nodes)
            message.Add(OnnxFormat.Graph.Node, Message(node));
        message.Add(OnnxFormat.Graph.Name, graph.Name);
        foreach (var input in graph.Inputs)
            message.Add(OnnxFormat.Graph.Input, Message(input));
        foreach (var output in graph.Outputs)
            message.Add(OnnxFormat.Graph.Output, Message(output));
        return message;
    }

    private static ProtobufMessage Message(OnnxNode node)
    {
        var message = new ProtobufMessage();
        foreach (var input in node.Inputs)
            message.AddOne(OnnxFormat.Node.Input, input);
        foreach (var output in node.Outputs)
            message.AddOne(OnnxFormat.Node.Output, output);
        message.Add(OnnxFormat.Node.Name, node.Name).Add(OnnxFormat.Node.Operator, node.Operator);
        foreach (var attribute in node.Attributes)
            message.Add(OnnxFormat.Node.Attribute, Message(attribute));
        return message;
    }

    private static ProtobufMessage Message(OnnxAttribute attribute)
    {
        var message = new ProtobufMessage().Add(OnnxFormat.Attribute.Name, attribute.Name);
        if (attribute.Integer is { } integer)
            return message.Add(OnnxFormat.Attribute.Integer, integer).Add(OnnxFormat.Attribute.Kind, (long)OnnxFormat.Attribute.IntegerKind);
        if (attribute.Number is { } number)
            return message.Add(OnnxFormat.Attribute.Number, number).Add(OnnxFormat.Attribute.Kind, (long)OnnxFormat.Attribute.NumberKind);
        if (attribute.Text is { } text)
            return message.AddOne(OnnxFormat.Attribute.Text, text).Add(OnnxFormat.Attribute.Kind, (long)OnnxFormat.Attribute.TextKind);
        if (attribute.Integers is { } integers)
            return message.Add(OnnxFormat.Attribute.Integers, integers).Add(OnnxFormat.Attribute.Kind, (long)OnnxFormat.Attribute.IntegersKind);
        return message.Add(OnnxFormat.Attribute.Graph, Start(attribute.Graph!)).Add(OnnxFormat.Attribute.Kind, (long)OnnxFormat.Attribute.GraphKind);
    }

    private static ProtobufMessage Message(OnnxValue value)
    {
        var shape = new ProtobufMessage();
        foreach (var size in value.Sizes)
            shape.Add(OnnxFormat.Shape.Size, Message(size));
        var tensor = new ProtobufMessage().Add(OnnxFormat.Type.Element, (long)value.Element).Add(OnnxFormat.Type.Shape, shape);
        return new ProtobufMessage().Add(OnnxFormat.Value.Name, value.Name).Add(OnnxFormat.Value.Type, new ProtobufMessage().Add(OnnxFormat.Type.Tensor, tensor));
    }

    private static ProtobufMessage Message(Dimension size) => size.ConstantValue is { } number
        ? new ProtobufMessage().Add(OnnxFormat.Shape.Number, number)
        : new ProtobufMessage().Add(OnnxFormat.Shape.Expression, size.ToString() ?? string.Empty);

    // A tensor up to its numbers, which come last.
    private static ProtobufMessage Header(OnnxTensor tensor)
    {
        var message = new ProtobufMessage();
        if (!tensor.Shape.IsEmpty)
            message.Add(OnnxFormat.Tensor.Size, tensor.Shape.Select(static size => (long)size));
        return message.Add(OnnxFormat.Tensor.Element, (long)tensor.Element).Add(OnnxFormat.Tensor.Name, tensor.Name).Announce(OnnxFormat.Tensor.Bytes, tensor.Value.ByteCount);
    }
}
