using System.Collections.Concurrent;
using WaterCore.Customers;
using WaterCore.Ports;
using WaterCore.Values;

namespace WaterCore.Conformance;

/// <summary>The rules that every channel must hold, whatever it sends by. Derive, open the channel against a real far end, and say what that received.</summary>
public abstract class ChannelConformance
{
    private const string Secret = "secret-words-of-the-message";

    /// <summary>The channel, with its far end there.</summary>
    protected abstract IChannel Open();

    /// <summary>The same with nobody at the far end; null where there is no far end that could be away.</summary>
    protected virtual IChannel? OpenAway() => null;

    /// <summary>The hook that goes with it; null when nobody calls back.</summary>
    protected virtual IChannelHook? Hook() => null;

    /// <summary>A request to the hook that is signed as it must be and brings a message; null when no message can come in.</summary>
    protected virtual HookRequest? GoodRequest() => null;

    /// <summary>Somebody who can be reached.</summary>
    protected abstract MessageAddress Somebody { get; }

    /// <summary>What the far end got for a message: its text, and where there is one its subject before it with a line break between. Waits for it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="reference">What the channel called it.</param>
    protected abstract Task<string> ReceivedAsync(OutgoingMessage message, string reference);

    /// <summary>Why it cannot be tried here; null when it can.</summary>
    protected virtual string? Missing => null;

    private string NewId() => $"c{Guid.NewGuid():N}"[..16];

    private OutgoingMessage Message(string body, string subject = "通知") => new() { Id = NewId(), To = Somebody, Subject = subject, Body = body, Language = Language.Chinese };

    private static void Skip(string? missing) => Xunit.Skip.If(missing is not null, missing);

    [SkippableFact]
    public void Name_IsAWord_AndSomeKindOfAddressIsTaken()
    {
        Skip(Missing);
        var channel = Open();
        Assert.Matches("^[A-Za-z][A-Za-z0-9]{1,30}$", channel.Name);
        Assert.True(channel.Takes(Somebody.Kind));
        Assert.True(Hook() is not { } hook || hook.Name == channel.Name);
    }

