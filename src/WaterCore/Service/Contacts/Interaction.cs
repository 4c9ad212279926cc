using NodaTime;
using WaterCore.Customers;
using WaterCore.Values;

namespace WaterCore.Service;

/// <summary>The doors by which people and the utility reach each other. A channel plugin's name is a door too.</summary>
public static class ContactChannels
{
    /// <summary>The counter (柜台).</summary>
    public const string Counter = "Counter";

    /// <summary>The telephone (电话).</summary>
    public const string Phone = "Phone";

    /// <summary>E-mail.</summary>
    public const string Email = "Email";

    /// <summary>Text messages (短信).</summary>
    public const string Sms = "Sms";

    /// <summary>The portal's forms (网上营业厅).</summary>
    public const string Web = "Web";

    /// <summary>A follower's messages of an official account (公众号).</summary>
    public const string OfficialAccount = "OfficialAccount";

    /// <summary>Paper (信函).</summary>
    public const string Letter = "Letter";

    /// <summary>The shipped names.</summary>
    public static IReadOnlyDictionary<string, Wording> Names { get; } = new Dictionary<string, Wording>(StringComparer.OrdinalIgnoreCase)
    {
        [Counter] = new("柜台", "counter"), [Phone] = new("电话", "telephone"), [Email] = new("电子邮件", "e-mail"),
        [Sms] = new("短信", "text message"), [Web] = new("网上营业厅", "web"), [Letter] = new("信函", "letter"), [OfficialAccount] = new("公众号", "official account"),
    };

    // Doors of the program's own that lead to no person.
    private static readonly Dictionary<string, Wording> s_trial = new(StringComparer.OrdinalIgnoreCase) { ["File"] = new("写入文件夹（试用）", "a folder (trial)"), ["Null"] = new("不发送（试用）", "nowhere (trial)") };

    /// <summary>Whether a message by this door comes to a person, so that people may be asked whether they want it.</summary>
    public static bool ReachesPeople(string channel) => !s_trial.ContainsKey(channel);

    /// <summary>The name of a door; a plugin's own stays as it is.</summary>
    public static Wording NameOf(string channel) => Names.TryGetValue(channel, out var name) || s_trial.TryGetValue(channel, out name) ? name : Wording.Same(channel);
}

/// <summary>Which way a contact went.</summary>
public enum ContactDirection
{
    /// <summary>To the utility.</summary>
    In,

    /// <summary>From the utility.</summary>
    Out,
}

/// <summary>What a contact led to.</summary>
public enum ContactOutcome
{
    /// <summary>It is on record, no more.</summary>
    Noted,

    /// <summary>It was answered at once.</summary>
    Answered,

    /// <summary>A case was opened.</summary>
    CaseOpened,

    /// <summary>It belongs to a case that was there.</summary>
    CaseContinued,

    /// <summary>Nobody knows who it is from; a question was sent back that tells nothing.</summary>
    Asked,
}

/// <summary>One contact, in or out, by whatever door (接触记录). Never changed.</summary>
public sealed record Interaction
{
    /// <summary>The identity.</summary>
    public required Id<Interaction> Id { get; init; }

    /// <summary>When.</summary>
    public required Instant At { get; init; }

    /// <summary>The door; see <see cref="ContactChannels"/>.</summary>
    public required string Channel { get; init; }

    /// <summary>Which way.</summary>
    public required ContactDirection Direction { get; init; }

    /// <summary>The door's own number of it, such as a call's or a mail's; with the door unique for ever. Or null.</summary>
    public string? Reference { get; init; }

    /// <summary>Who it is, when known.</summary>
    public Id<Customer>? Customer { get; init; }

    /// <summary>The account it is about, when there is one.</summary>
    public Id<Account>? Account { get; init; }

    /// <summary>The address it came from or went to, when there is one.</summary>
    public MessageAddress? Address { get; init; }

    /// <summary>What it is about, one line.</summary>
    public required string Subject { get; init; }

    /// <summary>What was said, or null. Card numbers are hidden before it is stored.</summary>
    public string? Text { get; init; }

    /// <summary>Who took it and answers for it until it is done (首问负责人): the sign-in name.</summary>
    public required string Owner { get; init; }

    /// <summary>The position held by the owner.</summary>
    public required string OwnerPosition { get; init; }

    /// <summary>What it led to.</summary>
    public ContactOutcome Outcome { get; init; }

    /// <summary>The case it opened or belongs to, or null.</summary>
    public Id<ServiceCase>? Case { get; init; }

    /// <summary>The far end's name of it, which an answer gives so that both stand together, such as a mail's Message-ID; or null.</summary>
    public string? Thread { get; init; }
}
