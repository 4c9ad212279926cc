using FsCheck.Xunit;
using NodaTime;
using WaterCore.Service;

namespace WaterCore.Tests.Service;

public class AgentQueueTests
{
    private static readonly Instant Start = Instant.FromUtc(2026, 11, 25, 1, 0);
    private readonly AgentQueue _queue = new(new AgentQueueSettings { WrapUp = Duration.FromSeconds(30), AfterMissed = Duration.FromSeconds(60), UsualCall = Duration.FromMinutes(3) });

    private static Instant At(int seconds) => Start + Duration.FromSeconds(seconds);

    private bool Enter(string call, string group = "front-desk", int at = 0) => _queue.Enter(new WaitingCaller(call, group, At(at)));

    private string Assigned(int at) => string.Join(' ', _queue.Assign(At(at)).Select(a => $"{a.Caller.Call}->{a.Agent.Number}"));

    [Fact]
    public void Caller_WhoWaitsLongest_GetsTheAgentWhoIsIdleLongest()
    {
        _queue.SignOn("602", "B", ["front-desk"], At(0));
        _queue.SignOn("601", "A", ["front-desk"], At(5));
        Assert.True(Enter("late", at: 20));
        Assert.True(Enter("early", at: 10));
        Assert.Equal("early->602 late->601", Assigned(21));
        Assert.Empty(_queue.Waiting);
    }

    [Fact]
    public void Caller_WaitsForTheSkill_NotForAnybody()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        _queue.SignOn("602", "B", ["repair"], At(0));
        Enter("a", "repair", 1);
        Enter("b", "repair", 2);
        Assert.Equal("a->602", Assigned(3));
        Assert.Equal(["b"], _queue.Waiting.Select(w => w.Call));
        Assert.False(Enter("c", "laboratory", 4));
    }

    [Fact]
    public void Agent_WhoDoesNotAnswer_IsLeftAlone_AndTheCallerKeepsThePlace()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        _queue.SignOn("602", "B", ["front-desk"], At(1));
        Enter("a", at: 2);
        Assert.Equal("a->601", Assigned(2));
        Enter("b", at: 3);
        Assert.Equal("b->602", Assigned(3));
        _queue.Missed("601", At(22));
        Enter("c", at: 22);
        Assert.True(Enter("a", at: 2));
        Assert.Equal(["a", "c"], _queue.Waiting.Select(w => w.Call));
        Assert.Equal("", Assigned(81));
        Assert.Equal("a->601", Assigned(82));
    }

    [Fact]
    public void Caller_WhenTheOnlyAgentDoesNotAnswer_IsForsaken()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        Enter("a");
        Enter("b", at: 1);
        Assigned(1);
        _queue.Missed("601", At(21));
        Assert.False(Enter("a"));
        Assert.Equal(["b"], _queue.Forsaken().Select(w => w.Call));
        Assert.Empty(_queue.Waiting);
    }

    [Fact]
    public void Agent_AfterACall_WritesItDown_AndIsReadyWhenTheTimeIsOverOrBefore()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        Enter("a");
        Assigned(1);
        _queue.Answered("601", At(5));
        _queue.Ended("601", At(65));
        Enter("b", at: 66);
        Assert.Equal("", Assigned(94));
        Assert.Equal("b->601", Assigned(95));
        _queue.Answered("601", At(96));
        _queue.Ended("601", At(97));
        Assert.True(_queue.Ready("601", At(98)));
        Enter("c", at: 98);
        Assert.Equal("c->601", Assigned(98));
    }

    [Fact]
    public void Wait_IsEstimatedFromCallsThatWere_AndFromHowManyServe()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        Enter("a");
        Assigned(0);
        Enter("b", at: 1);
        Enter("c", at: 2);
        Assert.Equal(new QueuePlace(0, Duration.FromMinutes(3)), _queue.PlaceOf("b"));
        Assert.Equal(new QueuePlace(1, Duration.FromMinutes(6)), _queue.PlaceOf("c"));
        _queue.Answered("601", At(10));
        // Ten minutes less the wrap-up.
        _queue.Ended("601", At(10 + 570));
        Assert.Equal(new QueuePlace(1, Duration.FromMinutes(20)), _queue.PlaceOf("c"));
        _queue.SignOn("602", "B", ["front-desk"], At(600));
        Assert.Equal(new QueuePlace(1, Duration.FromMinutes(10)), _queue.PlaceOf("c"));
        Assert.Null(_queue.PlaceOf("a"));
    }

    [Fact]
    public void Caller_WhoLeaves_FreesTheAgentWhoseTelephoneRings()
    {
        _queue.SignOn("601", "A", ["front-desk"], At(0));
        Enter("a");
        Assigned(0);
        Enter("b", at: 1);
        _queue.Leave("a", At(2));
        Assert.Equal("b->601", Assigned(2));
    }

    /// <summary>Whatever happens in whatever order: nobody is lost, nobody is served twice at once, no agent has two calls.</summary>
    [Property(MaxTest = 300)]
    public void Queue_WhateverHappens_LosesNobody(int seed)
    {
        var random = new Random(seed);
        var queue = new AgentQueue();
        var inside = new HashSet<string>();
        for (var i = 0; i < 6; i++) queue.SignOn($"60{i}", $"{i}", i % 2 == 0 ? ["a"] : ["a", "b"], Start);
        for (var step = 1; step < 400; step++)
        {
            var now = At(step * 7);
            var agent = queue.Agents[random.Next(6)];
            switch (random.Next(6))
            {
                case 0 when queue.Enter(new WaitingCaller($"c{step}", random.Next(2) == 0 ? "a" : "b", now)):
                    inside.Add($"c{step}");
                    break;
                case 1 when agent.State == AgentState.Ringing:
                    queue.Answered(agent.Number, now);
                    break;
                case 2 when agent.State == AgentState.Talking:
                    queue.Ended(agent.Number, now);
                    inside.Remove(agent.Call!);
                    break;
                case 3 when agent.State == AgentState.Ringing:
                    queue.Missed(agent.Number, now);
                    if (!queue.Enter(new WaitingCaller(agent.Call!, "a", now))) inside.Remove(agent.Call!);
                    break;
                case 4 when inside.Count > 0 && inside.ElementAt(random.Next(inside.Count)) is var gone && !queue.Agents.Any(a => a.State == AgentState.Talking && a.Call == gone):
                    queue.Leave(gone, now);
                    inside.Remove(gone);
                    break;
            }
            queue.Assign(now);
            foreach (var forsaken in queue.Forsaken()) inside.Remove(forsaken.Call);
            var served = queue.Agents.Where(a => a.State is AgentState.Ringing or AgentState.Talking).Select(a => a.Call!).ToList();
            Assert.Equal(inside.Order(), queue.Waiting.Select(w => w.Call).Concat(served).Order());
            // Where somebody waits, nobody with the skill is idle.
            foreach (var waiting in queue.Waiting) Assert.DoesNotContain(queue.Agents, a => a.State == AgentState.Ready && a.Skills.Contains(waiting.Group));
        }
    }
}