    [SkippableTheory]
    [InlineData("明天8时至18时停水，请储水。")]
    [InlineData("Two lines\nand a € sign, ³ and 🚰")]
    [InlineData("<b>not bold</b> & \"quoted\" {name} %d %A =1+1")]
    public async Task Text_ArrivesAsItWas(string text)
    {
        Skip(Missing);
        var message = Message(text);
        var sent = await Open().SendAsync(message);
        Assert.True(sent.IsOk, sent.Fault?.Message);
        Assert.EndsWith(text, (await ReceivedAsync(message, sent.Value)).Replace("\r\n", "\n", StringComparison.Ordinal).TrimEnd('\n'), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task LineBreak_InASubject_BeginsNoField()
    {
        Skip(Missing);
        var message = Message("text", "s\r\nBcc: all@example.org\r\n\r\nother text");
        var sent = await Open().SendAsync(message);
        // To refuse it is as good.
        if (sent.IsOk) Assert.EndsWith("text", (await ReceivedAsync(message, sent.Value)).TrimEnd(), StringComparison.Ordinal);
        else Assert.False(sent.Fault.Transient);
    }

    [SkippableFact]
    public async Task SeveralAtOnce_AllArrive_UnderNamesOfTheirOwn()
    {
        Skip(Missing);
        var (channel, sent) = (Open(), new ConcurrentBag<(OutgoingMessage Message, string Reference)>());
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            var message = Message($"message {n}");
            var answer = await channel.SendAsync(message);
            Assert.True(answer.IsOk, answer.Fault?.Message);
            sent.Add((message, answer.Value));
        }));
        Assert.Equal(8, sent.Select(s => s.Reference).Distinct().Count());
        foreach (var (message, reference) in sent) Assert.Contains(message.Body, await ReceivedAsync(message, reference), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task SameMessageAgain_HasTheSameName()
    {
        Skip(Missing);
        var (channel, message) = (Open(), Message("again"));
        Assert.Equal((await channel.SendAsync(message)).Value, (await channel.SendAsync(message)).Value);
    }

    [SkippableTheory]
    [InlineData(AddressKind.Phone, "not a number")]
    [InlineData(AddressKind.Phone, "138&to=999")]
    [InlineData(AddressKind.Email, "nobody")]
    [InlineData(AddressKind.Email, "a@b\r\nBcc: c@d")]
    public async Task Address_ThatIsNone_OrOfAnotherKind_IsRefusedForGood(AddressKind kind, string value)
    {
        Skip(Missing);
        var channel = Open();
        if (channel.Takes(AddressKind.Phone) && channel.Takes(AddressKind.Email) && channel.Takes(AddressKind.Handle)) return;   // one that looks at no address
        var sent = await channel.SendAsync(Message(Secret) with { To = new MessageAddress(kind, value) });
        Assert.False(sent.IsOk);
        Assert.False(Assert.IsType<MessageRefused>(sent.Fault).MayRetry);
        Assert.DoesNotContain(Secret, sent.Fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task FarEnd_ThatIsAway_IsAFaultThatPasses_WithoutAWordOfTheMessage()
    {
        Skip(Missing);
        if (OpenAway() is not { } away) return;
        var sent = await away.SendAsync(Message(Secret));
        Assert.False(sent.IsOk);
        Assert.True(Assert.IsType<MessageRefused>(sent.Fault).MayRetry);
        Assert.DoesNotContain(Secret, sent.Fault.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task Stopped_ItEndsSoon_AndNeverWithAnotherException()
    {
        Skip(Missing);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        try
        {
            await Open().SendAsync(Message("late"), stopped.Token).AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        }
        catch (OperationCanceledException)
        {
        }
    }

    [SkippableFact]
    public void Hook_ReadsWhatIsSigned_AndNothingElse()
    {
        Skip(Missing);
        if (Hook() is not { } hook || GoodRequest() is not { } signed) return;
        var answer = hook.Read(signed);
        Assert.Equal(200, answer.Status);
        Assert.Single(answer.Messages);
        foreach (var field in signed.Fields.Keys)
        {
            var forged = new Dictionary<string, string>(signed.Fields) { [field] = signed.Fields[field] + "x" };
            var read = hook.Read(signed with { Fields = forged });
            // A field that is part of what is said may change what is said; the one that proves it may not.
            Assert.True(read.Status == 403 ? read.Messages.Count + read.Reports.Count == 0 && read.Body.Length == 0 : !field.Contains("token", StringComparison.OrdinalIgnoreCase) && !field.Contains("signature", StringComparison.OrdinalIgnoreCase));
            var without = signed.Fields.Where(f => f.Key != field).ToDictionary();
            Assert.True(hook.Read(signed with { Fields = without }).Status is >= 200 and < 500);
        }
        Assert.Equal(403, hook.Read(new HookRequest(signed.What, new Dictionary<string, string>(), signed.Body)).Status);
    }

    [SkippableFact]
    public void Hook_WhateverComes_AnswersAndNeverThrows()
    {
        Skip(Missing);
        if (Hook() is not { } hook || GoodRequest() is not { } signed) return;
        var random = new Random(20260301);
        for (var i = 0; i < 1_000; i++)
        {
            var fields = signed.Fields.Where(_ => random.Next(8) > 0).ToDictionary(f => f.Key, f => random.Next(6) == 0 ? Garbled(f.Value, random) : f.Value);
            var answer = hook.Read(new HookRequest(random.Next(6) == 0 ? Garbled(signed.What, random) : signed.What, fields, random.Next(2) == 0 ? Garbled(signed.Body, random) : signed.Body));
            Assert.InRange(answer.Status, 200, 499);
        }
    }

    private static string Garbled(string text, Random random)
    {
        var characters = text.ToList();
        for (var n = random.Next(1, 6); n > 0; n--)
        {
            var at = random.Next(characters.Count + 1);
            if (at < characters.Count && random.Next(2) == 0) characters.RemoveAt(at);
            else characters.Insert(at, (char)random.Next(1, 0x2fff));
        }
        return new string([.. characters]);
    }
}
