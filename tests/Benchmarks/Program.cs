using Dsl.Benchmarks.Profiling;

if (args is ["--profile", var script, .. var rest])
    return ProfileCommand.Run(Console.Out, script, Environment.GetEnvironmentVariable("NN_DATA"), rest is ["--seconds", var seconds] ? double.Parse(seconds) : 3);
return 0;
