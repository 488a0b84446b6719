using Dsl.Runtime.Backends.Cuda;

namespace Dsl.Runtime.Tests.Backends.Cuda;

/// <summary>Where NVIDIA's libraries are looked for, in which order, and what happens where none is there.</summary>
public sealed class CudaSearchTests
{
    [Fact]
    public void Folders_that_were_named_come_first_then_the_loader_then_the_toolkit_then_packages_of_python()
    {
        var search = Search(
            new() { ["NN_CUDA_PATH"] = "/a:/b/", ["CUDA_HOME"] = "/usr/local/cuda", ["VIRTUAL_ENV"] = "/venv" },
            ["/venv/lib/python3.11", "/venv/lib/python3.12"]);
        Assert.Equal(
            [
                .. Files("/a/"), .. Files("/b/"), .. Files(string.Empty),
                .. Files("/usr/local/cuda/lib64/"), .. Files("/usr/local/cuda/lib/"),
                .. PackageFiles("/venv/lib/python3.11"), .. PackageFiles("/venv/lib/python3.12"),
            ],
            search.Candidates(CudaNames.Compiler));
    }

    [Fact]
    public void Windows_has_names_and_folders_of_its_own()
    {
        var search = Search(new() { ["CUDA_PATH"] = @"C:\cuda", ["CONDA_PREFIX"] = @"C:\conda" }, [], isWindows: true);
        Assert.Equal(
            [
                .. Products(string.Empty),
                .. Products(@"C:\cuda/bin/x64/"), .. Products(@"C:\cuda/bin/"),
                .. Products(@"C:\conda/Lib/site-packages/nvidia/cu13/bin/x86_64/"), .. Products(@"C:\conda/Lib/site-packages/nvidia/cu13/bin/"),
                .. Products(@"C:\conda/Lib/site-packages/nvidia/cublas/bin/x86_64/"), .. Products(@"C:\conda/Lib/site-packages/nvidia/cublas/bin/"),
            ],
            search.Candidates(CudaNames.Products));
        Assert.Empty(search.Candidates(CudaNames.Collectives));
    }

    [Fact]
    public void The_driver_is_never_looked_for_in_packages() =>
        Assert.Equal(["libcuda.so.1"], Search(new() { ["CUDA_HOME"] = "/cuda", ["VIRTUAL_ENV"] = "/venv" }, ["/venv/lib/python3.12"]).Candidates(CudaNames.Driver));

    [Fact]
    public void The_first_that_opens_is_taken()
    {
        var tried = new List<string>();
        var search = Search(new() { ["NN_CUDA_PATH"] = "/a" }, []) with
        {
            TryOpen = path =>
            {
                tried.Add(path);
                return path == "libnvrtc.so.12" ? 5 : 0;
            },
        };
        Assert.Equal(new CudaFile("libnvrtc.so.12", 5), search.Find(CudaNames.Compiler));
        Assert.Equal([.. Files("/a/"), "libnvrtc.so.13", "libnvrtc.so.12"], tried);
    }

    [Theory]
    [InlineData("/venv/nvidia/cu13/lib/libnvrtc.so.13", 13, 0, false, "/venv/nvidia/cu13/lib/libnvrtc-builtins.so.13.0")]
    [InlineData("/venv/nvidia/cuda_nvrtc/lib/libnvrtc.so.12", 12, 9, false, "/venv/nvidia/cuda_nvrtc/lib/libnvrtc-builtins.so.12.9")]
    [InlineData(@"C:\cuda/bin/nvrtc64_120_0.dll", 12, 6, true, @"C:\cuda/bin/nvrtc-builtins64_126.dll")]
    [InlineData("/cuda/lib64/libnvrtc.so.11.2", 11, 8, false, "/cuda/lib64/libnvrtc-builtins.so.11.8")]
    [InlineData("libnvrtc.so.12", 12, 9, false, null)]
    public void The_compilers_second_file_lies_beside_it(string path, int major, int minor, bool isWindows, string? expected) =>
        Assert.Equal(expected, NvrtcLibrary.BuiltinsBeside(path, major, minor, isWindows));

    [Fact]
    public void What_is_not_there_is_a_value()
    {
        var search = Search([], []);
        Assert.Null(CudaLibrary.TryLoad(search, out var obstacle));
        Assert.Equal("libcuda.so.1 is not there: it comes with NVIDIA's driver", obstacle);
        Assert.Null(NvrtcLibrary.TryLoad(search, out obstacle));
        Assert.Equal("libnvrtc.so.13 is not there", obstacle);
        var support = CudaSupport.Find(search);
        Assert.Empty(support.Devices);
        Assert.Empty(support.Libraries);
        Assert.Equal("libcuda.so.1 is not there: it comes with NVIDIA's driver", support.Obstacle);
    }

    [Fact]
    public void Folders_that_do_not_exist_are_no_trouble() => Assert.Empty(CudaSearch.Here.Folders("/there/is/no/such/folder", "python3*"));

    private static string[] PackageFiles(string python) => [.. Files($"{python}/site-packages/nvidia/cu13/lib/"), .. Files($"{python}/site-packages/nvidia/cuda_nvrtc/lib/")];

    private static string[] Files(string folder) => [$"{folder}libnvrtc.so.13", $"{folder}libnvrtc.so.12", $"{folder}libnvrtc.so.11.2"];

    private static string[] Products(string folder) => [$"{folder}cublasLt64_13.dll", $"{folder}cublasLt64_12.dll", $"{folder}cublasLt64_11.dll"];

    private static CudaSearch Search(Dictionary<string, string> variables, string[] folders, bool isWindows = false) => new(
        variables.GetValueOrDefault,
        (parent, pattern) => folders.Where(folder => folder.StartsWith(parent + "/" + pattern.TrimEnd('*'), StringComparison.Ordinal)),
        static _ => 0,
        isWindows);
}
