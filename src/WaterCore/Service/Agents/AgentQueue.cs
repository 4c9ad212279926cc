using NodaTime;

namespace WaterCore.Service;

/// <summary>
/// Brings callers who wait and agents together: the caller who waits longest gets the agent with the skill who is idle longest. Knows no
/// telephone; time comes with each call. Safe for use by several threads.
/// </summary>
/// <param name="settings">How it is run.</param>
public sealed class AgentQueue(AgentQueueSettings? settings = null)
{
    // Enough to be steady, few enough to follow the hour.
    private const int Remembered = 20;

    private readonly AgentQueueSettings _settings = settings ?? new();
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Agent> _agents = [];
    private readonly List<WaitingCaller> _waiting = [];
    private readonly Queue<Duration> _lengths = new();

    /// <summary>The agents, in the order in which they came.</summary>
    public IReadOnlyList<Agent> Agents
    {
        get { lock (_lock) return [.. _agents.Values]; }
    }

    /// <summary>Those who wait, longest first; whose agent's telephone rings already are not among them.</summary>
    public IReadOnlyList<WaitingCaller> Waiting
    {
        get { lock (_lock) return [.. _waiting]; }
    }

    /// <summary>An agent comes, or changes name and skills. Who talks goes on talking.</summary>
    public void SignOn(string number, string name, IReadOnlyList<string> skills, Instant now)
    {
        lock (_lock)
            _agents[number] = _agents.TryGetValue(number, out var known)
                ? known with { Name = name, Skills = skills }
                : new Agent(number, name, skills, AgentState.Ready, now);
    }

    /// <summary>An agent goes. A call that is talked goes on.</summary>
    public void SignOff(string number)
    {
        lock (_lock) _agents.Remove(number);
    }

    /// <summary>Takes no calls until <see cref="Ready"/>. Who rings or talks is paused by that no longer than until the call ends.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Pause(string number, Instant now) => Change(number, a => a.State is AgentState.Ready or AgentState.WrapUp or AgentState.Paused, a => a with { State = AgentState.Paused, Since = now, Call = null, Until = null });

    /// <summary>Takes calls again, before wrap-up is over too.</summary>
    /// <returns>Whether it was done.</returns>
    public bool Ready(string number, Instant now) => Change(number, a => a.State is AgentState.WrapUp or AgentState.Paused, a => a with { State = AgentState.Ready, Since = now, Call = null, Until = null });

    /// <summary>A caller begins to wait, or waits again in the old place.</summary>
    /// <returns>False when nobody could come: no agent of the group is there, or none answers.</returns>
    public bool Enter(WaitingCaller caller)
    {
        lock (_lock)
        {
            if (!CanCome(caller.Group)) return false;
            if (_waiting.Exists(w => w.Call == caller.Call)) return true;
            var place = _waiting.FindLastIndex(w => w.Since <= caller.Since) + 1;
            _waiting.Insert(place, caller);
            return true;
        }
    }

    /// <summary>A caller waits no longer; an agent whose telephone rings for the caller is ready again.</summary>
    public void Leave(string call, Instant now)
    {
        lock (_lock)
        {
            _waiting.RemoveAll(w => w.Call == call);
            foreach (var agent in _agents.Values.Where(a => a.State == AgentState.Ringing && a.Call == call).ToList())
                _agents[agent.Number] = agent with { State = AgentState.Ready, Call = null };
        }
    }

    /// <summary>Who is to be rung for whom now; their telephones ring from here on.</summary>
    public IReadOnlyList<(Agent Agent, WaitingCaller Caller)> Assign(Instant now)
    {
        lock (_lock)
        {
            foreach (var over in _agents.Values.Where(a => a.Until <= now).ToList())
                _agents[over.Number] = over with { State = AgentState.Ready, Since = over.Until!.Value, Call = null, Until = null };
            var made = new List<(Agent, WaitingCaller)>();
            foreach (var caller in _waiting.ToList())
            {
                var idle = _agents.Values.Where(a => a.State == AgentState.Ready && a.Skills.Contains(caller.Group)).MinBy(a => a.Since);
                if (idle is null) continue;
                _waiting.Remove(caller);
                made.Add((_agents[idle.Number] = idle with { State = AgentState.Ringing, Call = caller.Call }, caller));
            }
            return made;
        }
    }

    /// <summary>Those who wait for a group in which nobody could come any more; they are taken out.</summary>
    public IReadOnlyList<WaitingCaller> Forsaken()
    {
        lock (_lock)
        {
            var forsaken = _waiting.Where(w => !CanCome(w.Group)).ToList();
            _waiting.RemoveAll(forsaken.Contains);
            return forsaken;
        }
    }

    /// <summary>The agent took the call.</summary>
    public void Answered(string number, Instant now) => Change(number, a => a.State == AgentState.Ringing, a => a with { State = AgentState.Talking, Since = now });

    /// <summary>The agent did not take the call.</summary>
    public void Missed(string number, Instant now) => Change(number, a => a.State == AgentState.Ringing, a => a with { State = AgentState.Paused, Since = now, Call = null, Until = now + _settings.AfterMissed });

    /// <summary>The talk is over.</summary>
    public void Ended(string number, Instant now)
    {
        lock (_lock)
        {
            if (!_agents.TryGetValue(number, out var agent) || agent.State != AgentState.Talking) return;
            _lengths.Enqueue(now - agent.Since + _settings.WrapUp);
            if (_lengths.Count > Remembered) _lengths.Dequeue();
            _agents[number] = agent with { State = AgentState.WrapUp, Since = now, Until = now + _settings.WrapUp };
        }
    }

    /// <summary>Where a caller stands, or null when the caller does not wait.</summary>
    public QueuePlace? PlaceOf(string call)
    {
        lock (_lock)
        {
            var caller = _waiting.Find(w => w.Call == call);
            if (caller is null) return null;
            var ahead = _waiting.TakeWhile(w => w != caller).Count(w => w.Group == caller.Group);
            var serving = Math.Max(1, _agents.Values.Count(a => a.Skills.Contains(caller.Group) && (a.State != AgentState.Paused || a.Until is not null)));
            var usual = _lengths.Count == 0 ? _settings.UsualCall : Duration.FromTicks(_lengths.Sum(l => l.BclCompatibleTicks) / _lengths.Count);
            // With all of them busy, one becomes free every (length / agents).
            var seconds = usual.BclCompatibleTicks / serving * (ahead + 1) / NodaConstants.TicksPerSecond;
            return new QueuePlace(ahead, Duration.FromMinutes(Math.Max(1, (seconds + 59) / 60)));
        }
    }

    private bool CanCome(string group) => _agents.Values.Any(a => a.Skills.Contains(group) && a.State != AgentState.Paused);

    private bool Change(string number, Func<Agent, bool> from, Func<Agent, Agent> to)
    {
        lock (_lock)
        {
            if (!_agents.TryGetValue(number, out var agent) || !from(agent)) return false;
            _agents[number] = to(agent);
            return true;
        }
    }
}
