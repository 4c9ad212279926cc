using System.Diagnostics;

namespace WaterCore.Cluster.Tests;

/// <summary>
/// A throw-away primary on loopback and a standby that streams from it, each commit waiting for both. Ends with this process: a shell beside it waits for
/// its standard input to close.
/// </summary>
public sealed class PostgresPair : IDisposable
{
    private readonly Process _keeper;

    public PostgresPair()
    {
        var (first, second) = (Node.FreePort(), Node.FreePort());
        ConnectionString = $"Host=127.0.0.1:{first},127.0.0.1:{second};Database=postgres;Username=watercore;Timeout=5";
        var script =
            $$"""
            set -e
            b=$(ls -d /usr/lib/postgresql/*/bin | sort -V | tail -1)
            d=$(mktemp -d)
            trap 'rm -rf "$d"' EXIT
            common="-c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off"
            up() { for i in $(seq 600); do if "$b/pg_isready" -q -h 127.0.0.1 -p $1; then return 0; fi; sleep 0.1; done; cat "$d"/log*; return 1; }
            "$b/initdb" -D "$d/a" -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N > "$d/log0" 2>&1
            "$b/postgres" -D "$d/a" -p {{first}} $common > "$d/log1" 2>&1 & p=$!
            up {{first}}
            "$b/psql" -q -h 127.0.0.1 -p {{first}} -U postgres -c "create role watercore login superuser"
            "$b/pg_basebackup" -h 127.0.0.1 -p {{first}} -U postgres -D "$d/b" -R -X stream -c fast > "$d/log2" 2>&1
            "$b/postgres" -D "$d/b" -p {{second}} $common > "$d/log3" 2>&1 & r=$!
            up {{second}}
            "$b/psql" -q -h 127.0.0.1 -p {{first}} -U postgres -c "alter system set synchronous_standby_names = '*'" -c "select pg_reload_conf()" > "$d/log4"
            echo ready
            while read -r order; do
                kill -QUIT $p; wait $p || true
                "$b/pg_ctl" promote -w -D "$d/b" > "$d/log5"
                echo promoted
            done
            kill -QUIT $p $r 2> "$d/log6" || true
            wait
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
        Expect("ready");
    }

    /// <summary>Both, as people write them into the configuration: whichever is the primary is used.</summary>
    public string ConnectionString { get; }

    /// <summary>Stops the primary at once, as a power cut does, and makes the standby the primary.</summary>
    public void Lose()
    {
        _keeper.StandardInput.WriteLine("lose");
        Expect("promoted");
    }

    public void Dispose()
    {
        _keeper.StandardInput.Close();
        if (!_keeper.WaitForExit(TimeSpan.FromSeconds(60))) _keeper.Kill(entireProcessTree: true);
        _keeper.Dispose();
    }

    private void Expect(string word)
    {
        var line = _keeper.StandardOutput.ReadLine();
        if (line != word) throw new InvalidOperationException($"The pair of servers says '{line}' and not '{word}': {_keeper.StandardOutput.ReadToEnd()}");
    }
}
