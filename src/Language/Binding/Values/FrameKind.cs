namespace Dsl.Language.Binding.Values;

/// <summary>What kind of body an expression stands in.</summary>
public enum FrameKind
{
    /// <summary>The script itself: actions may happen.</summary>
    Script,

    /// <summary>A function or lambda: pure.</summary>
    Function,

    /// <summary>A model's body: owns weights.</summary>
    Model,

    /// <summary>An optimizer's body: owns states, one set for each weight.</summary>
    Optimizer,
}
