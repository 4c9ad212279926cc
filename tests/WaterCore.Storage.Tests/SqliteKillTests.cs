namespace WaterCore.Storage.Tests;

/// <summary>A run, payments and the end of a day, killed and begun again; at full size by this program with <c>kills</c>.</summary>
public sealed class SqliteKillTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [SkippableFact]
    public async Task Story_KilledAtNamedAndRandomPoints_EndsAsIfItHadNotBeen()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "Needs SIGKILL.");
        Assert.Equal((9, 3), await KillPoints.PlayAsync(Path.GetDirectoryName(_directory.File("x"))!, named: 9, random: 3));
    }
}
