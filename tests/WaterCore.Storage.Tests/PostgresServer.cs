using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace WaterCore.Storage.Tests;

/// <summary>
/// A throw-away PostgreSQL on loopback, from the installed package, never as root. It ends with this process, however that ends: a shell beside it
/// waits for its standard input to close.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private const string User = "watercore";

    private static readonly Lazy<PostgresServer> s_shared = new(() => new PostgresServer());

    private readonly Process _keeper;
    private int _databases;

    /// <param name="settings">Further settings of the server, such as <c>-c fsync=on</c>.</param>
    public PostgresServer(string settings = "-c fsync=off")
    {
        var programs = Programs() ?? throw new InvalidOperationException("PostgreSQL is not installed.");
        Port = FreePort();
        // Sorted as people of one language do, so that a text which is not told to sort by its bytes would be noticed.
        var script =
            $"""
            set -e
            d=$(mktemp -d)
            trap 'rm -rf "$d"' EXIT
            '{programs}/initdb' -D "$d/data" -U postgres -A trust -E UTF8 --locale-provider=icu --icu-locale=en-US --locale=C.UTF-8 -N > "$d/initdb.log" 2>&1 || (cat "$d/initdb.log"; exit 1)
            echo "$d/data"
            while read -r order; do
                case "$order" in
                    start) '{programs}/postgres' -D "$d/data" -p {Port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=60 {settings} > "$d/log" 2>&1 & server=$!; echo started ;;
                    stop) kill -QUIT "$server"; wait "$server" || true; echo stopped ;;
                esac
            done
            if [ -n "$server" ]; then kill -QUIT "$server" 2> "$d/end" || true; wait "$server" || true; fi
            """;
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        if (Environment.UserName == "root")
        {
            start.FileName = "setpriv";
            foreach (var argument in new[] { "--reuid=postgres", "--regid=postgres", "--clear-groups", "sh" }) start.ArgumentList.Add(argument);
        }
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        _keeper = Process.Start(start)!;
        var first = _keeper.StandardOutput.ReadLine();
        if (first?.StartsWith('/') != true) throw new InvalidOperationException($"initdb failed: {first} {_keeper.StandardOutput.ReadToEnd()}");
        Start();
        Run("postgres", $"create role {User} login createdb", "postgres");
        Run("postgres", $"create role watercore_branch nologin; grant watercore_branch to {User}", "postgres");
    }

    /// <summary>One for all tests of this process; started at the first use.</summary>
    public static PostgresServer Shared => s_shared.Value;

    public static bool IsInstalled => Programs() is not null;

    public int Port { get; }

    /// <summary>Skips the test, or fails it where CI is true, when PostgreSQL is not installed.</summary>
    public static void SkipWithout()
    {
        if (Programs() is not null) return;
        const string reason = "PostgreSQL is not installed (package postgresql, 15 or newer).";
        if (Environment.GetEnvironmentVariable("CI") == "true") Assert.Fail(reason);
        Skip.If(true, reason);
    }

    /// <summary>The name of a database that is not there yet.</summary>
    public string NewName() => $"wc{Interlocked.Increment(ref _databases)}";

    /// <summary>Makes an empty database, or a copy of another one to which nobody is connected.</summary>
    public string Create(string name, string? template = null)
    {
        lock (s_shared) Run("postgres", $"create database {name}{(template is null ? "" : $" template {template} strategy file_copy")}");
        return ConnectionString(name);
    }

    // By the server's own user: a vacuum that is under way in it is nobody else's to end.
    public void Drop(string name) => Run("postgres", $"drop database if exists {name} with (force)", "postgres");

    public string ConnectionString(string database) => $"Host=127.0.0.1;Port={Port};Database={database};Username={User};Timeout=20";

    /// <summary>A connection of its own, not open yet.</summary>
    public NpgsqlConnection Connect(string database) => new($"{ConnectionString(database)};Pooling=false");

    public void Start()
    {
        Order("start");
        var until = DateTime.UtcNow.AddSeconds(60);
        for (; ; Thread.Sleep(50))
        {
            try
            {
                Run("postgres", "select 1", "postgres");
                return;
            }
            catch (NpgsqlException) when (DateTime.UtcNow < until)
            {
            }
        }
    }

    /// <summary>At once, as by a power cut of the server's process: what was not committed is lost, what was is found again from the log.</summary>
    public void StopImmediately() => Order("stop");

    /// <summary>One statement; as the owner of the databases, if nobody else is named.</summary>
    public void Run(string database, string sql, string user = User)
    {
        using var connection = new NpgsqlConnection($"Host=127.0.0.1;Port={Port};Database={database};Username={user};Pooling=false;Timeout=20;Command Timeout=120");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }

    public void Dispose()
    {
        _keeper.StandardInput.Close();
        if (!_keeper.WaitForExit(TimeSpan.FromSeconds(30))) _keeper.Kill(entireProcessTree: true);
        _keeper.Dispose();
    }

    /// <summary>Where initdb and postgres are: the newest of the system's packages from 15 on.</summary>
    private static string? Programs() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql")
            .Where(d => int.TryParse(Path.GetFileName(d), out var major) && major >= 15 && File.Exists(Path.Combine(d, "bin", "initdb")))
            .OrderByDescending(d => int.Parse(Path.GetFileName(d), System.Globalization.CultureInfo.InvariantCulture)).Select(d => Path.Combine(d, "bin")).FirstOrDefault()
        : null;

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void Order(string order)
    {
        _keeper.StandardInput.WriteLine(order);
        _keeper.StandardInput.Flush();
        if (_keeper.StandardOutput.ReadLine() is null) throw new InvalidOperationException($"The server's keeper ended at '{order}'.");
    }
}
