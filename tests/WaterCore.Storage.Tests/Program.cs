using System.Globalization;
using NodaTime;
using WaterCore.Conformance;
using WaterCore.Storage.Sqlite;
using WaterCore.Storage.Tests;

// At full size what the tests do in seconds, by hand: "money-pairs [stride]", "kills [random points] [stops]".
if (args is ["money-pairs", ..]) return await Storms.PairsAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 1);
if (args is ["kills", ..])
    return await Storms.KillsAsync(args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 100, args.Length > 2 ? int.Parse(args[2], CultureInfo.InvariantCulture) : 20);

// The other process: "commit FILE" commits and says so until it is killed; "lock FILE" keeps the database to itself;
// "work FILE LIFE" works on items and says each step until it is killed; "story FILE CALL before|after" plays and kills itself before or after a call on the storage.
var (verb, file) = (args[0], args[1]);
await using var storage = new SqliteStorage(file, TimeSpan.FromSeconds(30));
if (verb == "lock")
{
    using var connection = storage.Connect();
    connection.Run("pragma locking_mode = exclusive; begin exclusive; create table if not exists held (x); commit");
    Console.WriteLine("locked");
    Console.ReadLine();
    return 0;
}

await storage.OpenAsync();
if (verb == "story")
{
    await KillStory.PlayAndDieAsync(storage, int.Parse(args[2], CultureInfo.InvariantCulture), args[3] == "after");
    return 0;
}

if (verb == "work")
{
    await WorkKillStory.PlayAsync(storage, int.Parse(args[2], System.Globalization.CultureInfo.InvariantCulture));
    return 0;
}

for (var n = 1; ; n++)
{
    await using var unit = await storage.WriteAsync();
    await unit.Customers.AddAsync([Town.Customer(n)]);
    await unit.Customers.AddAsync([Town.Premise(n)]);
    await unit.Customers.AddAsync([Town.Account(n)]);
    await unit.Receivables.PostAsync(Town.Journal(n, $"change {n}", 100));
    await unit.CommitAsync();
    Console.WriteLine(n);
}
