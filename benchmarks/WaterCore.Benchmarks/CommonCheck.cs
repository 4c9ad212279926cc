using WaterCore.Billing;

namespace WaterCore.Benchmarks;

/// <summary>Holds that all contenders make the same bills: a comparison of different answers would be none.</summary>
internal static class CommonCheck
{
    /// <exception cref="InvalidOperationException">Two of them differ.</exception>
    public static void Run(CommonTariff accounts)
    {
        var calculator = new BillingCalculator(accounts.Tariff);
        var naive = new NaiveCommon();
        var half = accounts.Half;
        var sums = new long[4];
        var expected = new long[4 * accounts.Accounts];
        for (var i = 0; i < accounts.Accounts; i++)
        {
            var bill = calculator.Calculate(accounts.Case(i)).Value;
            var theirs = naive.Bill(i >= half, accounts.Usage[i] / 1000m, accounts.YearToDate[i] / 1000m, accounts.Persons[i], accounts.Meters[i]);
            var (rows, from, at) = i < half ? (half, 0, i) : (accounts.Accounts - half, 4 * half, i - half);
            for (var c = 0; c < 4; c++)
            {
                var amount = expected[from + c * rows + at] = c < 3 ? bill.Lines[c].Amount.Minor : bill.Total.Minor;
                Same(amount, (long)((c < 3 ? theirs.Lines[c].Amount : theirs.Total) * 100), $"naive, account {i}, column {c}");
                sums[c] += amount;
            }
        }
        foreach (var vectors in Enum.GetValues<BatchVectors>().Where(v => v <= BillingBatch.Best))
        {
            var batch = new CommonBatch(accounts, vectors);
            var narrow = new int[expected.Length];
            var wide = new long[expected.Length];
            Same(0, batch.Run(narrow) + batch.Run(wide), $"{vectors}, refused");
            for (var i = 0; i < expected.Length; i++)
            {
                Same(expected[i], narrow[i], $"{vectors}, 32 bits, cell {i}");
                Same(expected[i], wide[i], $"{vectors}, 64 bits, cell {i}");
            }
        }
        using var databases = new CommonDatabases(accounts);
        databases.RunDuck();
        databases.RunSqlite();
        for (var c = 0; c < 4; c++)
        {
            Same(sums[c], databases.Sums(duck: true)[c], $"DuckDB, column {c}");
            Same(sums[c], databases.Sums(duck: false)[c], $"SQLite, column {c}");
        }
    }

    private static void Same(long ours, long theirs, string what)
    {
        if (ours != theirs) throw new InvalidOperationException($"{what}: the calculator says {ours}, it says {theirs}.");
    }
}
