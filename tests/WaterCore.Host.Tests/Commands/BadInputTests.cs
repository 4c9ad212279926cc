namespace WaterCore.Host.Tests.Commands;

public sealed class BadInputTests : IDisposable
{
    private const string Customers = "account,name,address,tariff,class,opened,meter,size,dials,installed,first_index\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a: [1, 2\nb: }", ": this is not YAML")]
    [InlineData("", "the file is empty")]
    [InlineData("just words", "tariff.yaml:1: the file is not a map")]
    [InlineData("tariff: x\nname: {zh: a, en: b}\ncurrency: Yuan\n", "tariff.yaml:3: currency: it is not a currency code; write three capital letters, such as CNY")]
    public async Task Rate_ByAFileThatIsNoTariff_SaysWhere(string text, string sentence)
    {
        _folder.Write("tariff.yaml", text);
        _folder.Write("usage.csv", "usage,class\n1,a\n");
        var run = await HostProcess.RunAsync(_folder.Path, "rate", "--tariff", "tariff.yaml", "--usage", "usage.csv");
        Assert.Contains(sentence, run.Output + run.Error);
        NoStackTrace(run);
    }

    [Fact]
    public async Task Rate_ByAYamlBomb_IsRefusedAtItsFirstAlias()
    {
        var bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + string.Concat("bcdefghi".Select(c => $"{c}: &{c} [{string.Join(',', Enumerable.Repeat($"*{(char)(c - 1)}", 9))}]\n"));
        Assert.InRange(bomb.Length, 250, 400);
        _folder.Write("bomb.yaml", bomb);
        _folder.Write("usage.csv", "usage,class\n1,a\n");
        var run = await HostProcess.RunAsync(_folder.Path, "rate", "--tariff", "bomb.yaml", "--usage", "usage.csv");
        Assert.Contains("the alias *a is not allowed", run.Output);
        NoStackTrace(run);
    }

    [Fact]
    public async Task Import_WithADecimalComma_RefusesTheRowWithItsLineAndKeepsNothing()
    {
        await PublishAsync();
        _folder.Write("customers.csv", Customers + "1,王伟,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20,\"10,5\"\n2,李娜,人民路2号,zhuhai-main,residential,2025-12-20,M2,DN15,5,2025-12-20,7\n");
        var run = await HostProcess.RunAsync(_folder.Path, "import", "--customers", "customers.csv", "--database", "w.db");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("customers.csv:2: first_index: '10,5' has ',', and the declared decimal mark is '.'; write it with the declared mark, or declare the other.", run.Error);
        Assert.Contains("nothing was imported", run.Output);
        Assert.Contains("There is no bill '2'", (await HostProcess.RunAsync(_folder.Path, "show", "2", "--database", "w.db")).Error);
        // Declared, the comma is understood.
        Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "import", "--customers", "customers.csv", "--decimal", ",", "--database", "w.db")).ExitCode);
        NoStackTrace(run);
    }

    [Theory]
    [InlineData("1,王伟,人民路1号,zhuhai-main,residental,2025-12-20,M1,DN15,5,2025-12-20,7", "class: tariff zhuhai-main has no class 'residental'; use one of: residential")]
    [InlineData("1,王伟,人民路1号,zhuhai-main,residential,20/12/2025,M1,DN15,5,2025-12-20,7", "opened: '20/12/2025' is not a date; write it as uuuu-MM-dd")]
    [InlineData("1,王伟,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20,-7", "first_index: '-7' is not an index")]
    [InlineData("1,王伟,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20,100000", "first_index: the index does not fit 5 dials")]
    [InlineData("1,王伟,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20", "the row has 10 cells and the heading 11")]
    [InlineData("1,,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20,7", "name: it is empty")]
    public async Task Import_OfABadRow_SaysLineColumnAndRemedy(string row, string sentence)
    {
        await PublishAsync();
        _folder.Write("customers.csv", Customers + row + "\n");
        var run = await HostProcess.RunAsync(_folder.Path, "import", "--customers", "customers.csv", "--database", "w.db");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"customers.csv:2: {sentence}", run.Error);
        NoStackTrace(run);
    }

    [Fact]
    public async Task Import_OfABadRow_SaysItInChineseToo()
    {
        await PublishAsync();
        _folder.Write("customers.csv", Customers + "1,,人民路1号,zhuhai-main,residential,2025-12-20,M1,DN15,5,2025-12-20,7\n");
        var run = await HostProcess.RunAsync(_folder.Path, "import", "--customers", "customers.csv", "--database", "w.db", "--language", "zh");
        Assert.Contains("customers.csv:2: name: 是空的，请填写。", run.Error);
        Assert.Contains("客户：customers.csv 共 1 行，退回 1 行，未导入任何内容", run.Output);
    }

    [Fact]
    public async Task Tariff_WithoutAUnit_IsRatedWithAWarningButNotPublished()
    {
        _folder.Write("t.owrs", "metadata: {utility_name: X, bill_frequency: monthly}\nrate_structure:\n  A:\n    commodity_charge: 2*usage_ccf\n    bill: commodity_charge\n");
        _folder.Write("usage.csv", "usage_ccf,class\n3,A\n");
        var rated = await HostProcess.RunAsync(_folder.Path, "rate", "--tariff", "t.owrs", "--usage", "usage.csv");
        Assert.Equal(0, rated.ExitCode);
        Assert.Single(rated.Error.Split('\n'), l => l.StartsWith("warning: t.owrs:1: metadata.bill_unit: the billing unit is missing"));
        var published = await HostProcess.RunAsync(_folder.Path, "tariff", "publish", "t.owrs", "--database", "w.db");
        Assert.Equal(1, published.ExitCode);
        Assert.Contains("the billing unit is missing", published.Error);
    }

    [Fact]
    public async Task Bill_WithoutADatabaseThatCanBeUsed_EndsWithOneSentence()
    {
        _folder.Write("notes.db", "these are not the tables you are looking for, but a text that is longer than a header\n");
        foreach (var database in new[] { "notes.db", "no/such/folder/w.db" })
        {
            var run = await HostProcess.RunAsync(_folder.Path, "bill", "--cycle", "2026-01", "--database", database);
            Assert.Equal(78, run.ExitCode);
            Assert.Single(run.Error.TrimEnd().Split('\n'));
            NoStackTrace(run);
        }
    }

    [Theory]
    [InlineData("bill --cycle tomorrow", "--cycle tomorrow is not a month")]
    [InlineData("rate --tariff nothing.yaml --usage x", "The tariff nothing.yaml is neither a file nor a folder")]
    [InlineData("rate --tariff zhuhai-main --usage nothing.csv", "The file nothing.csv cannot be read")]
    [InlineData("import", "There is nothing to import")]
    [InlineData("fly", "fly")]
    public async Task Call_ThatCannotBeCarriedOut_EndsWithTwo(string call, string sentence)
    {
        var run = await HostProcess.RunAsync(_folder.Path, call.Split(' '));
        Assert.Equal(2, run.ExitCode);
        Assert.Contains(sentence, run.Error);
        NoStackTrace(run);
    }

    [Theory]
    [InlineData("demo")]
    [InlineData("rate")]
    [InlineData("import")]
    [InlineData("bill")]
    [InlineData("show")]
    [InlineData("verify")]
    [InlineData("plugins")]
    [InlineData("tariff")]
    public async Task Verb_AskedForHelp_Gives_It(string verb)
    {
        var run = await HostProcess.RunAsync(_folder.Path, verb, "--help");
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("--help", run.Output);
    }

    private async Task PublishAsync() => Assert.Equal(0, (await HostProcess.RunAsync(_folder.Path, "tariff", "publish", "zhuhai-main", "--database", "w.db")).ExitCode);

    private static void NoStackTrace(HostRun run) => Assert.DoesNotContain("   at ", run.Output + run.Error);
}
