namespace Dsl.Runtime.Export;

/// <summary>Numbers of the messages of ONNX's files, as onnx.proto of version 1.12 declares them; only those that are written.</summary>
internal static class OnnxFormat
{
    /// <summary>The version of the file's form, which came with the version of operators.</summary>
    public const long FormVersion = 8;

    /// <summary>The version of operators: the first in which a scatter adds, so that older readers take it as well.</summary>
    public const long OperatorVersion = 17;

    public static class Model
    {
        public const int FormVersion = 1;
        public const int Producer = 2;
        public const int Description = 6;
        public const int Graph = 7;
        public const int Operators = 8;
    }

    public static class Operators
    {
        public const int Version = 2;
    }

    public static class Graph
    {
        public const int Node = 1;
        public const int Name = 2;
        public const int Initializer = 5;
        public const int Input = 11;
        public const int Output = 12;
    }

    public static class Node
    {
        public const int Input = 1;
        public const int Output = 2;
        public const int Name = 3;
        public const int Operator = 4;
        public const int Attribute = 5;
    }

    public static class Attribute
    {
        public const int Name = 1;
        public const int Number = 2;
        public const int Integer = 3;
        public const int Text = 4;
        public const int Graph = 6;
        public const int Integers = 8;
        public const int Kind = 20;

        public const int NumberKind = 1;
        public const int IntegerKind = 2;
        public const int TextKind = 3;
        public const int GraphKind = 5;
        public const int IntegersKind = 7;
    }

    public static class Tensor
    {
        public const int Size = 1;
        public const int Element = 2;
        public const int Name = 8;
        public const int Bytes = 9;
    }

    public static class Value
    {
        public const int Name = 1;
        public const int Type = 2;
    }

    public static class Type
    {
        public const int Tensor = 1;
        public const int Element = 1;
        public const int Shape = 2;
    }

    public static class Shape
    {
        public const int Size = 1;
        public const int Number = 1;
        public const int Expression = 2;
    }
}
