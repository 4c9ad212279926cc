using NodaTime;
using WaterCore.Operations;
using WaterCore.Organization;
using WaterCore.Service;

namespace WaterCore.Host.Shared;

internal sealed record CaseAnswer(
    long Number, string Category, string State, string Subject, string? Text, string? Place, string? Zone, string Channel, string OpenedAt, string Owner, string Position, string? Due,
    string? AnsweredAt, string? Answer, bool CallBackOwed, string? ClosedAt, int? Rating, int Reopened, long? MergedInto, long? Work);

internal sealed record CaseEventAnswer(long Revision, string At, string Actor, string Position, string Act, string? Note);

internal sealed record ContactAnswer(long Number, string At, string Channel, string Direction, string Subject, string? Text, string? Address, string Owner, string Outcome, long? Case);

internal sealed record CaseFileAnswer(CaseAnswer Case, string? Account, string? Customer, IReadOnlyList<CaseEventAnswer> Events, IReadOnlyList<ContactAnswer> Contacts);

internal sealed record ChoiceAnswer(string Purpose, string Channel, bool Allowed, string At, string Source);

internal sealed record CustomerContactsAnswer(
    string Customer, IReadOnlyList<string> Accounts, IReadOnlyList<string> Addresses, string? Language, IReadOnlyList<string> Channels, IReadOnlyList<ChoiceAnswer> Choices,
    IReadOnlyList<CaseAnswer> Cases, IReadOnlyList<ContactAnswer> Contacts);

/// <summary>Cases and contacts as programs get them, from the API and from <c>--json</c>: names and addresses masked.</summary>
internal static class ServiceAnswers
{
    public static CaseAnswer Of(ServiceCase c, Utility utility) => new(
        c.Id.Value, c.Category, Word(c.State), c.Subject, c.Text, c.Place, c.Zone, c.Channel, Show.At(c.OpenedAt, utility), c.Owner, c.Position, At(c.Due, utility),
        At(c.AnsweredAt, utility), c.Answer, c.CallBack is not null && c.State == CaseState.Answered, At(c.ClosedAt, utility), c.Rating, c.Reopened, c.MergedInto?.Value, c.Work?.Value);

    public static CaseFileAnswer Of(CaseView view, Utility utility) => new(
        Of(view.Case, utility), view.Account?.Number, view.Customer is { } who ? Masking.Name(who.Name) : null,
        [.. view.Events.Select(e => new CaseEventAnswer(e.Revision, Show.At(e.At, utility), e.Actor, e.Position, Word(e.Act), e.Note))], [.. view.Contacts.Select(i => Of(i, utility))]);

    public static ContactAnswer Of(Interaction i, Utility utility) => new(
        i.Id.Value, Show.At(i.At, utility), i.Channel, Word(i.Direction), i.Subject, i.Text, i.Address?.Masked(), i.Owner, Word(i.Outcome), i.Case?.Value);

    public static CustomerContactsAnswer Of(CustomerContacts file, Utility utility) => new(
        Masking.Name(file.Customer.Name), [.. file.Accounts.Select(a => a.Number)], [.. file.Addresses.Select(a => a.Masked())],
        file.Preferences.Language switch { Language.Chinese => "zh", Language.English => "en", _ => null }, file.Preferences.Channels,
        [.. file.Choices.Select(c => new ChoiceAnswer(c.Purpose, c.Channel, c.Allowed, Show.At(c.At, utility), c.Source))],
        [.. file.Cases.Select(c => Of(c, utility))], [.. file.Contacts.Select(i => Of(i, utility))]);

    private static string? At(Instant? at, Utility utility) => at is null ? null : Show.At(at, utility);

    private static string Word<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());
}
